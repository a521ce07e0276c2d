import { millisOf, type RunView, runState } from '../../run-model/index.js';
import type { Steps } from '../../steps/index.js';
import type { FrameNumber, RunFrame, RunListEntry } from '../types.js';
import { runEvents } from './event-entries.js';
import { usageOfRun } from './usage.js';
import { frameNumber, plainObject, present } from './values.js';

/** What a run's frame says that its journal does not. */
export interface RunFacts {
  /** Name of the run's files without ending. */
  readonly stem: string;
  /** Epoch milliseconds of the moment that silence is judged at. */
  readonly now: number;
  /** When anything came from the run's process, epoch milliseconds, if somebody knows. */
  readonly alive?: number | undefined;
  /** Distinct clients of the view. */
  readonly clients: number;
}

/** A line for the list of runs. @param withCurves adds accuracy and loss of every round */
export function listEntry(view: RunView, facts: RunFacts, withCurves: boolean): RunListEntry {
  return present<RunListEntry>({ ...lineOf(view, facts), curves: withCurves ? curvesOf(view) : undefined });
}

/** Everything about a run that is in no round. @param indexOf index of a client in the run's list */
export function* runFrame(view: RunView, facts: RunFacts, indexOf: (id: string) => number): Steps<RunFrame> {
  return present<RunFrame>({
    ...lineOf(view, facts),
    attempt: view.attempt,
    mode: view.mode,
    system: view.system,
    parentRunId: view.parentRunId,
    error: view.error,
    config: plainObject(view.config),
    params: plainObject(view.params),
    tags: plainObject(view.tags),
    text: plainObject(view.text),
    server: plainObject(view.server),
    artifacts: view.artifacts.map(({ name, path, type }) => present({ name, path, type })),
    usage: usageOfRun(view.resources),
    events: yield* runEvents(view, indexOf),
  });
}

function lineOf(view: RunView, { stem, now, alive, clients }: RunFacts) {
  return {
    stem,
    runId: view.runId,
    job: view.job,
    algorithm: view.algorithm,
    state: runState(view, now, alive),
    startedAt: millisOf(view.startedAt),
    finishedAt: millisOf(view.finishedAt),
    lastDataAt: millisOf(view.lastDataAt),
    rounds: view.rounds.length,
    plannedRounds: view.plannedRounds,
    objective: view.objective,
    best: view.best,
    clients,
  };
}

function curvesOf({ rounds }: RunView): RunListEntry['curves'] {
  const column = (values: readonly (number | null | undefined)[]): FrameNumber[] =>
    values.map((value) => frameNumber(value) ?? null);
  return {
    round: rounds.map(({ round }) => round),
    accuracy: column(rounds.map(({ globalAccuracy }) => globalAccuracy)),
    loss: column(rounds.map(({ globalLoss, trainLoss }) => globalLoss ?? trainLoss)),
  };
}
