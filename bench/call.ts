import { MeterProvider } from '@opentelemetry/sdk-metrics';
import { sharedCore } from '../lib/core/core.js';
import { startRun } from '../lib/index.js';
import type { Run } from '../lib/types.js';
import type { ClientUpdate } from '../lib/update/types.js';
import { type Benchmark, type Figures, interleave, median, secondsEach, timesCheaper } from './harness.js';
import { FIELDS, fullUpdate, SdkGauges } from './support/updates.js';

/** Updates of one measurement: clients of a round. The SDK keeps 2,000 series apart. */
const CLIENTS = 1_900;
const SIZES = [10, 1_000, 100_000, 1_000_000] as const;

/** What the call costs the training loop: nothing is encoded or sent meanwhile. */
export const call: Benchmark = {
  name: 'call',
  about: `clientUpdate with ${FIELDS} fields, on the caller's thread`,
  async run(): Promise<Figures> {
    const bare = await compare();
    sharedCore().setFallbackProviders({ meterProvider: new MeterProvider() });
    const counted = await compare();
    const micros = await costBySize();
    return {
      'call.ratio': timesCheaper(bare.ours, bare.sdk, `one clientUpdate against ${FIELDS} records of SDK gauges`, 20),
      'call.ratioWithInstruments': timesCheaper(
        counted.ours,
        counted.sdk,
        'the same while low-cardinality metrics are exported too',
      ),
      'call.micros': { value: bare.ours * 1e6, unit: 'µs', what: 'one clientUpdate' },
      'call.sdkMicros': { value: bare.sdk * 1e6, unit: 'µs', what: `${FIELDS} records of SDK gauges` },
      'call.growth': {
        value: Math.max(...micros) / Math.min(...micros),
        unit: '×',
        what: `dearest by cheapest clientUpdate of runs with ${SIZES.join(', ')} updates`,
        goal: { kind: 'atMost', value: 1.5 },
      },
    };
  },
};

/** Seconds of one update each way. */
async function compare(): Promise<{ ours: number; sdk: number }> {
  const run = startRun({ job: 'bench' });
  const sdk = new SdkGauges();
  let round = 0;
  return interleave(
    {
      ours: () => {
        const updates = updatesOf(++round);
        run.startRound({ number: round });
        const seconds = secondsEach(CLIENTS, () => recordAll(run, updates));
        drain();
        return seconds;
      },
      sdk: async () => {
        const updates = updatesOf(++round);
        const seconds = secondsEach(CLIENTS, () => {
          for (const update of updates) {
            sdk.record(update);
          }
        });
        await sdk.reader.collect();
        return seconds;
      },
    },
    { rounds: 21, warmUp: 15 },
  );
}

/** Microseconds of one update in runs of different lengths, taken in turns. */
async function costBySize(): Promise<readonly number[]> {
  const costs = SIZES.map((): number[] => []);
  for (let repetition = 0; repetition < 3; repetition++) {
    for (const [index, size] of SIZES.entries()) {
      // Short runs are repeated, because a clock does not see ten calls.
      const repeated = Array.from({ length: Math.max(1, 20_000 / size) }, () => runOf(size));
      costs[index]?.push(median(repeated) * 1e6);
    }
  }
  return costs.map(median);
}

function runOf(size: number): number {
  const run = startRun({ job: 'bench' });
  let seconds = 0;
  for (let done = 0, round = 1; done < size; done += CLIENTS, round++) {
    const updates = updatesOf(round, Math.min(CLIENTS, size - done));
    run.startRound({ number: round });
    seconds += secondsEach(1, () => recordAll(run, updates));
    drain();
  }
  return seconds / size;
}

function updatesOf(round: number, count = CLIENTS): ClientUpdate[] {
  return Array.from({ length: count }, (_, client) => fullUpdate(round, client));
}

function recordAll(run: Run, updates: readonly ClientUpdate[]): void {
  for (const update of updates) {
    run.clientUpdate(update);
  }
}

/** Empties the outbox, so that its bounds bound nothing here. */
function drain(): void {
  const { points, events } = sharedCore().outbox;
  const all = { maxRecords: 1_000_000, maxBytes: Number.POSITIVE_INFINITY };
  points.acknowledge(points.peek(all));
  events.acknowledge(events.peek(all));
}
