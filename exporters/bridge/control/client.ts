import type { PruneOutcome, PruneRequest } from '../retention/index.js';
import { type ControlAddress, PRUNE_PATH } from './listener.js';

/** Runs of one order. */
const BATCH = 100;

/** A run may have to wait for the one before it, and for a slow disk. Seconds. */
const LIMIT_SECONDS = 120;

/**
 * Has a running bridge remove runs.
 *
 * @throws Error when it does not answer, or not to this
 */
export async function askToPrune(
  { url, secret }: ControlAddress,
  runs: readonly PruneRequest[],
): Promise<readonly PruneOutcome[]> {
  const outcomes: PruneOutcome[] = [];
  for (let at = 0; at < runs.length; at += BATCH) {
    const response = await fetch(`${url}${PRUNE_PATH}`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${secret}`, 'Content-Type': 'application/json' },
      body: JSON.stringify({ runs: runs.slice(at, at + BATCH) }),
      signal: AbortSignal.timeout(LIMIT_SECONDS * 1000),
    });
    const text = await response.text();
    if (response.status !== 200) throw new Error(`the bridge answers with ${response.status}: ${text.slice(0, 200)}`);
    outcomes.push(...(JSON.parse(text) as { readonly outcomes: readonly PruneOutcome[] }).outcomes);
  }
  return outcomes;
}
