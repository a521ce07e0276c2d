import assert from 'node:assert/strict';
import fc from 'fast-check';
import { createCore } from '../../../lib/core/core.js';
import { createWriterOn } from '../../../lib/tracking/create-writer.js';
import type { Writer, WriterOptions } from '../../../lib/tracking/types.js';
import { createSilentWarnings, type Recording, record } from '../support/recording.js';
import { eventsOf, journalOf } from './support.js';

/** A run with a writer on it. */
function writing(
  options: Parameters<typeof record>[0] = {},
  writer: WriterOptions = {},
): Recording & { writer: Writer } {
  const recording = record(options);
  return { ...recording, writer: createWriterOn(recording.core, { run: recording.run, ...writer }) };
}

/** Tags, steps and values of all numbers, in the order of their times. */
function scalars({ core }: Recording): unknown[] {
  return eventsOf(core, 'scalar').map(({ name, step, value }) => [name, step, value]);
}

describe('writer', () => {
  describe('addScalar', () => {
    it('keeps tag, step and value as they are, and gives each its own time', () => {
      const recording = writing();
      recording.writer.addScalar('train/loss', 0.1, 3);
      recording.writer.addScalar('train/loss', 5n, 4n);
      assert.deepEqual(scalars(recording), [
        ['train/loss', 3, 0.1],
        ['train/loss', 4, 5],
      ]);
      const times = eventsOf(recording.core, 'scalar').map(({ timestamp }) => timestamp);
      assert.equal(new Set(times).size, 2);
    });

    it('takes NaN and infinities for values', () => {
      const recording = writing();
      const values = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
      for (const value of values) recording.writer.addScalar('x', value);
      assert.deepEqual(
        eventsOf(recording.core, 'scalar').map(({ value }) => value),
        values,
      );
    });

    it('counts for itself where no step is given, from after the highest step that its tag has had', () => {
      const recording = writing();
      const { addScalar } = recording.writer;
      addScalar('a', 1);
      addScalar('a', 2);
      addScalar('b', 3);
      addScalar('a', 4, 10);
      addScalar('a', 5);
      addScalar('a', 6, 2);
      addScalar('a', 7);
      assert.deepEqual(scalars(recording), [
        ['a', 0, 1],
        ['a', 1, 2],
        ['b', 0, 3],
        ['a', 10, 4],
        ['a', 11, 5],
        ['a', 2, 6],
        ['a', 12, 7],
      ]);
    });

    it('keeps every value of a repeated step', () => {
      const recording = writing();
      for (const value of [1, 1, 2]) recording.writer.addScalar('x', value, 7);
      assert.deepEqual(scalars(recording), [
        ['x', 7, 1],
        ['x', 7, 1],
        ['x', 7, 2],
      ]);
    });

    it('keeps the value where the step is none: fractions are rounded, the counter stands in for the rest', () => {
      const recording = writing();
      for (const step of [1.4, -1, Number.NaN, 'x', {}, null, Number.POSITIVE_INFINITY]) {
        recording.writer.addScalar('x', 1, step as never);
      }
      assert.deepEqual(
        eventsOf(recording.core, 'scalar').map(({ step }) => step),
        [1, 2, 3, 4, 5, 6, 7],
      );
      assert.equal(recording.warnings[0]?.about, 'addScalar.step');
    });

    it('refuses what has no tag or no number, and says so', () => {
      const recording = writing();
      for (const args of [[], ['x'], ['', 1], [undefined, 1], ['x', '1'], ['x', {}]]) {
        recording.writer.addScalar(...(args as [string, number]));
      }
      assert.deepEqual(scalars(recording), []);
      assert.deepEqual([...new Set(recording.warnings.map(({ about }) => about))].sort(), [
        'addScalar.tag',
        'addScalar.value',
      ]);
    });
  });

  it('addScalars keeps the parent tag', () => {
    const recording = writing();
    recording.writer.addScalars('loss', { train: 1, valid: Number.NaN }, 5);
    recording.writer.addScalars('loss', { train: 2 });
    assert.deepEqual(scalars(recording), [
      ['loss/train', 5, 1],
      ['loss/valid', 5, Number.NaN],
      ['loss/train', 6, 2],
    ]);
  });

  it('addHistogram counts values, or keeps what is counted', () => {
    const { writer, core, warnings } = writing();
    writer.addHistogram('weights', new Float32Array([0, 1, 2, Number.NaN]), 4, { bins: 2 });
    writer.addHistogram('weights', { edges: [0, 1e20], counts: [2 ** 60] });
    writer.addHistogram('weights', []);
    const [first, second, ...none] = eventsOf(core, 'histogram');
    const { timestamp, attempt, run_id, ...rest } = first ?? assert.fail();
    assert.deepEqual(rest, {
      event_type: 'histogram',
      name: 'weights',
      step: 4,
      edges: [0, 1, 2],
      counts: [1, 2],
      min: 0,
      max: 2,
      sum: 3,
      sum_of_squares: 5,
      nonfinite: 1,
    });
    assert.deepEqual([second?.step, second?.edges, second?.counts], [5, [0, 1e20], [2 ** 60]]);
    assert.deepEqual(none, []);
    assert.equal(warnings[0]?.about, 'addHistogram.values');
  });

  it('addText keeps texts by step, without secrets, and cuts what is too long', () => {
    const { writer, core } = writing();
    writer.addText('notes', 'first', 2);
    writer.addText('notes', '');
    writer.addText('notes', 'password=hunter2');
    writer.addText('notes', 'x'.repeat(40_000));
    writer.addText('notes', undefined as never);
    const texts = eventsOf(core, 'text');
    assert.deepEqual(
      texts.map(({ step, text }) => [step, text.length > 100 ? text.length : text]),
      [
        [2, 'first'],
        [3, ''],
        [4, 'password=[redacted]'],
        [5, 32_768],
      ],
    );
  });

  it('logParams, setTags and logArtifact say what the run says itself', () => {
    const { writer, core } = writing();
    writer.logParams({ lr: 0.1, nested: { a: [1] }, apiKey: 'x' });
    writer.setTags({ team: 'a' });
    writer.logArtifact('out/confusion.png', { type: 'figure' });
    writer.logArtifact('C:\\out\\model.bin', { name: 'best' });
    const events = journalOf(core)
      .slice(1)
      .map(({ attempt, run_id, timestamp, ...rest }) => rest);
    assert.deepEqual(events, [
      { event_type: 'run_update', params: { lr: 0.1, nested: { a: [1] }, apiKey: '[redacted]' } },
      { event_type: 'run_update', tags: { team: 'a' } },
      { event_type: 'artifact', name: 'confusion.png', path: 'out/confusion.png', type: 'figure' },
      { event_type: 'artifact', name: 'best', path: 'C:\\out\\model.bin' },
    ]);
  });

  it('writes for a client, and every client counts for itself', () => {
    const recording = writing();
    for (const client of ['a', 'b']) {
      const writer = createWriterOn(recording.core, { run: recording.run, client, round: 3 });
      writer.addScalar('loss', 1);
      writer.addHistogram('w', [1]);
      writer.addText('t', 'x');
      writer.logParams({ lr: 1 });
      writer.logArtifact('m.bin');
    }
    const events = journalOf(recording.core).slice(1);
    assert.equal(events.length, 10);
    for (const event of events) {
      assert.ok('client_id' in event && (event.client_id === 'a' || event.client_id === 'b'), event.event_type);
      assert.ok(!('step' in event) || event.step === 0);
    }
    assert.equal(recording.core.outbox.points.peek({ maxRecords: 1, maxBytes: 1e9 }).records[0]?.round, 3);
  });

  it('counts nothing of it among the events that the run says it has emitted', async () => {
    const { writer, run, event } = writing({}, { client: 'a' });
    writer.addScalar('x', 1);
    writer.addText('t', 'x');
    writer.addHistogram('h', [1]);
    writer.setTags({ a: 'b' });
    await run.finish();
    assert.equal(event('fl.run.finished').attributes['fl.run.emitted.events'], 1);
  });

  describe('privacy', () => {
    it('keeps the values of clients out where nothing of single clients is recorded', () => {
      const recording = writing({ privacy: { perClient: false } }, { client: 'a' });
      recording.writer.addScalar('x', 1);
      recording.writer.addText('x', 'x');
      recording.writer.logParams({ x: 1 });
      recording.writer.logArtifact('x');
      assert.equal(journalOf(recording.core).length, 1);
    });

    it('takes numbers for free metrics and texts for free attributes', () => {
      const recording = writing({ privacy: { perClient: ['loss', 'attributes'] } }, { client: 'a' });
      recording.writer.addScalar('x', 1);
      recording.writer.addHistogram('x', [1]);
      recording.writer.addText('x', 'x');
      recording.writer.setTags({ x: 'x' });
      assert.deepEqual(
        journalOf(recording.core).map(({ event_type }) => event_type),
        ['init', 'text', 'run_update'],
      );
    });

    it('hides under secure aggregation what tells about single clients, and says so once', () => {
      const recording = writing({ secureAggregation: true }, { client: 'a' });
      recording.writer.addScalar('val_loss', 1);
      recording.writer.addHistogram('weights', [1]);
      recording.writer.addScalar('battery', 1);
      recording.writer.logParams({ val_loss: 1, lr: 2 });
      const events = journalOf(recording.core).slice(1);
      assert.deepEqual(
        events.map((event) => ('params' in event ? event.params : 'name' in event && event.name)),
        [{ lr: 2 }, 'battery'],
      );
      assert.equal(recording.warnings.filter(({ code }) => code === 'FEDOTEL_PRIVACY')[0]?.about, 'secureAggregation');
      createWriterOn(recording.core, { run: recording.run }).addScalar('val_loss', 1);
      assert.equal(scalars(recording).length, 2, "the server's own values are not single clients'");
    });

    it("gives clients' values their pseudonym", () => {
      const recording = writing({ privacy: { clientIds: 'hmac', key: 'a key of the tests' } }, { client: 'anna' });
      recording.writer.addScalar('x', 1);
      recording.writer.setTags({ x: 'x' });
      for (const event of journalOf(recording.core).slice(1)) {
        assert.match(('client_id' in event && event.client_id) || '', /^[0-9a-f]{24}$/);
      }
    });
  });

  describe('createWriter', () => {
    const { run, core } = record();
    for (const [options, message] of [
      [{ run: {} }, /option run: expected the run that startRun returned/],
      [{ task: 5 }, /option task: expected the task that clientTask gave/],
      [{ run, client: '' }, /option client: expected a text that is not empty/],
      [{ client: 'a' }, /option client: expected a run beside it/],
      [{ run, round: -1 }, /option round: expected an integer of at least 0/],
      [{ rnu: run }, /createWriter: expected the options run, task, client, round, got "rnu"/],
      [5, /option options/],
    ] as const) {
      it(`refuses ${message.source}`, () => {
        assert.throws(() => createWriterOn(core, options as never), { name: 'TypeError', message });
      });
    }

    it('writes to the newest open run of the process when it is given none', async () => {
      const recording = record();
      const writer = createWriterOn(recording.core);
      writer.addScalar('x', 1);
      assert.equal(scalars(recording).length, 1);
      await recording.run.finish();
      writer.addScalar('x', 2);
      assert.equal(scalars(recording).length, 1);
      assert.equal(recording.warnings.at(-1)?.code, 'FEDOTEL_NOT_STARTED');
    });
  });

  it('never throws, whatever it is given, and flushes without telemetry', async () => {
    const { writer } = writing();
    const anything = fc.anything({ withBigInt: true, withMap: true, withSet: true, withTypedArray: true });
    const calls = Object.values(writer).filter((call) => call !== writer.flush) as ((...args: unknown[]) => void)[];
    fc.assert(
      fc.property(fc.array(anything, { maxLength: 4 }), (args) => {
        for (const call of calls) call(...args);
      }),
    );
    const throwing = {
      get edges(): never {
        throw new Error('no');
      },
      [Symbol.iterator]: (): never => {
        throw new Error('no');
      },
    };
    writer.addHistogram('x', throwing as never);
    writer.logParams(throwing as never);
    assert.equal(await writer.flush({ timeoutSeconds: 0 }), false);
    assert.equal(await createWriterOn(createCore(createSilentWarnings())).flush(), true);
  });
});
