import type { RunFiles } from './run-files.js';

/** A run with what decides whether it may go. */
export interface Candidate {
  readonly files: RunFiles;
  /** The run has said its end. */
  readonly ended: boolean;
  /** Destinations that do not have all of it. */
  readonly owedTo: readonly string[];
}

/** What is asked for; a bound that is not given bounds nothing. */
export interface Bounds {
  readonly keepSeconds?: number | undefined;
  readonly maxBytes?: number | undefined;
}

/** What becomes of one run. */
export type Decision =
  | {
      readonly kind: 'remove';
      readonly run: Candidate;
      readonly why: 'age' | 'size';
      readonly lostTo: readonly string[];
    }
  /** It would go, were it not for the reason. */
  | { readonly kind: 'keep'; readonly run: Candidate; readonly reason: string };

/** After so long a destination's claim on a run ends, and so does the hope that an unfinished run goes on. */
const CLAIM_DAYS = 14;

const DAY_MILLIS = 86_400_000;

/**
 * Decides which runs go: those older than the age, then the oldest until the rest fits into the size. Never one that may
 * go on, nor one that a destination still has a claim on. Runs that are not touched by the bounds are not told of.
 */
export function planPrune(runs: readonly Candidate[], { keepSeconds, maxBytes }: Bounds, now: number): Decision[] {
  const oldestFirst = [...runs].sort((a, b) => a.files.changedAt - b.files.changedAt);
  let total = runs.reduce((sum, { files }) => sum + files.bytes, 0);
  const decisions: Decision[] = [];
  for (const run of oldestFirst) {
    const tooOld = keepSeconds !== undefined && now - run.files.changedAt > keepSeconds * 1000;
    const tooMuch = maxBytes !== undefined && total > maxBytes;
    if (!tooOld && !tooMuch) continue;
    const expired = now - run.files.changedAt > CLAIM_DAYS * DAY_MILLIS;
    const reason = expired ? undefined : reasonToKeep(run);
    if (reason !== undefined) {
      decisions.push({ kind: 'keep', run, reason });
      continue;
    }
    total -= run.files.bytes;
    decisions.push({ kind: 'remove', run, why: tooOld ? 'age' : 'size', lostTo: run.owedTo });
  }
  return decisions;
}

function reasonToKeep({ ended, owedTo }: Candidate): string | undefined {
  if (!ended) return `it has not ended, and may go on until nothing came for ${CLAIM_DAYS} days`;
  if (owedTo.length > 0)
    return `${owedTo.join(', ')} does not have all of it yet; the claim ends after ${CLAIM_DAYS} days`;
  return undefined;
}
