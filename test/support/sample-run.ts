import type {
  ClientColumns,
  ClientEntry,
  EventEntry,
  FrameNumber,
  LoggedFrame,
  RoundFrame,
  RunDocument,
  TaskFrame,
  UsageColumns,
} from '../../exporters/page/types.js';
import type { ClientOutcome } from '../../exporters/run-model/index.js';
import { createRandom } from './random.js';

/** What a made run is like. */
export interface SampleRunOptions {
  readonly stem: string;
  readonly rounds: number;
  readonly clients: number;
  readonly seed?: number;
  /** The last round still runs, and so does the run. */
  readonly live?: boolean;
}

/** Start of every made run: 22 November 2026, 09:00 in UTC. */
const START = Date.UTC(2026, 10, 22, 9);

const CITIES: readonly (readonly [city: string, country: string, lat: number, lng: number])[] = [
  ['Lisbon', 'PT', 38.7, -9.1],
  ['Montréal', 'CA', 45.5, -73.6],
  ['東京', 'JP', 35.7, 139.7],
  ['Nairobi', 'KE', -1.3, 36.8],
  ['São Paulo', 'BR', -23.5, -46.6],
  ['Tampere', 'FI', 61.5, 23.8],
  ['Sydney', 'AU', -33.9, 151.2],
];

/**
 * A run document with everything in it that the page can show: every outcome, NaN, free numbers and texts, an operation
 * of its own, late updates, tasks on both sides, an explanation. The same options give the same run.
 */
export function sampleRun({
  stem,
  rounds: count,
  clients: size,
  seed = 7,
  live = false,
}: SampleRunOptions): RunDocument {
  const random = createRandom(seed);
  const clients = Array.from({ length: size }, (_, index): ClientEntry => clientEntry(index));
  const rounds: RoundFrame[] = [];
  let start = START;
  for (let number = 1; number <= count; number++) {
    const frame = roundFrame(number, start, size, random);
    rounds.push(live && number === count ? running(frame) : frame);
    start = (frame.endedAt ?? start) + 400;
  }
  const last = rounds.at(-1);
  const best = rounds.reduce((a, b) => (Number(b.results.accuracy ?? 0) > Number(a.results.accuracy ?? 0) ? b : a));
  return {
    format: 1,
    sequence: count * 10,
    run: {
      stem,
      runId: stem,
      job: 'hospitals',
      algorithm: 'FedProx',
      mode: 'sync',
      system: 'flower',
      state: live ? 'running' : 'finished',
      startedAt: START - 1000,
      ...(live ? {} : { finishedAt: start }),
      lastDataAt: last?.endedAt ?? start,
      rounds: count,
      plannedRounds: live ? count + 10 : count,
      objective: { metric: 'accuracy', goal: 'max' },
      best: { metric: 'accuracy', goal: 'max', round: best.round, value: Number(best.results.accuracy) },
      clients: size,
      config: { lr: 0.1, optimizer: { name: 'sgd', momentum: 0.9 }, layers: [64, 32, 10] },
      params: { mu: 0.01 },
      tags: { team: 'radiology' },
      text: {},
      server: { city: 'Vienna', country: 'AT', lat: 48.2, lng: 16.4 },
      artifacts: [{ name: 'model', path: 'model.onnx' }],
      usage: { cpu: 0.12, cores: 0.97, memory_bytes: 312_000_000, host_memory: 0.61, joules: 5400, watts: 41.5 },
      events: [{ time: START - 500, kind: 'note', text: 'the run began' }],
    },
    clients,
    rounds,
    logged: loggedOf(size, START, start),
  };
}

/** Numbers, histograms and texts of the server and of some clients; the second client's loss becomes NaN. */
function loggedOf(size: number, from: number, to: number): LoggedFrame {
  const steps = Array.from({ length: 40 }, (_, index) => index * 5);
  const times = steps.map((_, index) => from + ((to - from) * (index + 1)) / 41);
  const few = Array.from({ length: Math.min(size, 10) }, (_, client) => client);
  const column = (scale: number, start: number) => steps.map((step) => start + scale / Math.sqrt(step + 1));
  return {
    numbers: [
      { name: 'lr', steps, times, values: column(0.1, 0) },
      ...few.map((client) => {
        const values: FrameNumber[] = column(2, client * 0.03);
        if (client === 1) values[values.length - 1] = 'NaN';
        return { name: 'batch_loss', client, steps, times, values };
      }),
    ],
    histograms: [
      {
        name: 'weights',
        steps,
        times,
        min: column(-1, -0.4),
        p10: column(-0.5, -0.2),
        median: column(0.02, 0),
        p90: column(0.5, 0.2),
        max: column(1, 0.4),
        edges: [-0.6, -0.4, -0.2, 0, 0.2, 0.4, 0.6],
        counts: [4, 30, 120, 130, 28, 5],
      },
    ],
    texts: [{ name: 'notes', client: 0, step: 3, time: from + 1000, text: 'changed the **augmentation**' }],
    left: 0,
  };
}

