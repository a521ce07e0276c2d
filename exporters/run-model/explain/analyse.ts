import { flatMapSteps, STEP, type Steps } from '../../steps/index.js';
import type { RoundView } from '../round-types.js';
import { detailsOf } from '../round-view.js';
import { millisOf } from '../time.js';
import { criticalPath } from './critical-path.js';
import type { ExplanationBasis, PathParts, PathSegment } from './types.js';
import { type RoundWork, workOf } from './work.js';

/** What one round tells by itself, before it is compared with others. */
export interface Analysis extends RoundWork {
  readonly seconds: number | undefined;
  readonly path: readonly PathSegment[];
  readonly parts: PathParts;
  readonly basis: ExplanationBasis;
}

const NO_PARTS: PathParts = {
  selection: 0,
  download: 0,
  training: 0,
  upload: 0,
  client: 0,
  waiting: 0,
  aggregation: 0,
  evaluation: 0,
  other: 0,
};

/**
 * Analyses a round.
 *
 * @param nowMillis epoch milliseconds until which a running round is looked at; without it, up to its youngest datum, and how
 *   long it has been running is left open
 */
export function* analyse(round: RoundView, nowMillis?: number): Steps<Analysis> {
  const start = millisOf(round.startedAt);
  const end = millisOf(round.endedAt) ?? (yield* openEnd(round, nowMillis));
  if (start === undefined || end === undefined || end <= start) {
    return { seconds: round.durationSeconds, path: [], parts: NO_PARTS, basis: 'none', works: [], shifts: [] };
  }
  const { works, shifts } = yield* workOf(round, start, end);
  const path = yield* criticalPath(round, works, start, end);
  const parts: Record<keyof PathParts, number> = { ...NO_PARTS };
  for (const { kind, seconds } of path) parts[kind] += seconds;
  const { tasks } = yield* detailsOf(round);
  yield STEP;
  const told = works.length > 0 || path.some(({ kind }) => kind !== 'other' && kind !== 'selection');
  const spanned = tasks.some(({ measured, kind }) => measured && kind === 'task');
  const basis = !told ? 'none' : !spanned ? 'events' : works.some(({ measured }) => !measured) ? 'mixed' : 'spans';
  const isOpen = round.state === 'running' && nowMillis === undefined;
  const seconds = round.durationSeconds ?? (isOpen ? undefined : (end - start) / 1000);
  return { seconds, path, parts, basis, works, shifts };
}

/** Of a running round: now. Of one that never ended: the last that is known of it. */
function* openEnd(round: RoundView, nowMillis: number | undefined): Steps<number | undefined> {
  if (round.state === 'running' && nowMillis !== undefined) return nowMillis;
  const { tasks, clients } = yield* detailsOf(round);
  const parts = [
    yield* flatMapSteps(tasks, ({ start, end }) => timesOf([start, end])),
    yield* flatMapSteps(clients, ({ updates }) => timesOf(updates.map(({ timestamp }) => timestamp))),
  ];
  const most = parts.flat().reduce((latest, time) => Math.max(latest, time), Number.NEGATIVE_INFINITY);
  return most === Number.NEGATIVE_INFINITY ? undefined : most;
}

function timesOf(texts: readonly (string | undefined)[]): number[] {
  return texts.flatMap((text) => millisOf(text) ?? []);
}
