import assert from 'node:assert/strict';
import type { JournalEvent, JsonObject, ResourceSampleEvent } from '../../../../exporters/journal/events.js';
import { exactTime, minuteOf } from '../../../../exporters/journal/identity/exact-time.js';
import { identityOf } from '../../../../exporters/journal/identity/identity.js';
import { init, roundEnd, scalar, timeAt, update } from '../support/events.js';

function sameDatum(a: JournalEvent, b: JournalEvent): boolean {
  const [x, y] = [identityOf(a), identityOf(b)];
  return x.kind === y.kind && x.partition === y.partition && x.key === y.key;
}

/** Asserts that each of the events is a datum of its own. */
function assertAllDifferent(events: readonly JournalEvent[]): void {
  for (const [at, event] of events.entries()) {
    for (const other of events.slice(at + 1)) {
      assert.ok(!sameDatum(event, other), `${JSON.stringify(event)} and ${JSON.stringify(other)}`);
    }
  }
}

describe('identityOf', () => {
  it('of an update is attempt, round, client, operation and time, not its fields', () => {
    const base = update('r', 'a', { local_loss: 1 });
    assert.ok(sameDatum(base, update('r', 'a', { local_accuracy: 2 }, { late: true, field_count: 3 })));
    const { attempt: _attempt, ...withoutAttempt } = base;
    assertAllDifferent([
      base,
      withoutAttempt,
      update('r', 'a', {}, { attempt: 2 }),
      update('r', 'a', {}, { round: 2 }),
      update('r', 'a', {}, { round: null }),
      update('r', 'b', {}),
      update('r', 'a', {}, { operation: 'evaluate' }),
      update('r', 'a', {}, { timestamp: timeAt(2) }),
      update('r', 'a', {}, { source: 'gauge' }),
    ]);
  });

  it('treats an absent operation as train', () => {
    assert.ok(sameDatum(update('r', 'a'), update('r', 'a', {}, { operation: 'train' })));
  });

  it('lists the fields of an update', () => {
    const identity = identityOf(update('r', 'a', { round: 1, client_name: 'A', local_loss: 1 }, { field_count: 2 }));
    assert.ok(identity.kind === 'fields');
    assert.deepEqual(identity.fields, ['client_name', 'local_loss', '\u0000field_count']);
  });

  it("gives a client's evaluation the identity of an update", () => {
    const evaluation: JournalEvent = {
      event_type: 'evaluation',
      run_id: 'r',
      round: 1,
      operation: 'evaluate',
      timestamp: timeAt(1),
      client: { client_id: 'a', local_loss: 1 },
    };
    const identity = identityOf(evaluation);
    assert.ok(identity.kind === 'fields');
    assert.deepEqual(identity.fields, ['local_loss']);
    assert.ok(!sameDatum(evaluation, { ...evaluation, operation: 'test' }));
    assert.ok(!sameDatum(evaluation, { ...evaluation, client: { client_id: 'b' } }));
  });

  it('of a gauge has no time, but its values', () => {
    const gauge = (time: number, loss: number) =>
      update('r', 'a', { local_loss: loss }, { source: 'gauge', timestamp: timeAt(time) });
    assert.ok(sameDatum(gauge(1, 0.5), gauge(2, 0.6)));
    const identity = identityOf(gauge(1, Number.NaN));
    assert.ok(identity.kind === 'values');
    assert.equal(identity.time, '2026-03-02T09:00:00.000000001');
    assert.deepEqual([...identity.values], [['local_loss', '"NaN"']]);
  });

  it('does not mistake one list of ids for another', () => {
    const client = (id: string, operation: string) => update('r', id, {}, { operation });
    assertAllDifferent([
      client('a', 'bc'),
      client('ab', 'c'),
      client('', 'abc'),
      client('a1:b', 'c'),
      client('a', '1:bc'),
    ]);
    const long = 'x'.repeat(10_000);
    assertAllDifferent([client(long, 'a'), client(`${long}a`, ''), client(long, 'b')]);
    assert.ok(identityOf(client(long, 'a')).key.length < 100);
  });

  it('of a start is its content, wherever it stands in the journal', () => {
    const { event_type: _type, ...fields } = init('r');
    assert.ok(sameDatum(init('r', { format: 1 }), init('r')));
    assert.ok(sameDatum(init('r', { format: 1 }), { event_type: 'run_update', ...fields }));
    assertAllDifferent([
      init('r'),
      init('r', { attempt: 2 }),
      init('r', { job: 'x' }),
      init('r', { provisional: true }),
    ]);
  });

  it('tells apart what happens at one time', () => {
    const at = { run_id: 'r', attempt: 1, round: 1, timestamp: timeAt(1) };
    const dropout = { ...at, event_type: 'client_dropout' as const, clients: [{ client_id: 'a' }], reason: 'x' };
    const failure = { ...at, event_type: 'comm_failure' as const, client_id: 'a', reason: 'x' };
    const task = {
      ...at,
      event_type: 'task' as const,
      kind: 'task' as const,
      phase: 'started' as const,
      client_id: 'a',
      start: timeAt(1),
    };
    assertAllDifferent([
      { ...at, event_type: 'round_start' },
      roundEnd('r', 1),
      roundEnd('r', 2),
      { ...roundEnd('r', 2), round_metrics: { global_loss: 0.25, metrics: { f1: 0.5 } } },
      dropout,
      { ...dropout, clients: [{ client_id: 'b' }] },
      { ...dropout, reason: 'y' },
      failure,
      { ...failure, client_id: 'b' },
      { ...failure, reason: 'y' },
      { ...at, event_type: 'checkpoint', path: 'p' },
      { ...at, event_type: 'checkpoint', path: 'q' },
      { ...at, event_type: 'server_metadata', server: { a: 1 } },
      { ...at, event_type: 'server_metadata', server: { a: 2 } },
      task,
      { ...task, client_id: 'b' },
      { ...task, operation: 'evaluate' },
      { ...task, phase: 'ended' },
      { ...task, span_id: '01' },
      { ...task, span_id: '02' },
      { ...at, event_type: 'evaluation', split: 'test' },
      { ...at, event_type: 'evaluation', split: 'val' },
      { ...at, event_type: 'evaluation', split: 'val', accuracy: 0.5 },
      { ...at, event_type: 'evaluation', split: 'val', metrics: { f1: 0.5 } },
      { ...at, event_type: 'artifact', name: 'm', path: 'p' },
      { ...at, event_type: 'artifact', name: 'm', path: 'q' },
      { ...at, event_type: 'finished' },
      { ...at, event_type: 'finished', state: 'failed' },
      scalar('r', 1),
      scalar('r', 2),
      scalar('r', 1, { name: 'x' }),
      scalar('r', 1, { client_id: 'a' }),
      scalar('r', 1, { timestamp: timeAt(2) }),
      scalar('r', 1, { source: 'gauge' }),
    ]);
  });

  it('of a span is the span, whatever else is said of it', () => {
    const span: JournalEvent = {
      event_type: 'task',
      run_id: 'r',
      round: 1,
      kind: 'round',
      phase: 'ended',
      start: timeAt(1),
      trace_id: 'ab',
      span_id: '01',
    };
    assert.ok(sameDatum(span, { ...span, error: 'x', end: timeAt(5), timestamp: timeAt(5) }));
    assert.ok(!sameDatum(span, { ...span, trace_id: 'cd' }));
  });

  it('of an event without time is its content', () => {
    const event: JournalEvent = { event_type: 'comm_failure', run_id: 'r', round: 1, client_id: 'a', reason: 'x' };
    assert.ok(sameDatum(event, { ...event }));
    assert.ok(!sameDatum(event, { ...event, reason: 'y' }));
    const { timestamp: _time, ...timeless } = scalar('r', 1);
    assert.equal(identityOf(timeless).kind, 'values');
  });
});

