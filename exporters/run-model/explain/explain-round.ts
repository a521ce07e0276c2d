import { atOnce, flatMapSteps, STEP, type Steps } from '../../steps/index.js';
import type { RoundView } from '../round-types.js';
import { detailsOf } from '../round-view.js';
import { analyse } from './analyse.js';
import { heldUpBy, historyOf } from './compare.js';
import { digest } from './digest.js';
import { byReason, retriedOf, stragglersOf } from './mishaps.js';
import { labelOf, sentencesOf } from './sentences.js';
import type { Explanation, PathSegment } from './types.js';

/** Less than this is rounding, not a clock that disagrees; milliseconds. */
const SHOWN_SHIFT_MILLIS = 1;

/**
 * Explains why a round took as long as it did.
 *
 * @param before the run's rounds; those with lower numbers are what it is compared with
 * @param nowMillis epoch milliseconds that a running round lasts until; without it, its duration is left open
 */
export function explainRound(round: RoundView, before: readonly RoundView[], nowMillis?: number): Explanation {
  return atOnce(explainSteps(round, before, nowMillis));
}

/** The same in steps. */
export function* explainSteps(round: RoundView, before: readonly RoundView[], nowMillis?: number): Steps<Explanation> {
  const { tasks } = yield* detailsOf(round);
  const analysis = yield* analyse(round, nowMillis);
  if (nowMillis === undefined || round.state !== 'running') yield* digest(round, analysis);
  const history = historyOf(round.round, before);
  const held = yield* heldUpBy(analysis, history);
  yield STEP;
  const stragglers = yield* stragglersOf(round, analysis.works);
  yield STEP;
  const explanation: Omit<Explanation, 'sentences'> = {
    round: round.round,
    state: round.state,
    durationSeconds: analysis.seconds,
    medianSeconds: history.medianSeconds,
    basis: analysis.basis,
    path: analysis.path,
    criticalPath: tasksOf(analysis.path),
    parts: analysis.parts,
    heldUpBy: held,
    stragglers,
    dropouts: byReason(round.dropouts.filter(({ late }) => !late)),
    failures: byReason(round.commFailures.filter(({ late }) => !late)),
    retried: yield* retriedOf(round, analysis.works),
    lateUpdates: round.lateUpdates,
    shifted: yield* flatMapSteps(analysis.shifts.entries(), ([task, millis]) =>
      Math.abs(millis) < SHOWN_SHIFT_MILLIS ? [] : [{ task, clientId: tasks[task]?.clientId, millis }],
    ),
  };
  return {
    ...explanation,
    sentences: sentencesOf({ round, explanation, works: analysis.works, history, label: labelOf(round, before) }),
  };
}

function tasksOf(path: readonly PathSegment[]): number[] {
  return [...new Set(path.flatMap(({ task }) => task ?? []))];
}
