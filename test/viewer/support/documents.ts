import type { ClientColumns, RoundFrame, RunDocument, RunFrame, RunListEntry } from '../../../exporters/page/types.js';

/** Start of the made runs: 22 November 2026, 09:00 in UTC. */
export const START = Date.UTC(2026, 10, 22, 9);

/** Columns of some clients; what is not said is nothing for each of them. */
export function columns(given: Partial<ClientColumns> & { readonly client: readonly number[] }): ClientColumns {
  const each = <T>(value: T): readonly T[] => given.client.map(() => value);
  return {
    outcome: each('completed' as const),
    status: each(null),
    time: each(null),
    reason: each(null),
    late: each(false),
    numbers: {},
    texts: {},
    operations: {},
    ...given,
  };
}

/** A completed round of two clients, 10 s long, 12 s after the one before; `given` wins. */
export function round(number: number, given: Partial<RoundFrame> = {}): RoundFrame {
  const startedAt = START + (number - 1) * 12_000;
  return {
    round: number,
    state: 'completed',
    selected: 2,
    completed: 2,
    failed: 0,
    dropped: 0,
    stragglers: 0,
    pending: 0,
    startedAt,
    endedAt: startedAt + 10_000,
    results: { accuracy: 0.5 + number / 100, loss: 1 / number, duration_sec: 10 },
    algorithm: {},
    clients: columns({
      client: [0, 1],
      time: [startedAt + 4000, startedAt + 8000],
      numbers: { local_loss: [1 / number, 2 / number] },
    }),
    tasks: [],
    events: [],
    waitingFor: [],
    lateUpdates: 0,
    ...given,
  };
}

/** Everything of a run that is in no round. */
export function runFrame(given: Partial<RunFrame> = {}): RunFrame {
  return {
    stem: 'run-1',
    runId: 'run-1',
    job: 'digits',
    state: 'finished',
    startedAt: START - 1000,
    finishedAt: START + 60_000,
    rounds: 3,
    clients: 2,
    best: { metric: 'accuracy', goal: 'max', round: 3, value: 0.53 },
    config: {},
    params: {},
    tags: {},
    text: {},
    server: {},
    artifacts: [],
    events: [],
    ...given,
  };
}

/** A run of three rounds and two clients; `given` wins. */
export function runDocument(given: Partial<RunDocument> = {}): RunDocument {
  const rounds = given.rounds ?? [round(1), round(2), round(3)];
  return {
    format: 1,
    sequence: 10,
    run: runFrame({ rounds: rounds.length }),
    clients: [
      { id: 'client-a', name: 'Lisbon', lat: 38.7, lng: -9.1, city: 'Lisbon', country: 'PT', place: 'app' },
      { id: 'client-b' },
    ],
    rounds,
    ...given,
  };
}

/** A line of the list of runs. */
export function listEntry(given: Partial<RunListEntry> = {}): RunListEntry {
  return { stem: 'run-1', runId: 'run-1', state: 'finished', rounds: 3, clients: 2, startedAt: START, ...given };
}

/** A frame without what is named: a field that is there and `undefined` is not the same as none. */
export function without<T extends object, K extends keyof T>(value: T, ...keys: readonly K[]): Omit<T, K> {
  return Object.fromEntries(Object.entries(value).filter(([key]) => !keys.includes(key as K))) as Omit<T, K>;
}
