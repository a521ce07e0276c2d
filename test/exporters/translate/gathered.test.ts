import assert from 'node:assert/strict';
import { ClientUpdate, type JournalEntry } from '../../../exporters/journal/index.js';
import { createTranslator, type Translator } from '../../../exporters/translate/index.js';
import { enter, log, point, span, TIME } from './visit.js';

function tell(translator: Translator): void {
  enter(translator);
  point(translator, 'fl.client.loss', 0.5);
  point(translator, 'fl.client.loss', 0.25, { 'fl.client.id': 'c2', 'fl.operation.name': 'evaluate' });
  point(translator, 'fl.client.update', 1, { 'fl.client.extra.device': 'pi5', 'fl.update.field_count': 2 });
  point(translator, 'fl.client.loss', 0.5, { 'fl.round.number': 'x' });
  point(translator, 'http.server.duration', 1);
  point(translator, 'fl.scalar', 0.1, { 'fl.metric.name': 'lr', 'fl.step': 7 });
  log(translator, 'fl.round.started', { 'fl.round.number': 3 });
  log(translator, 'fl.client.update', { 'fl.round.number': 3, 'fl.client.id': 'c9', 'fl.client.loss': 0.5 });
  span(translator, { 'fl.span.type': 'fl.round', 'fl.round.number': 3 });
  enter(translator, undefined, 'my.app');
  point(translator, 'fl.client.loss', 7);
}

function onlyUpdates(entries: readonly JournalEntry[]): ClientUpdate[] {
  return entries.filter((entry) => entry instanceof ClientUpdate);
}

function updatesOf(translator: Translator): ClientUpdate[] {
  return onlyUpdates(translator.endGathered().entries);
}

describe('translate: endGathered', () => {
  it('has what end has, the updates as they were gathered', () => {
    const [one, other] = [createTranslator(), createTranslator()];
    tell(one);
    tell(other);
    const { events: all, ...counts } = one.end();
    const { entries, ...sameCounts } = other.endGathered();
    assert.deepEqual(sameCounts, counts);
    assert.deepEqual([counts.malformed, counts.ignored], [1, 1]);
    assert.deepEqual(
      entries.map((entry) => (entry instanceof ClientUpdate ? entry.toEvent() : entry)),
      all,
    );
    assert.deepEqual(
      entries.map((entry) => (entry instanceof ClientUpdate ? 'update' : entry.event_type)),
      ['round_start', 'update', 'task', 'update', 'update', 'update', 'scalar'],
    );
  });

  it('gives updates of one run, round and operation one group, and each update one shape with its like', () => {
    const translator = createTranslator();
    enter(translator);
    for (const name of ['fl.client.loss', 'fl.client.accuracy']) {
      for (const client of ['a', 'b', 'c']) point(translator, name, 1, { 'fl.client.id': client });
    }
    point(translator, 'fl.client.loss', 1, { 'fl.round.number': 4 });
    const updates = updatesOf(translator);
    const [a, b, c, other] = updates;
    assert.equal(updates.length, 4);
    assert.ok(a !== undefined && b?.group === a.group && c?.group === a.group && other?.group !== a.group);
    assert.ok(b?.shape === a.shape && c?.shape === a.shape);
    assert.deepEqual(a.shape.names, ['local_loss', 'local_accuracy']);
    assert.deepEqual([a.client, a.millis, a.nanos, a.values], ['a', TIME.millis, TIME.nanos, [1, 1]]);
  });

  it('starts afresh, also after more kinds of updates than are remembered', () => {
    const translator = createTranslator();
    enter(translator);
    for (let at = 0; at < 5_000; at++) {
      point(translator, 'fl.client.metric', at, { 'fl.metric.name': `m${at}`, 'fl.client.id': `c${at}` });
    }
    assert.equal(updatesOf(translator).length, 5_000);
    enter(translator);
    point(translator, 'fl.client.metric', 1, { 'fl.metric.name': 'm1' });
    assert.deepEqual(updatesOf(translator)[0]?.shape.names, ['m1']);
    assert.deepEqual(updatesOf(translator), []);
  });

  it('follows points past clients that did not say all, and past malformed ones', () => {
    const translator = createTranslator();
    enter(translator);
    const maps = ['a', '', 'b', 'c'].map(
      (client) =>
        new Map<string, string | number>([
          ['fl.round.number', 1],
          ['fl.client.id', client],
        ]),
    );
    for (const [name, clients] of [
      ['fl.client.loss', [0, 1, 2, 3]],
      ['fl.client.accuracy', [0, 3]],
      ['fl.client.samples', [3, 2, 0]],
    ] as const) {
      const head = { name, unit: '', kind: 'gauge' } as const;
      for (const client of clients) {
        translator.numberPoint(head, { attributes: maps[client] ?? new Map(), time: TIME, value: client });
      }
    }
    const { entries, malformed } = translator.endGathered();
    assert.equal(malformed, 1);
    assert.deepEqual(
      onlyUpdates(entries).map(({ client, shape, values }) => [client, shape.names.length, values]),
      [
        ['a', 3, [0, 0, 0]],
        ['b', 2, [2, 2]],
        ['c', 3, [3, 3, 3]],
      ],
    );
  });
});
