import type { RoundMetrics } from '../journal/events.js';
import { STEP, STEP_SIZE, type Steps } from '../steps/index.js';
import type { BuiltClient } from './client-view.js';
import type { RoundCounts } from './round-types.js';

/** What the clients' own data say about a round. */
interface Observed {
  readonly completed: number;
  readonly failed: number;
  readonly dropped: number;
  /** Took part, but nothing that counts is there. */
  readonly open: number;
  /** Training updates that came in time. */
  readonly updates: number;
  /** Clients that those are of. */
  readonly updaters: number;
}

/**
 * Counts of a running round: what is there so far. More clients than were said to be selected raise that number.
 *
 * @param selected number of clients that the start of the round says, if it says one
 */
export function* countRunning(selected: unknown, clients: readonly BuiltClient[]): Steps<RoundCounts> {
  const { completed, failed, dropped, open } = yield* observe(clients);
  const known = completed + failed + dropped + open;
  const all = Math.max(countOf(selected) ?? 0, known);
  return { selected: all, completed, failed, dropped, stragglers: 0, pending: all - completed - failed - dropped };
}

/**
 * Counts of a round that is over. Numbers that its end says win, unless they contradict each other or the clients:
 *
 * - All five given, and selected is the sum of the others: taken as they are. (What our library sends.)
 * - Missing ones come from the clients; stragglers are what is left of the selected.
 * - HiveWatch counts updates, not clients: a completed number that is above the distinct clients, in a round where
 *   clients sent several updates, is dropped; so is a selected number that equals the number of updates.
 * - HiveWatch also counts a client as completed that dropped out or failed after its update: completed then shrinks to
 *   what selected leaves.
 *
 * @param metrics what the end or the span of the round says
 * @param planned number of selected clients that the start of the round says, if it says one
 */
export function* countEnded(
  metrics: RoundMetrics,
  planned: unknown,
  clients: readonly BuiltClient[],
): Steps<RoundCounts> {
  const exact = addedUp(metrics);
  if (exact !== undefined) return exact;
  const observed = yield* observe(clients);
  const failed = countOf(metrics.num_failures) ?? observed.failed;
  const dropped = countOf(metrics.num_dropped) ?? observed.dropped;
  const said = countOf(metrics.num_completed);
  const countsUpdates =
    said !== undefined && said > observed.completed && said <= observed.updates && observed.updates > observed.updaters;
  const completed = countsUpdates ? observed.completed : (said ?? observed.completed);
  const saidSelected = countOf(metrics.num_selected) ?? countOf(planned);
  const target =
    saidSelected === undefined || (countsUpdates && saidSelected === observed.updates)
      ? completed + failed + dropped + (countOf(metrics.num_stragglers) ?? observed.open)
      : saidSelected;
  const selected = Math.max(target, observed.completed + failed + dropped);
  const shown = Math.min(completed, selected - failed - dropped);
  return { selected, completed: shown, failed, dropped, stragglers: selected - shown - failed - dropped, pending: 0 };
}

function addedUp(metrics: RoundMetrics): RoundCounts | undefined {
  const selected = countOf(metrics.num_selected);
  const completed = countOf(metrics.num_completed);
  const failed = countOf(metrics.num_failures);
  const dropped = countOf(metrics.num_dropped);
  const stragglers = countOf(metrics.num_stragglers);
  if (selected === undefined || completed === undefined || failed === undefined) return undefined;
  if (dropped === undefined || stragglers === undefined) return undefined;
  if (selected !== completed + failed + dropped + stragglers) return undefined;
  return { selected, completed, failed, dropped, stragglers, pending: 0 };
}

function* observe(clients: readonly BuiltClient[]): Steps<Observed> {
  const sum = { completed: 0, failed: 0, dropped: 0, open: 0, updates: 0, updaters: 0 };
  for (const [index, { view, inTime }] of clients.entries()) {
    if (index % STEP_SIZE === 0) yield STEP;
    if (inTime.length > 0) sum.updaters++;
    sum.updates += inTime.length;
    if (view.outcome === 'straggler' || view.outcome === 'pending') sum.open++;
    else if (view.outcome !== undefined) sum[view.outcome]++;
  }
  return sum;
}

/** The value if it is a whole number from 0: foreign logs may hold anything. */
function countOf(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : undefined;
}
