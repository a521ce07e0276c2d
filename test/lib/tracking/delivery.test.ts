import assert from 'node:assert/strict';
import type { JournalEvent } from '../../../exporters/journal/events.js';
import { clientTask, startRun } from '../../../lib/index.js';
import { createWriter } from '../../../lib/tracking/index.js';
import { createTestTelemetry, type TestTelemetry } from '../../../testing/index.js';

/** The events of some types without what differs from run to run. */
function logged(events: readonly JournalEvent[]): unknown[] {
  const types = ['scalar', 'histogram', 'text', 'artifact', 'run_update'];
  const kept = events.filter(({ event_type: type }) => types.includes(type));
  return kept
    .map(({ run_id: _run, attempt: _attempt, timestamp: _time, ...rest }) => rest)
    .sort((a, b) => types.indexOf(a.event_type) - types.indexOf(b.event_type));
}

const EDGES = [-1e300, 0, 1e20, 1e300];

describe('what a writer logs, over the wire', () => {
  let telemetry: TestTelemetry;
  afterEach(() => telemetry.shutdown());

  for (const protocol of ['http/protobuf', 'http/json'] as const) {
    it(`arrives as it was logged, by ${protocol}`, async () => {
      telemetry = await createTestTelemetry({ telemetry: { protocol } });
      const run = startRun({ job: 'digits' });
      const writer = createWriter({ run });
      writer.addScalar('x', Number.NaN, 3);
      writer.addScalar('x', Number.NEGATIVE_INFINITY);
      writer.addScalar('x', 2 ** 60);
      writer.addScalar('x', -0.1, Number.MAX_SAFE_INTEGER);
      writer.addHistogram('h', {
        edges: EDGES,
        counts: [1, 2 ** 60, 0.5],
        sum: Number.POSITIVE_INFINITY,
        sumOfSquares: Number.NaN,
      });
      writer.addText('t', 'ä\n\u0000 😀', 1);
      writer.logArtifact('out/m.bin');
      assert.equal(await writer.flush({ timeoutSeconds: 5 }), true);
      const expected = {
        scalars: [
          [3, Number.NaN],
          [4, Number.NEGATIVE_INFINITY],
          [5, 2 ** 60],
          [Number.MAX_SAFE_INTEGER, -0.1],
        ],
        others: [
          {
            ...{ event_type: 'histogram', name: 'h', step: 0, edges: EDGES, counts: [1, 2 ** 60, 0.5] },
            ...{ min: -1e300, max: 1e300, sum: Number.POSITIVE_INFINITY, sum_of_squares: Number.NaN },
          },
          { event_type: 'text', name: 't', step: 1, text: 'ä\n\u0000 😀' },
          { event_type: 'artifact', name: 'm.bin', path: 'out/m.bin' },
        ],
      };
      const events = logged(await telemetry.events()) as (JournalEvent & { step: number; value: number })[];
      const isScalar = ({ event_type: type }: JournalEvent) => type === 'scalar';
      const scalars = events.filter(isScalar).map(({ step, value }) => [step, Number(value)]);
      assert.deepEqual(
        scalars.sort(([a = 0], [b = 0]) => a - b),
        expected.scalars,
      );
      assert.deepEqual(
        events.filter((event) => !isScalar(event)),
        expected.others,
      );
      assert.deepEqual(await telemetry.malformed(), []);
      await run.finish();
    });
  }

  it('comes from a client under the run of its carrier', async () => {
    telemetry = await createTestTelemetry();
    const writer = createWriter();
    const run = startRun({ job: 'digits' });
    const round = run.startRound({ number: 2 });
    const carrier = JSON.parse(JSON.stringify(round.startTask({ client: 'a' }).carrier()));
    await clientTask(carrier, async () => {
      await new Promise(setImmediate);
      writer.addScalar('loss', 0.5);
      writer.addText('t', 'x');
    });
    writer.addScalar('lr', 0.1);
    const events = (await telemetry.events()).filter(({ run_id: id }) => id === run.id);
    assert.deepEqual(logged(events), [
      { event_type: 'scalar', client_id: 'a', name: 'loss', step: 0, value: 0.5 },
      { event_type: 'scalar', name: 'lr', step: 0, value: 0.1 },
      { event_type: 'text', client_id: 'a', name: 't', step: 0, text: 'x' },
    ]);
    await run.finish();
  });
});
