import { reasonOf } from '../../sink-parts/index.js';
import type { RunFiles } from './run-files.js';

/** What decides whether a run may go. */
export interface Standing {
  /** The run has said its end. */
  readonly ended: boolean;
  /** Destinations that do not have all of it. */
  readonly owedTo: readonly string[];
}

/** What is asked for; a bound that is not given bounds nothing. */
export interface Bounds {
  /** Runs whose last data is older go. */
  readonly keepSeconds?: number | undefined;
  /** The oldest runs go until the others take no more. */
  readonly maxBytes?: number | undefined;
}

/** What becomes of one run. */
export type Decision =
  | {
      readonly kind: 'remove';
      readonly files: RunFiles;
      readonly why: 'age' | 'size';
      /** Destinations whose claim has expired. */
      readonly lostTo: readonly string[];
    }
  /** It would go, were it not for the reason. */
  | { readonly kind: 'keep'; readonly files: RunFiles; readonly reason: string };

/** After so long a destination's claim on a run ends, and so does the hope that an unfinished run goes on. */
const CLAIM_DAYS = 14;

const DAY_MILLIS = 86_400_000;

/** Whether nothing came of a run for so long that nobody has a claim on it. @param now epoch milliseconds */
export function hasExpired(changedAt: number, now: number): boolean {
  return now - changedAt > CLAIM_DAYS * DAY_MILLIS;
}

/**
 * Decides which runs go: those older than the age, then the oldest until the rest fits into the size. Never one that may
 * go on, nor one that a destination still has a claim on. Runs that are not touched by the bounds are not told of.
 *
 * @param standingOf asked only for runs that are to go. What it throws keeps the run
 * @param now epoch milliseconds
 */
export async function planPrune(
  runs: readonly RunFiles[],
  { keepSeconds, maxBytes }: Bounds,
  standingOf: (files: RunFiles) => Promise<Standing>,
  now: number,
): Promise<Decision[]> {
  const oldestFirst = [...runs].sort((a, b) => a.changedAt - b.changedAt);
  let total = runs.reduce((sum, { bytes }) => sum + bytes, 0);
  const decisions: Decision[] = [];
  for (const files of oldestFirst) {
    const tooOld = keepSeconds !== undefined && now - files.changedAt > keepSeconds * 1000;
    const tooMuch = maxBytes !== undefined && total > maxBytes;
    if (!tooOld && !tooMuch) continue;
    const decision = await decide(files, tooOld ? 'age' : 'size', standingOf, now);
    if (decision.kind === 'remove') total -= files.bytes;
    decisions.push(decision);
  }
  return decisions;
}

async function decide(
  files: RunFiles,
  why: 'age' | 'size',
  standingOf: (files: RunFiles) => Promise<Standing>,
  now: number,
): Promise<Decision> {
  try {
    const standing = await standingOf(files);
    const reason = hasExpired(files.changedAt, now) ? undefined : reasonToKeep(standing);
    return reason === undefined
      ? { kind: 'remove', files, why, lostTo: standing.owedTo }
      : { kind: 'keep', files, reason };
  } catch (error) {
    return { kind: 'keep', files, reason: reasonOf(error) };
  }
}

function reasonToKeep({ ended, owedTo }: Standing): string | undefined {
  if (!ended) return `it has not ended, and may go on until nothing came for ${CLAIM_DAYS} days`;
  if (owedTo.length > 0)
    return `${owedTo.join(', ')} does not have all of it yet; the claim ends after ${CLAIM_DAYS} days`;
  return undefined;
}
