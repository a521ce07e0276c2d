import { ValueType } from '@opentelemetry/api';
import { MeterProvider } from '@opentelemetry/sdk-metrics';
import { clientTaskOn } from '../lib/client/client-task.js';
import { createCore } from '../lib/core/core.js';
import { startRunOn } from '../lib/run/start-run.js';
import { createWriterOn } from '../lib/tracking/create-writer.js';
import { type Benchmark, type Figures, interleave, secondsEach, timesCheaper } from './harness.js';
import { CollectingReader } from './support/updates.js';

/** Values of one measurement. */
const VALUES = 1_900;
/** Weights of one histogram. */
const WEIGHTS = 1_000_000;
const ALL = { maxRecords: 1_000_000, maxBytes: Number.POSITIVE_INFINITY };

/** What logging costs the training loop: nothing is encoded or sent meanwhile. */
export const tracking: Benchmark = {
  name: 'tracking',
  about: 'addScalar and addHistogram, on the caller’s thread',
  async run(): Promise<Figures> {
    const seconds = await compare();
    const perValue = await histogram();
    return {
      'tracking.ratio': timesCheaper(
        seconds.run,
        seconds.sdk,
        'one addScalar of a run against a record of an SDK gauge',
        1,
      ),
      'tracking.micros': { value: seconds.run * 1e6, unit: 'µs', what: 'one addScalar of a run' },
      'tracking.taskMicros': {
        value: seconds.task * 1e6,
        unit: 'µs',
        what: 'one addScalar in a task without telemetry, which keeps it for the report',
      },
      'tracking.sdkMicros': {
        value: seconds.sdk * 1e6,
        unit: 'µs',
        what: 'one record of an SDK gauge with name, step and client',
      },
      'tracking.histogramNanos': {
        value: perValue * 1e9,
        unit: 'ns',
        what: 'addHistogram of a million weights, for each of them',
      },
    };
  },
};

/** Seconds of one value each way. */
function compare(): Promise<{ run: number; task: number; sdk: number }> {
  const core = createCore();
  const writer = createWriterOn(core, { run: startRunOn(core, { job: 'bench' }), client: 'a' });
  const reader = new CollectingReader();
  const gauge = new MeterProvider({ readers: [reader] })
    .getMeter('bench')
    .createGauge('fl.scalar', { valueType: ValueType.DOUBLE });
  let step = 0;
  return interleave(
    {
      run: () => {
        const seconds = secondsEach(VALUES, () => {
          for (let index = 0; index < VALUES; index++) writer.addScalar('loss', 1 / index, ++step);
        });
        core.outbox.points.acknowledge(core.outbox.points.peek(ALL));
        return seconds;
      },
      task: async () => {
        const own = createCore();
        const carrier = startRunOn(own, { job: 'bench' })
          .startRound({ number: 1 })
          .startTask({ client: 'a' })
          .carrier();
        const { result } = await clientTaskOn(createCore(), carrier, (task) => {
          const kept = createWriterOn(own, { task });
          return secondsEach(VALUES, () => {
            for (let index = 0; index < VALUES; index++) kept.addScalar('loss', 1 / index, ++step);
          });
        });
        return result;
      },
      sdk: async () => {
        const seconds = secondsEach(VALUES, () => {
          for (let index = 0; index < VALUES; index++) {
            gauge.record(1 / index, { 'fl.metric.name': 'loss', 'fl.step': ++step, 'fl.client.id': 'a' });
          }
        });
        await reader.collect();
        return seconds;
      },
    },
    { rounds: 21, warmUp: 15 },
  );
}

/** Seconds for each weight of a histogram. */
async function histogram(): Promise<number> {
  const core = createCore();
  const writer = createWriterOn(core, { run: startRunOn(core, { job: 'bench' }) });
  const weights = Float32Array.from({ length: WEIGHTS }, (_, index) => Math.sin(index));
  const { ours } = await interleave({
    ours: () => secondsEach(WEIGHTS, () => writer.addHistogram('weights', weights)),
  });
  return ours;
}
