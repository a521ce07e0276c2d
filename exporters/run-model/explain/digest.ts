import { atOnce, flatMapSteps, STEP, STEP_SIZE, type Steps } from '../../steps/index.js';
import type { RoundView } from '../round-types.js';
import { detailsOf } from '../round-view.js';
import { type Analysis, analyse } from './analyse.js';
import type { PathParts } from './types.js';
import type { Work } from './work.js';

/** How long the clients took that answered under one operation: seconds, each at the place of its client. */
export interface Answers {
  readonly clientIds: readonly string[];
  readonly seconds: Float64Array;
}

/** What later rounds need of a round: a hundredth of its clients and of its analysis. */
export interface RoundDigest {
  /** `undefined` when nothing is known of the round's course. */
  readonly parts: PathParts | undefined;
  /** By operation. */
  readonly answers: ReadonlyMap<string, Answers>;
  /** By client, of those that said one. */
  readonly names: ReadonlyMap<string, string>;
}

/** Views are immutable, and a round that is explained asks for all rounds before it. */
const known = new WeakMap<RoundView, RoundDigest>();

/** The digest of a round as far as its data go; a second time costs nothing. */
export function digestOf(round: RoundView): RoundDigest {
  return known.get(round) ?? atOnce(digestSteps(round));
}

function* digestSteps(round: RoundView): Steps<RoundDigest> {
  return yield* digest(round, yield* analyse(round));
}

/**
 * Makes the digest of a round whose analysis is there, so that nobody has to look at its clients again.
 *
 * @param analysis of what is known of the round, whatever time it is
 */
export function* digest(round: RoundView, analysis: Analysis): Steps<RoundDigest> {
  const before = known.get(round);
  if (before !== undefined) return before;
  const { clients } = yield* detailsOf(round);
  const names = yield* flatMapSteps(clients, ({ clientId, name }) =>
    name === undefined ? [] : [[clientId, name] as const],
  );
  const made = {
    parts: analysis.path.length > 0 ? analysis.parts : undefined,
    answers: yield* answersOf(analysis.works),
    names: new Map(names),
  };
  known.set(round, made);
  return made;
}

/** Whether the server got what it waited for. */
export function isAnswer({ ended }: Work): boolean {
  return ended === 'answer';
}

/** Seconds from the task's being given out to its end. */
export function lengthOf({ start, end }: Work): number {
  return (end - start) / 1000;
}

function* answersOf(works: readonly Work[]): Steps<Map<string, Answers>> {
  const groups = new Map<string, Work[]>();
  for (const [index, work] of works.entries()) {
    if (index % STEP_SIZE === 0) yield STEP;
    if (!isAnswer(work)) continue;
    const group = groups.get(work.operation);
    if (group === undefined) groups.set(work.operation, [work]);
    else group.push(work);
  }
  return new Map(
    [...groups].map(([operation, group]) => [
      operation,
      { clientIds: group.map(({ clientId }) => clientId), seconds: Float64Array.from(group, lengthOf) },
    ]),
  );
}
