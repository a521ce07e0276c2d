import type { ClientColumns, PathPiece, RoundFrame, TaskFrame } from '../../../exporters/page/types.js';

/** Start of the rounds made here, epoch milliseconds. */
export const START = Date.UTC(2026, 2, 2, 9);

/** The moment so many seconds after the start. */
export function at(seconds: number): number {
  return START + seconds * 1000;
}

/** A task of a client; times in seconds. */
export function task(
  client: number,
  start: number,
  end: number | undefined,
  fields: Partial<TaskFrame> = {},
): TaskFrame {
  return {
    kind: 'task',
    side: 'server',
    client,
    operation: 'train',
    start: at(start),
    ...(end === undefined ? {} : { end: at(end) }),
    measured: true,
    ...fields,
  };
}

/** A completed round of ten seconds in which as many clients took part as there are outcomes. */
export function round(
  outcomes: ClientColumns['outcome'],
  fields: Partial<Omit<RoundFrame, 'clients'>> & { clients?: Partial<ClientColumns> } = {},
): RoundFrame {
  const { clients, ...rest } = fields;
  const empty = outcomes.map(() => null);
  return {
    round: 1,
    state: 'completed',
    selected: outcomes.length,
    completed: outcomes.length,
    failed: 0,
    dropped: 0,
    stragglers: 0,
    pending: 0,
    startedAt: at(0),
    endedAt: at(10),
    results: {},
    algorithm: {},
    clients: {
      client: outcomes.map((_, index) => index),
      outcome: outcomes,
      status: empty,
      time: empty,
      reason: empty,
      late: outcomes.map(() => false),
      numbers: {},
      texts: {},
      operations: {},
      ...clients,
    },
    tasks: [],
    events: [],
    waitingFor: [],
    lateUpdates: 0,
    ...rest,
  };
}

/** A piece of the critical path; times in seconds. */
export function piece(kind: PathPiece['kind'], start: number, end: number, client?: number): PathPiece {
  return { kind, start: at(start), end: at(end), measured: true, ...(client === undefined ? {} : { client }) };
}
