import { STEP, STEP_SIZE, type Steps } from '../../steps/index.js';
import { TRAIN } from '../client-facts.js';
import type { RoundView } from '../round-types.js';
import { detailsOf } from '../round-view.js';
import type { ClientMishap } from '../types.js';
import type { ReasonGroup } from './types.js';
import type { Work } from './work.js';

/** Drop-outs or failures by reason, the most frequent first. */
export function byReason(mishaps: readonly ClientMishap[]): ReasonGroup[] {
  const groups = new Map<string, Set<string>>();
  for (const { reason, clientId } of mishaps) {
    const group = groups.get(reason);
    if (group === undefined) groups.set(reason, new Set([clientId]));
    else group.add(clientId);
  }
  return [...groups]
    .map(([reason, clientIds]) => ({ reason, clientIds: [...clientIds] }))
    .sort((a, b) => b.clientIds.length - a.clientIds.length || (a.reason < b.reason ? -1 : 1));
}

/** Clients of whom nothing that counts came before the round's end: as events tell, or their spans alone. */
export function* stragglersOf(round: RoundView, works: readonly Work[]): Steps<string[]> {
  const silent = works.filter(({ ended, operation }) => ended === 'silent' && operation === TRAIN);
  const { clients } = yield* detailsOf(round);
  const named = clients.filter(({ outcome }) => outcome === 'straggler');
  yield STEP;
  return [...new Set([...named, ...(round.state === 'running' ? [] : silent)].map(({ clientId }) => clientId))];
}

/** Clients that had the same task twice, or completed the round after a drop-out or failure. */
export function* retriedOf(round: RoundView, works: readonly Work[]): Steps<string[]> {
  const retried = new Set<string>();
  const seen = new Set<string>();
  for (const [index, { clientId, operation }] of works.entries()) {
    if (index % STEP_SIZE === 0) yield STEP;
    const key = `${operation.length}:${operation}${clientId}`;
    if (seen.has(key)) retried.add(clientId);
    seen.add(key);
  }
  const { clients } = yield* detailsOf(round);
  for (const { clientId, outcome, dropout, failure } of clients) {
    if (outcome === 'completed' && [dropout, failure].some((mishap) => mishap?.late === false)) retried.add(clientId);
  }
  return [...retried];
}
