import type { RoundState, RoundView } from './round-types.js';
import { runState } from './state.js';
import { millisOf, secondsBetween } from './time.js';
import type { AttemptView, BestRound, Objective, RunState, RunView } from './types.js';

/** A run in one line, as `fedotel runs list` shows it. Plain data: durations in seconds, times ISO 8601 as in the log. */
export interface RunSummary {
  readonly runId: string;
  readonly job: string | undefined;
  readonly attempt: number | undefined;
  /** Every start under this run id; of those of another job nothing else is in the summary. */
  readonly attempts: readonly AttemptView[];
  readonly algorithm: string | undefined;
  readonly system: string | undefined;
  /** At the moment asked for: a silent run is `interrupted`. */
  readonly state: RunState;
  readonly error: string | undefined;
  readonly startedAt: string | undefined;
  readonly finishedAt: string | undefined;
  readonly lastDataAt: string | undefined;
  /** From start to end, or to the youngest datum while it runs. */
  readonly durationSeconds: number | undefined;
  readonly plannedRounds: number | undefined;
  readonly roundsCompleted: number;
  readonly roundsFailed: number;
  /** Numbers of the rounds that run now. */
  readonly runningRounds: readonly number[];
  /** Of the last round that has one. */
  readonly accuracy: number | undefined;
  readonly loss: number | undefined;
  readonly objective: Objective | undefined;
  readonly best: BestRound | undefined;
  /** Distinct clients. */
  readonly clients: number;
  /** Training updates, those without a round and late ones included. */
  readonly updates: number;
  readonly lateUpdates: number;
  readonly dropouts: number;
  readonly commFailures: number;
  readonly checkpoints: number;
}

/** A client that a running round waits for, with how long it has been at the moment asked for. */
export interface WaitingSummary {
  readonly clientId: string;
  readonly operation: string;
  readonly since: string;
  readonly waitedSeconds: number | undefined;
}

/** A round in one line, as `fedotel runs show` shows it. */
export interface RoundSummary {
  readonly round: number;
  readonly state: RoundState;
  readonly accuracy: number | null | undefined;
  /** Evaluation loss, or the training loss where there was no evaluation. */
  readonly loss: number | null | undefined;
  readonly selected: number;
  readonly completed: number;
  readonly failed: number;
  readonly dropped: number;
  readonly stragglers: number;
  readonly pending: number;
  /** Updates that came after the round's end. */
  readonly late: number;
  /** Of a running round: up to the moment asked for. */
  readonly durationSeconds: number | undefined;
  readonly bytesUp: number | undefined;
  readonly bytesDown: number | undefined;
  readonly error: string | undefined;
  readonly best: boolean;
  readonly waitingFor: readonly WaitingSummary[];
}

/**
 * A run in one line.
 *
 * @param nowMillis epoch milliseconds of the moment that silence is judged at
 */
export function summarizeRun(view: RunView, nowMillis: number): RunSummary {
  const { rounds, roundless } = view;
  const clientIds = new Set(
    [...rounds.flatMap(({ clients }) => clients), ...roundless].map(({ clientId }) => clientId),
  );
  const updates = [...rounds.flatMap(({ clients }) => clients), ...roundless].reduce(
    (sum, client) => sum + client.updates.length,
    0,
  );
  return {
    runId: view.runId,
    job: view.job,
    attempt: view.attempt,
    attempts: view.attempts,
    algorithm: view.algorithm,
    system: view.system,
    state: runState(view, nowMillis),
    error: view.error,
    startedAt: view.startedAt,
    finishedAt: view.finishedAt,
    lastDataAt: view.lastDataAt,
    durationSeconds: secondsBetween(view.startedAt, view.finishedAt ?? view.lastDataAt),
    plannedRounds: view.plannedRounds,
    roundsCompleted: countState(rounds, 'completed'),
    roundsFailed: countState(rounds, 'failed'),
    runningRounds: rounds.filter(({ state }) => state === 'running').map(({ round }) => round),
    accuracy: lastNumber(rounds.map(({ globalAccuracy }) => globalAccuracy)),
    loss: lastNumber(rounds.map(({ globalLoss, trainLoss }) => globalLoss ?? trainLoss)),
    objective: view.objective,
    best: view.best,
    clients: clientIds.size,
    updates,
    lateUpdates: rounds.reduce((sum, round) => sum + round.lateUpdates, 0),
    dropouts: view.dropouts.length,
    commFailures: view.commFailures.length,
    checkpoints: view.checkpoints.length,
  };
}

/**
 * The rounds of a run, one line each, ascending.
 *
 * @param nowMillis epoch milliseconds: running rounds and waits last until then
 */
export function summarizeRounds(view: RunView, nowMillis: number): RoundSummary[] {
  const now = new Date(nowMillis).toISOString();
  return view.rounds.map((round) => ({
    round: round.round,
    state: round.state,
    accuracy: round.globalAccuracy,
    loss: round.globalLoss ?? round.trainLoss ?? round.globalLoss,
    selected: round.selected,
    completed: round.completed,
    failed: round.failed,
    dropped: round.dropped,
    stragglers: round.stragglers,
    pending: round.pending,
    late: round.lateUpdates,
    durationSeconds:
      round.durationSeconds ?? (round.state === 'running' ? secondsBetween(round.startedAt, now) : undefined),
    bytesUp: round.bytesUp,
    bytesDown: round.bytesDown,
    error: round.error,
    best: view.best?.round === round.round,
    waitingFor: round.waitingFor.map(({ clientId, operation, since }) => ({
      clientId,
      operation,
      since,
      waitedSeconds: waitedSeconds(since, nowMillis),
    })),
  }));
}

function waitedSeconds(since: string, nowMillis: number): number | undefined {
  const start = millisOf(since);
  return start === undefined ? undefined : Math.max(0, (nowMillis - start) / 1000);
}

function countState(rounds: readonly RoundView[], state: RoundState): number {
  return rounds.filter((round) => round.state === state).length;
}

/** The last value that is a number; NaN counts, because a training that diverged must show. */
function lastNumber(values: readonly (number | null | undefined)[]): number | undefined {
  return values.filter((value) => typeof value === 'number').at(-1);
}
