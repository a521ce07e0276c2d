import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { ClientUpdateEvent, JournalEvent, RoundEndEvent } from '../exporters/journal/events.js';
import { decodeLine, encodeLine } from '../exporters/journal/index.js';
import { createProjection, type Projection, type ProjectionOutput } from '../exporters/projection/index.js';
import { clientFields, scaleValue } from '../semconv/index.js';
import { type Benchmark, type Figures, interleave, median } from './harness.js';
import { FIELDS, fullUpdate } from './support/updates.js';

const CLIENTS = 50;
/** Rounds that one measurement folds, and rounds of the run whose memory is compared with theirs. */
const ROUNDS = 40;
const LONG = 4_000;

/** What it costs to turn a journal into keys, values and steps. */
export const projection: Benchmark = {
  name: 'projection',
  about: `rounds of ${CLIENTS} updates with ${FIELDS} fields, turned into keys, values and steps`,
  async run(): Promise<Figures> {
    const events = Array.from({ length: ROUNDS }, (_, round) => roundOf(round)).flat();
    const lines = events.map(encodeLine);
    const points = fold(createProjection({ perClient: 'keys' }), events);
    const folding = (perClient: 'keys' | 'auto' | 'bands') => () => {
      const start = process.hrtime.bigint();
      fold(createProjection({ perClient }), events);
      return Number(process.hrtime.bigint() - start) / 1e3 / (ROUNDS * CLIENTS);
    };
    const micros = await interleave({
      bands: folding('bands'),
      auto: folding('auto'),
      keys: folding('keys'),
      decode: () => {
        const start = process.hrtime.bigint();
        for (const line of lines) decodeLine(line);
        return Number(process.hrtime.bigint() - start) / 1e3 / (ROUNDS * CLIENTS);
      },
    });
    // In turns, because a heap has other things that come and go: compiled code and what it has learned of types.
    const growth = median(Array.from({ length: 5 }, () => heldMegabytes(LONG) - heldMegabytes(ROUNDS)));
    return {
      'projection.micros': {
        value: micros.keys,
        unit: 'µs',
        what: 'one update into keys of its client',
        goal: { kind: 'atMost', value: 10 },
      },
      'projection.autoMicros': {
        value: micros.auto,
        unit: 'µs',
        what: 'one update into bands and at most 300 keys of clients',
      },
      'projection.bandsMicros': { value: micros.bands, unit: 'µs', what: 'one update into bands alone' },
      'projection.ofReading': {
        value: micros.keys / micros.decode,
        unit: '×',
        what: 'time of one update into keys of its client by time of reading its line of the journal',
      },
      'projection.pointsPerSecond': {
        value: points / ((micros.keys * ROUNDS * CLIENTS) / 1e6),
        unit: 'points/s',
        what: 'keys of clients and rounds',
      },
      'projection.growthMegabytes': {
        value: growth,
        unit: 'MB',
        what: `what a fold of ${LONG} rounds holds more than one of ${ROUNDS}, clients and fields being the same`,
        goal: { kind: 'atMost', value: 4 },
      },
    };
  },
};

/** Folds events as a sink does, which takes the outputs away again and again. */
function fold(target: Projection, events: readonly JournalEvent[]): number {
  let points = 0;
  const outputs: ProjectionOutput[] = [];
  for (const event of events) {
    target.apply(event, outputs);
    if (outputs.length < CLIENTS) continue;
    for (const output of outputs) points += output.kind === 'row' ? output.points.length : 0;
    outputs.length = 0;
  }
  return points;
}

/** What a projection keeps after so many rounds. Garbage is collected here, where no time is measured. */
function heldMegabytes(rounds: number): number {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  collect();
  const before = process.memoryUsage().heapUsed + process.memoryUsage().arrayBuffers;
  const target = createProjection({ perClient: 'auto' });
  for (let round = 0; round < rounds; round++) fold(target, roundOf(round));
  collect();
  const after = process.memoryUsage().heapUsed + process.memoryUsage().arrayBuffers;
  // It is used after the measurement, so that it is still there in it.
  target.apply({ event_type: 'finished', run_id: 'run-1' }, []);
  return (after - before) / 1e6;
}

/** The events of a round as the bridge writes them. */
function roundOf(round: number): JournalEvent[] {
  const updates = Array.from({ length: CLIENTS }, (_, client) => updateOf(round, client));
  const end: RoundEndEvent = {
    event_type: 'round_end',
    run_id: 'run-1',
    attempt: 1,
    round,
    timestamp: timeOf(round, CLIENTS),
    round_metrics: {
      global_accuracy: round / LONG,
      num_selected: CLIENTS,
      num_completed: CLIENTS,
      num_stragglers: 0,
      num_failures: 0,
      num_dropped: 0,
      total_bytes_up: 20_000_000,
      total_bytes_down: 25_000_000,
    },
  };
  const start: JournalEvent[] = round === 0 ? [{ event_type: 'init', run_id: 'run-1', format: 1, attempt: 1 }] : [];
  return [...start, ...updates, end];
}

function updateOf(round: number, client: number): ClientUpdateEvent {
  const update = fullUpdate(round, client);
  const fields = clientFields.flatMap(({ field, journal, journalScale }) => {
    const value = update[field];
    return typeof value === 'number' ? [[journal, scaleValue(value, journalScale)] as const] : [];
  });
  return {
    event_type: 'client_update',
    run_id: 'run-1',
    attempt: 1,
    round,
    timestamp: timeOf(round, client),
    field_count: FIELDS + 1,
    clients: [{ client_id: update.client, round, ...Object.fromEntries(fields), status: 'active', result: 'accepted' }],
  };
}

function timeOf(round: number, client: number): string {
  return new Date(1_800_000_000_000 + round * 1000 + client).toISOString();
}
