import { nearMiss } from '../core/near-miss.js';
import { asObject } from '../core/read.js';
import { cutText, entriesOf, toNumber } from '../core/values.js';
import type { Warnings } from '../core/warnings.js';

/** Keys of `RoundResults`. */
const RESULT_KEYS = [
  'accuracy',
  'loss',
  'trainLoss',
  'metrics',
  'algorithmMetadata',
  'privacy',
  'result',
  'error',
  'selected',
  'completed',
  'failed',
  'dropped',
  'stragglers',
  'samples',
  'bytesUp',
  'bytesDown',
  'gradientNormDispersion',
  'aggregationDuration',
  'duration',
] as const;
const KNOWN: ReadonlySet<string> = new Set(RESULT_KEYS);

/** Results as given, with unknown keys moved: numbers to `metrics`, everything else to `algorithmMetadata`. */
export function readResults(given: unknown, warnings: Warnings): Readonly<Record<string, unknown>> {
  const results = asObject(given);
  const unknown = Object.keys(results).filter((key) => !KNOWN.has(key));
  if (unknown.length === 0) {
    return results;
  }
  const metrics = new Map(entriesOf(results.metrics));
  const metadata = new Map(entriesOf(results.algorithmMetadata));
  for (const key of unknown) {
    const value = results[key];
    (toNumber(value) === undefined ? metadata : metrics).set(key, value);
    sayUnknown(key, warnings);
  }
  return { ...results, metrics, algorithmMetadata: metadata };
}

function sayUnknown(given: string, warnings: Warnings): void {
  const key = cutText(given, 100);
  const meant = nearMiss(
    key,
    RESULT_KEYS.map((name) => [name, name]),
  );
  if (meant !== undefined) {
    const message = `round.end: ${key} is no known result and was kept as a free one: did you mean ${meant}?`;
    warnings.warn('FEDOTEL_UNKNOWN_KEY', message, `round.end.${key}`);
  }
}