describe('exactTime', () => {
  it('gives one text for one instant and sorts like time', () => {
    const spellings = [
      '2026-03-02T09:00:00.004Z',
      '2026-03-02T09:00:00.004000+00:00',
      '2026-03-02T09:00:00.004000000-00:00',
    ];
    assert.deepEqual([...new Set(spellings.map(exactTime))], ['2026-03-02T09:00:00.004000000']);
    assert.equal(exactTime('2026-03-02T09:00:00Z'), '2026-03-02T09:00:00.000000000');
    assert.ok(exactTime('2026-03-02T09:00:00.9Z') < exactTime('2026-03-02T09:00:01.05Z'));
    assert.ok(exactTime('2026-03-02T09:00:00.1Z') > exactTime('2026-03-02T09:00:00.09Z'));
  });

  it('leaves other texts alone', () => {
    for (const text of ['', 'yesterday', '2026-03-02T09:00:00+02:00', '2026-03-02T09:00:00.1234567890Z']) {
      assert.equal(exactTime(text), text);
    }
  });
});

describe('minuteOf', () => {
  it('is the same for all spellings within a minute', () => {
    assert.equal(minuteOf('2026-03-02T09:00:59.9Z'), '2026-03-02T09:00');
    assert.equal(minuteOf('2026-03-02T09:00:00+00:00'), '2026-03-02T09:00');
  });

  it('of a resource sample is client, time and fields, because a sample may come in parts', () => {
    const sample = (resources: JsonObject, more: Partial<ResourceSampleEvent> = {}): ResourceSampleEvent => {
      return { event_type: 'resource_sample', run_id: 'r', attempt: 1, timestamp: timeAt(1), resources, ...more };
    };
    assert.ok(sameDatum(sample({ a: 1, b: 2 }), sample({ b: 2, a: 1 })));
    assertAllDifferent([
      sample({ a: 1 }),
      sample({ b: 1 }),
      sample({ a: 1, b: 2 }),
      sample({ a: 1 }, { client_id: 'c' }),
      sample({ a: 1 }, { timestamp: timeAt(2) }),
    ]);
  });
});
