import type { JsonValue, RoundMetrics } from '../journal/events.js';
import type { BuiltClient } from './client-view.js';
import type { RoundFacts } from './round-facts.js';

/** Old spellings in logs of HiveWatch 0.2, and what they are called now. */
const RENAMED: ReadonlyMap<string, keyof RoundMetrics> = new Map([
  ['gradient_divergence', 'gradient_norm_dispersion'] as const,
]);

/**
 * The results of a round: those of its end, gaps filled from its span (traces are sampled and resent by nobody, so the
 * event is the record). A null is a gap that the span may fill, but stays null when it cannot.
 */
export function metricsOf({ end, span }: RoundFacts): RoundMetrics {
  const fromSpan = renamed(span?.round_metrics);
  const results = new Map(renamed(end?.round_metrics));
  for (const [field, value] of fromSpan) if ((results.get(field) ?? null) === null) results.set(field, value);
  const error = span?.error;
  if (end === undefined && error !== undefined && !results.has('error')) results.set('error', error);
  return Object.fromEntries(results);
}

function renamed(metrics: RoundMetrics | undefined): Map<string, JsonValue | undefined> {
  const fields = new Map<string, JsonValue | undefined>();
  for (const [field, value] of Object.entries(metrics ?? {})) {
    const name = RENAMED.get(field) ?? field;
    if (value !== undefined && (fields.get(name) ?? null) === null) fields.set(name, value);
  }
  return fields;
}

/** Bytes and samples of a round: as said, else summed over what the clients sent in time. */
export function sumsOf(metrics: RoundMetrics, clients: readonly BuiltClient[]) {
  const updates = clients.flatMap(({ inTime }) => inTime);
  const completed = clients.filter(({ view }) => view.outcome === 'completed');
  return {
    bytesUp: metrics.total_bytes_up ?? sum(updates.map(({ view }) => view.fields.bytes_sent)),
    bytesDown: metrics.total_bytes_down ?? sum(updates.map(({ view }) => view.fields.bytes_received)),
    samples: metrics.num_samples ?? sum(completed.map(({ inTime }) => inTime.at(-1)?.view.fields.num_samples)),
  };
}

/** `undefined` when nobody gave a number. */
function sum(values: readonly (JsonValue | undefined)[]): number | undefined {
  const numbers = values.filter((value) => typeof value === 'number' || typeof value === 'bigint').map(Number);
  return numbers.length === 0 ? undefined : numbers.reduce((total, value) => total + value, 0);
}

/** The number unless it is null, absent or not finite. */
export function finite(value: JsonValue | undefined): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}
