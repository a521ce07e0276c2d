import { STEP, type Steps } from '../../steps/index.js';
import type { RoundView } from '../round-types.js';
import type { Analysis } from './analyse.js';
import { digestOf, isAnswer, lengthOf } from './digest.js';
import type { HeldUpBy, SegmentKind } from './types.js';
import type { Work } from './work.js';

/** How many earlier rounds a round is compared with: the nearest ones. */
const HISTORY_ROUNDS = 100;

/** What a round is compared with. */
export interface History {
  /** Median duration of earlier rounds that ended. */
  readonly medianSeconds: number | undefined;
  /** How many there are. */
  readonly rounds: number;
  /** Median of what earlier rounds spent on a part. */
  partSeconds(kind: SegmentKind): number | undefined;
  /** Median of the times in which a client answered. */
  clientSeconds(clientId: string, operation: string): number | undefined;
}

/** Reads the rounds before. They may be given in any order; only those with a lower number that ended count. */
export function historyOf(round: number, before: readonly RoundView[]): History {
  const earlier = before
    .filter((view) => view.round < round && view.endedAt !== undefined && view.durationSeconds !== undefined)
    .sort((a, b) => b.round - a.round)
    .slice(0, HISTORY_ROUNDS);
  return {
    medianSeconds: median(earlier.flatMap(({ durationSeconds }) => durationSeconds ?? [])),
    rounds: earlier.length,
    partSeconds: (kind) => median(earlier.flatMap((view) => digestOf(view).parts?.[kind] ?? [])),
    clientSeconds: (clientId, operation) => median(earlier.flatMap((view) => secondsOf(view, clientId, operation))),
  };
}

function secondsOf(round: RoundView, clientId: string, operation: string): number[] {
  const answers = digestOf(round).answers.get(operation);
  if (answers === undefined) return [];
  const found: number[] = [];
  for (const [index, id] of answers.clientIds.entries()) {
    if (id === clientId) found.push(answers.seconds[index] ?? 0);
  }
  return found;
}

/** A silence this much longer than the last answer's delay is what held the round up, in parts of its duration. */
const WAITING_SHARE = 0.1;

/** Finds whom the round had to wait for longest. */
export function* heldUpBy({ path, works, seconds = 0 }: Analysis, history: History): Steps<HeldUpBy | undefined> {
  const waiting = path.filter(({ kind }) => kind === 'waiting').sort((a, b) => b.seconds - a.seconds)[0];
  const [name] = waiting?.waitedFor ?? [];
  if (waiting !== undefined && name !== undefined && waiting.seconds > WAITING_SHARE * seconds) {
    const lost = works.find((work) => work.clientId === name && !isAnswer(work) && work.start < waiting.end);
    if (lost !== undefined) return yield* describe({ ...lost, end: waiting.end }, works, history, waiting.seconds);
  }
  const onPath = new Set(path.flatMap(({ clientId }) => clientId ?? []));
  const answers = works.filter((work) => isAnswer(work) && onPath.has(work.clientId));
  const longest = answers.reduce<Work | undefined>(
    (best, next) => (best === undefined || next.end > best.end ? next : best),
    undefined,
  );
  return longest === undefined ? undefined : yield* describe(longest, works, history, undefined);
}

function* describe(work: Work, works: readonly Work[], history: History, margin: number | undefined): Steps<HeldUpBy> {
  yield STEP;
  const peers = works.filter((other) => other.operation === work.operation && isAnswer(other));
  yield STEP;
  const others = peers.filter(({ clientId }) => clientId !== work.clientId);
  yield STEP;
  const before = others.reduce((latest, { end }) => Math.max(latest, end), Number.NEGATIVE_INFINITY);
  yield STEP;
  return {
    clientId: work.clientId,
    operation: work.operation,
    seconds: lengthOf(work),
    answered: isAnswer(work),
    medianSeconds: others.length === 0 ? undefined : median(peers.map(lengthOf)),
    ownMedianSeconds: history.clientSeconds(work.clientId, work.operation),
    marginSeconds: margin ?? (others.length === 0 ? undefined : Math.max(0, (work.end - before) / 1000)),
  };
}

/** The middle of some numbers, between two for an even count; `undefined` of none. */
export function median(values: readonly number[]): number | undefined {
  const sorted = Float64Array.from(values).sort();
  const upper = sorted[sorted.length >> 1];
  const lower = sorted[(sorted.length - 1) >> 1];
  return upper === undefined || lower === undefined ? undefined : (upper + lower) / 2;
}
