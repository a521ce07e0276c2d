import type { RunFacts } from './run-facts.js';
import { NO_ATTEMPT } from './run-facts.js';
import type { RunKnowledge } from './run-knowledge.js';
import { keyOfMillis } from './time.js';
import type { RunView } from './types.js';

/** How a run stands as far as its journal says. */
export type RunEnd = Pick<RunView, 'state' | 'finishedAt' | 'error' | 'emitted'>;

const RUNNING: RunEnd = { state: 'running', finishedAt: undefined, error: undefined, emitted: undefined };

/**
 * The end of a run. An end is void when the run was started again after it; an end by interruption also when the run
 * was at work later. Late data do not undo the others.
 */
export function endOf(run: RunFacts, { finished }: RunKnowledge): RunEnd {
  if (finished === undefined) return RUNNING;
  const { attempt, key, value } = finished;
  const newest = Math.max(NO_ATTEMPT, ...run.attempts.keys());
  const restarted =
    (attempt === NO_ATTEMPT ? newest !== NO_ATTEMPT && keyOfMillis(newest) > key : newest > attempt) ||
    [...run.bareStarts.keys()].some((start) => start > key);
  const state = value.state ?? 'finished';
  if (restarted || (state === 'interrupted' && run.lastWorkKey > key)) return RUNNING;
  return { state, finishedAt: value.timestamp, error: value.error, emitted: value.emitted };
}

/** Whether the run has ended, so that no round of it will. */
export function isOver(run: RunFacts, knowledge: RunKnowledge): boolean {
  return endOf(run, knowledge).state !== 'running';
}
