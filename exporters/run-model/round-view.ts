import type { RoundMetrics } from '../journal/events.js';
import { atOnce, flatMapSteps, mapSteps, STEP, type Steps, sortSteps } from '../steps/index.js';
import { type BuiltClient, buildClients, type RoundFrame } from './client-view.js';
import { countEnded, countRunning } from './counts.js';
import { canonicalText, compareKeys, compareText } from './order.js';
import { Recent } from './recent.js';
import type { RoundChoice } from './round-choice.js';
import type { RoundFacts } from './round-facts.js';
import { finite, metricsOf, sumsOf } from './round-metrics.js';
import type { RoundState, RoundView } from './round-types.js';
import { buildTasks } from './tasks.js';
import { secondsBefore, secondsBetween, timeKey } from './time.js';
import type { ClientMishap } from './types.js';

/**
 * Single clients of rounds that are held ready, of all runs of this process (or thread) together. Built, a client takes a
 * kilobyte or two; packed, a tenth of it.
 */
const MAX_READY_CLIENTS = 20_000;

/** What a round has of its single clients. */
export type RoundDetails = Pick<RoundView, 'clients' | 'tasks'>;

const ready = new Recent<object, RoundDetails>(MAX_READY_CLIENTS);

/** How the single clients of a view are built again. */
const builders = new WeakMap<RoundView, () => Steps<RoundDetails>>();

/** What a round's view is built from. */
export interface RoundSource {
  readonly round: number;
  /** Gives the round's facts, each time the same; called again when single clients are asked for later. */
  readonly choose: () => Steps<RoundChoice>;
  /** The run is over: the round will not end any more. */
  readonly over: boolean;
}

/**
 * Builds the view of a round. Costs what the round is large. The view holds the round's results; its single clients and their
 * tasks are built again when somebody looks at them after many others.
 */
export function* buildRound(source: RoundSource): Steps<RoundView> {
  const { clients, tasks, ...results } = yield* buildWhole(source);
  const key = {};
  const hold = (details: RoundDetails) => {
    ready.set(key, details, details.clients.length + details.tasks.length);
    return details;
  };
  hold({ clients, tasks });
  const details = function* (): Steps<RoundDetails> {
    return ready.get(key) ?? hold(detailsIn(yield* buildWhole(source)));
  };
  const view: RoundView = {
    ...results,
    get clients() {
      return atOnce(details()).clients;
    },
    get tasks() {
      return atOnce(details()).tasks;
    },
  };
  builders.set(view, details);
  return view;
}

/**
 * The single clients and tasks of a round. Who wants them of a large round asks for them here: asked of the view itself, those
 * that are not held ready are built at one stretch.
 */
export function detailsOf(view: RoundView): Steps<RoundDetails> {
  return builders.get(view)?.() ?? given(view);
}

/** Views that were made in another way have them. */
// biome-ignore lint/correctness/useYield: there is no step to take.
function* given(view: RoundView): Steps<RoundDetails> {
  return detailsIn(view);
}

function detailsIn({ clients, tasks }: RoundView): RoundDetails {
  return { clients, tasks };
}

function* buildWhole({ round, choose, over }: RoundSource): Steps<RoundView> {
  const { facts, attempt, outdated } = yield* choose();
  const abandoned = over || outdated;
  const { end, span } = facts;
  const metrics = metricsOf(facts);
  const ended = end !== undefined || span !== undefined;
  const endedAt = end?.timestamp ?? span?.end;
  const frame: RoundFrame = {
    round,
    endKey: timeKey(endedAt),
    over: ended || abandoned,
    withoutStragglers: ended && metrics.num_stragglers === 0,
  };
  const clients = yield* buildClients(facts.clients, frame, facts.namedAtEnd);
  const planned = facts.lastStart?.num_selected;
  const mishaps = yield* mishapsOf(clients);
  const tasks = yield* buildTasks(facts, frame.over);
  const sums = yield* sumsOf(metrics, clients);
  yield STEP;
  const lateUpdates = clients.reduce((sum, { view, inTime }) => sum + view.updates.length - inTime.length, 0);
  const counts = yield* frame.over ? countEnded(metrics, planned, clients) : countRunning(planned, clients);
  return {
    round,
    attempt,
    state: stateOf(metrics, ended, abandoned),
    ...timesOf(facts, metrics, endedAt),
    globalAccuracy: metrics.global_accuracy,
    globalLoss: metrics.global_loss,
    trainLoss: metrics.train_loss,
    dispersion: metrics.gradient_norm_dispersion,
    ...counts,
    ...sums,
    aggregationSeconds: metrics.aggregation_time_sec,
    privacyEpsilon: metrics.privacy_epsilon,
    privacyDelta: metrics.privacy_delta,
    metrics: metrics.metrics ?? {},
    algorithmMetadata: metrics.algorithm_metadata,
    error: metrics.error,
    clients: clients.map(({ view }) => view),
    lateUpdates,
    ...tasks,
    checkpoints: sortEvents([...facts.checkpoints.values()]),
    evaluations: sortEvents([...facts.evaluations.values()]),
    ...mishaps,
  };
}

function stateOf(metrics: RoundMetrics, ended: boolean, abandoned: boolean): RoundState {
  if (ended) return metrics.error === undefined ? 'completed' : 'failed';
  return abandoned ? 'unfinished' : 'running';
}

/** What was not said follows from the rest: HiveWatch's logs have ends and durations, but no starts. */
function timesOf({ firstStart, span }: RoundFacts, metrics: RoundMetrics, endedAt: string | undefined) {
  const said = firstStart?.timestamp ?? span?.start;
  const durationSeconds = finite(metrics.round_duration_sec) ?? secondsBetween(said, endedAt);
  const startedAt = said ?? (durationSeconds === undefined ? undefined : secondsBefore(endedAt, durationSeconds));
  return { startedAt, endedAt, durationSeconds };
}

/** Drop-outs and failures of clients, in order of time. */
export function* mishapsOf(clients: readonly BuiltClient[]): Steps<Pick<RoundView, 'dropouts' | 'commFailures'>> {
  return {
    dropouts: yield* sortMishaps(yield* flatMapSteps(clients, ({ dropouts }) => dropouts)),
    commFailures: yield* sortMishaps(yield* flatMapSteps(clients, ({ failures }) => failures)),
  };
}

/** In order of time; the same instant by client and reason. */
export function* sortMishaps(mishaps: readonly ClientMishap[]): Steps<ClientMishap[]> {
  const keyed = yield* mapSteps(mishaps, (mishap) => ({ mishap, time: timeKey(mishap.timestamp) }));
  const sorted = yield* sortSteps(
    keyed,
    (a, b) =>
      compareText(a.time, b.time) ||
      compareText(a.mishap.clientId, b.mishap.clientId) ||
      compareText(a.mishap.reason, b.mishap.reason),
  );
  return yield* mapSteps(sorted, ({ mishap }) => mishap);
}

/** In order of time; the same instant by content. */
export function sortEvents<T extends { readonly timestamp?: string }>(events: readonly T[]): T[] {
  return [...events].sort(
    (a, b) =>
      compareKeys([timeKey(a.timestamp)], [timeKey(b.timestamp)]) ||
      compareKeys([canonicalText(a)], [canonicalText(b)]),
  );
}