function clientEntry(index: number): ClientEntry {
  const id = `site-${String(index + 1).padStart(3, '0')}`;
  const place = CITIES[index % CITIES.length];
  // Every eighth says nothing of its place.
  if (index % 8 === 7 || place === undefined) return { id };
  const [city, country, lat, lng] = place;
  const turn = Math.floor(index / CITIES.length);
  return { id, name: `${city} ${turn + 1}`, lat: lat + turn * 0.7, lng: lng + turn * 0.9, city, country, place: 'app' };
}

function roundFrame(number: number, start: number, size: number, random: () => number): RoundFrame {
  const taking = Array.from({ length: size }, (_, index) => index).filter((index) => (index + number) % 9 !== 0);
  const outcome = taking.map((): ClientOutcome => {
    const chance = random();
    if (chance < 0.03) return 'dropped';
    if (chance < 0.05) return 'failed';
    return chance < 0.09 ? 'straggler' : 'completed';
  });
  const seconds = taking.map(() => 2 + random() * 6);
  const length = Math.max(...seconds.filter((_, place) => outcome[place] === 'completed'), 1) + 0.5;
  const end = start + length * 1000;
  const done = (place: number) => outcome[place] === 'completed';
  const column = (value: (place: number) => number) =>
    taking.map((_, place): FrameNumber => (done(place) ? value(place) : null));
  const loss = 2.3 / Math.sqrt(number);
  const accuracy = 1 - 0.6 / Math.sqrt(number) - random() * 0.02;
  const count = (wanted: ClientOutcome) => outcome.filter((value) => value === wanted).length;
  const late = outcome.map((value, place) => value === 'straggler' && place % 2 === 0);
  const clients: ClientColumns = {
    client: taking,
    outcome,
    status: outcome.map((value) => (value === 'completed' ? 'active' : value)),
    time: taking.map((_, place) => {
      if (done(place)) return start + (seconds[place] ?? 0) * 1000;
      return late[place] === true ? end + 300 : null;
    }),
    reason: outcome.map((value) => (value === 'dropped' ? 'battery' : value === 'failed' ? 'connection reset' : null)),
    late,
    numbers: {
      local_loss: taking.map(
        (_, place): FrameNumber =>
          number === 3 && place === 0 ? 'NaN' : done(place) ? loss * (0.8 + random() * 0.6) : null,
      ),
      local_accuracy: column(() => Math.min(1, accuracy + random() * 0.05)),
      num_samples: column((place) => 200 + ((taking[place] ?? 0) % 7) * 131),
      train_time_sec: column((place) => (seconds[place] ?? 0) * 0.7),
      bytes_sent: column(() => 1_088_000 + Math.round(random() * 900)),
      energy_joules: column((place) => (seconds[place] ?? 0) * 12),
      staleness: column((place) => place % 3),
      f1: column(() => accuracy * 0.9),
    },
    texts: { device: taking.map((index) => (index % 2 === 0 ? 'edge box' : 'phone')) },
    operations: { evaluate: { local_loss: column(() => loss) } },
    usage: usageOf(taking, number, seconds),
  };
  return {
    round: number,
    state: number === 5 ? 'failed' : 'completed',
    selected: taking.length,
    completed: count('completed'),
    failed: count('failed'),
    dropped: count('dropped'),
    stragglers: count('straggler'),
    pending: 0,
    startedAt: start,
    endedAt: end,
    results: {
      accuracy,
      loss: number === 4 ? 'NaN' : loss,
      train_loss: loss * 0.7,
      duration_sec: length,
      aggregation_sec: 0.4,
      bytes_up: count('completed') * 1_088_400,
      bytes_down: taking.length * 1_090_000,
      dispersion: 0.3 / Math.sqrt(number),
      samples: count('completed') * 500,
      epsilon: number * 0.05,
      auc: accuracy * 0.95,
    },
    algorithm: { mu: 0.01 },
    ...(number === 5 ? { error: 'QuorumMissing' } : {}),
    clients,
    tasks: tasksOf(taking, outcome, seconds, start, end),
    events: eventsOf(taking, outcome, late, start, end),
    waitingFor: [],
    lateUpdates: late.filter(Boolean).length,
    explanation: {
      sentences: [`Round ${number} waited longest for ${clientEntry(taking[0] ?? 0).id}.`],
      criticalPath: [],
      path: [],
      basis: 'spans',
    },
  };
}

