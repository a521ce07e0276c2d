import type { JsonValue, RoundMetrics } from '../journal/events.js';
import { flatMapSteps, mapSteps, type Steps } from '../steps/index.js';
import type { BuiltClient } from './client-view.js';
import type { RoundFacts } from './round-facts.js';
import type { RoundView } from './round-types.js';

/**
 * The results of a round: those of its end, gaps filled from its span (traces are sampled and resent by nobody, so the
 * event is the record). A null is a gap that the span may fill, but stays null when it cannot.
 */
export function metricsOf({ end, span }: RoundFacts): RoundMetrics {
  const results = new Map<string, JsonValue | undefined>(Object.entries(end?.round_metrics ?? {}));
  for (const [field, value] of Object.entries(span?.round_metrics ?? {})) {
    if ((results.get(field) ?? null) === null) results.set(field, value);
  }
  const error = span?.error;
  if (end === undefined && error !== undefined && !results.has('error')) results.set('error', error);
  return Object.fromEntries(results);
}

type RoundSums = Pick<RoundView, 'bytesUp' | 'bytesDown' | 'samples'>;

/** Bytes and samples of a round: as said, else summed over what the clients sent in time. */
export function* sumsOf(metrics: RoundMetrics, clients: readonly BuiltClient[]): Steps<RoundSums> {
  const updates = yield* flatMapSteps(clients, ({ inTime }) => inTime);
  const sent = yield* mapSteps(updates, ({ view }) => view.fields.bytes_sent);
  const received = yield* mapSteps(updates, ({ view }) => view.fields.bytes_received);
  const samples = yield* mapSteps(clients, ({ view, inTime }) =>
    view.outcome === 'completed' ? inTime.at(-1)?.view.fields.num_samples : undefined,
  );
  return {
    bytesUp: metrics.total_bytes_up ?? sum(sent),
    bytesDown: metrics.total_bytes_down ?? sum(received),
    samples: metrics.num_samples ?? sum(samples),
  };
}

/** `undefined` when nobody gave a number. */
function sum(values: readonly (JsonValue | undefined)[]): number | undefined {
  let total: number | undefined;
  for (const value of values) {
    if (typeof value === 'number' || typeof value === 'bigint') total = (total ?? 0) + Number(value);
  }
  return total;
}

/** The number unless it is null, absent or not finite. */
export function finite(value: JsonValue | undefined): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}
