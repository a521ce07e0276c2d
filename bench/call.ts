import { MeterProvider } from '@opentelemetry/sdk-metrics';
import { sharedCore } from '../lib/core/core.js';
import { startRun } from '../lib/index.js';
import type { Run } from '../lib/types.js';
import type { ClientUpdate } from '../lib/update/types.js';
import { type Benchmark, type Figures, interleave, secondsEach, timesCheaper } from './harness.js';
import { CollectingReader, FIELDS, fullUpdate, SdkGauges } from './support/updates.js';

/** Updates of one measurement: clients of a round. The SDK keeps 2,000 series apart. */
const CLIENTS = 1_900;
const SIZES = [10, 1_000, 100_000, 1_000_000] as const;
/** Turns in which a run of some size and a new one are compared. */
const TURNS = 41;

/** What the call costs the training loop: nothing is encoded or sent meanwhile. */
export const call: Benchmark = {
  name: 'call',
  about: `clientUpdate with ${FIELDS} fields, on the caller's thread`,
  async run(): Promise<Figures> {
    const bare = await compare();
    const growth = await growthBySize();
    // Without a reader an SDK counts nothing.
    const reader = new CollectingReader();
    sharedCore().setFallbackProviders({ meterProvider: new MeterProvider({ readers: [reader] }) });
    const counted = await compare(reader);
    return {
      'call.ratio': timesCheaper(bare.ours, bare.sdk, `one clientUpdate against ${FIELDS} records of SDK gauges`, 20),
      'call.ratioWithInstruments': timesCheaper(
        counted.ours,
        counted.sdk,
        'one clientUpdate against 15 records of SDK gauges, while low-cardinality metrics are exported too',
      ),
      'call.micros': { value: bare.ours * 1e6, unit: 'µs', what: 'one clientUpdate' },
      'call.sdkMicros': { value: bare.sdk * 1e6, unit: 'µs', what: `${FIELDS} records of SDK gauges` },
      'call.growth': {
        value: Math.max(...growth),
        unit: '×',
        what: `one clientUpdate of a run that has had ${SIZES.join(', ')} updates by one of a new run, the worst of these`,
        goal: { kind: 'atMost', value: 1.2 },
      },
    };
  },
};

/** Seconds of one update each way. */
async function compare(reader?: CollectingReader): Promise<{ ours: number; sdk: number }> {
  const run = startRun({ job: 'bench' });
  const sdk = new SdkGauges();
  let round = 0;
  return interleave(
    {
      ours: async () => {
        const seconds = roundOf(run, ++round);
        await reader?.collect();
        return seconds;
      },
      sdk: async () => {
        const updates = updatesOf(++round, CLIENTS);
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

/** By how much an update is dearer in a run of each size than in a new run, both taken in turns. */
async function growthBySize(): Promise<readonly number[]> {
  const run = startRun({ job: 'bench' });
  const growth: number[] = [];
  let had = 0;
  let round = 0;
  for (const size of SIZES) {
    for (; had < size; had += CLIENTS) {
      roundOf(run, ++round, Math.min(CLIENTS, size - had));
    }
    const seconds = await interleave(
      { long: () => roundOf(run, ++round), new: () => roundOf(startRun({ job: 'bench' }), 1) },
      { rounds: TURNS, warmUp: 1 },
    );
    had += (TURNS + 1) * CLIENTS;
    growth.push(seconds.long / seconds.new);
  }
  return growth;
}

/** Seconds of one update in a round of a run. */
function roundOf(run: Run, number: number, clients = CLIENTS): number {
  const updates = updatesOf(number, clients);
  const round = run.startRound({ number });
  const seconds = secondsEach(clients, () => recordAll(run, updates));
  round.end();
  drain();
  return seconds;
}

function updatesOf(round: number, count: number): ClientUpdate[] {
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