/** Every fourth client has no monitor; the third client's host is short of memory from the second round on. */
function usageOf(taking: readonly number[], number: number, seconds: readonly number[]): UsageColumns {
  const column = (value: (client: number, place: number) => number) =>
    taking.map((client, place): FrameNumber => (client % 4 === 3 ? null : value(client, place)));
  return {
    cpu: column((client) => 0.1 + (client % 5) * 0.05),
    cores: column((client) => 0.8 + (client % 5) * 0.4),
    memory_bytes: column((client) => 210_000_000 + client * 9_000_000 + number * 1_000_000),
    host_cpu: column((client) => 0.3 + (client % 5) * 0.08),
    host_memory: column((client) => (client === 2 && number > 1 ? 0.94 : 0.5 + (client % 4) * 0.05)),
    watts: column((client) => 9 + client),
    joules: column((client, place) => (9 + client) * (seconds[place] ?? 0)),
    measured_seconds: column((_, place) => seconds[place] ?? 0),
  };
}

function tasksOf(
  taking: readonly number[],
  outcome: readonly ClientOutcome[],
  seconds: readonly number[],
  start: number,
  end: number,
): readonly TaskFrame[] {
  const whole: TaskFrame = { kind: 'round', side: 'server', start, end, measured: true };
  const parts = taking.flatMap((client, place): TaskFrame[] => {
    const done = start + (seconds[place] ?? 0) * 1000;
    const task = { kind: 'task', client, operation: 'train', measured: true } as const;
    const server: TaskFrame = { ...task, side: 'server', start, end: outcome[place] === 'straggler' ? end : done };
    if (outcome[place] !== 'completed') return [server];
    return [server, { ...task, side: 'client', start: start + 150, end: done - 250 }];
  });
  return [
    whole,
    ...parts,
    { kind: 'aggregation', side: 'server', operation: 'aggregate', start: end - 400, end, measured: true },
  ];
}

function eventsOf(
  taking: readonly number[],
  outcome: readonly ClientOutcome[],
  late: readonly boolean[],
  start: number,
  end: number,
): readonly EventEntry[] {
  return taking.flatMap((client, place): EventEntry[] => {
    if (outcome[place] === 'dropped') return [{ time: start + 1500, kind: 'dropout', client, text: 'battery' }];
    if (outcome[place] === 'failed') return [{ time: start + 1800, kind: 'failure', client, text: 'connection reset' }];
    if (late[place] === true)
      return [{ time: end + 300, kind: 'late_update', client, text: 'came after the round had ended' }];
    return [];
  });
}

/** A round that is half done. */
function running(frame: RoundFrame): RoundFrame {
  const { endedAt: _end, error: _error, explanation: _why, ...rest } = frame;
  const { client, outcome, numbers } = frame.clients;
  const waits = client.map((_, place) => place % 3 === 0);
  const blank = <T>(values: readonly T[]) => values.map((value, place) => (waits[place] === true ? null : value));
  const pending = waits.filter(Boolean).length;
  return {
    ...rest,
    state: 'running',
    completed: client.length - pending,
    failed: 0,
    dropped: 0,
    stragglers: 0,
    pending,
    results: {},
    lateUpdates: 0,
    events: [],
    clients: {
      ...frame.clients,
      outcome: outcome.map((_, place) => (waits[place] === true ? 'pending' : 'completed')),
      time: blank(frame.clients.time),
      reason: client.map(() => null),
      late: client.map(() => false),
      numbers: Object.fromEntries(Object.entries(numbers).map(([field, values]) => [field, blank(values)])),
      operations: {},
    },
    waitingFor: client.flatMap((index, place) =>
      waits[place] === true ? [{ client: index, operation: 'train', since: frame.startedAt ?? START }] : [],
    ),
  };
}
