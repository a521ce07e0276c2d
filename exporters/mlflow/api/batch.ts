import type { Json } from './decode.js';
import { keyProblem } from './keys.js';
import { refusedMetrics, spellMetric } from './metrics.js';
import type { MlflowBatch, MlflowEntry, MlflowRefusedItem, MlflowReject } from './types.js';

/** Most metrics of one request. */
export const MAX_METRICS = 1000;
/** Most params or tags of one request. */
export const MAX_ENTRIES = 100;
/** Longest value of a param in characters; the server cuts off the rest without a word. */
export const MAX_PARAM_CHARACTERS = 6000;
/** Longest value of a tag in characters; the server cuts off the rest without a word. */
export const MAX_TAG_CHARACTERS = 8000;

/** A batch that has been checked. */
export interface CheckedBatch {
  readonly kind: 'checked';
  /** Without the run. */
  readonly body: Json;
  readonly size: number;
  /** Places of the metrics that are NaN. */
  readonly nans: readonly number[];
}

/** Checks a batch as the server should, and spells it for the server. */
export function checkBatch(batch: MlflowBatch): CheckedBatch | MlflowReject {
  if ('metrics' in batch) {
    const { metrics } = batch;
    if (metrics.length > MAX_METRICS) return invalid(`expected up to ${MAX_METRICS} metrics, got ${metrics.length}`);
    const refused = refusedMetrics(metrics);
    if (refused.length > 0) return invalid(wordsOf(refused), refused);
    const nans = metrics.flatMap(({ value }, index) => (Number.isNaN(value) ? [index] : []));
    return { kind: 'checked', body: { metrics: metrics.map(spellMetric) }, size: metrics.length, nans };
  }
  const [name, entries] = 'params' in batch ? ['params', batch.params] : ['tags', batch.tags];
  if (entries.length > MAX_ENTRIES) return invalid(`expected up to ${MAX_ENTRIES} ${name}, got ${entries.length}`);
  const refused = refusedEntries(entries);
  if (refused.length > 0) return invalid(wordsOf(refused), refused);
  return { kind: 'checked', body: { [name]: entries }, size: entries.length, nans: [] };
}

/** Params and tags that the server refuses: bad keys, and a key that comes twice. */
function refusedEntries(entries: readonly MlflowEntry[]): MlflowRefusedItem[] {
  const seen = new Set<string>();
  return entries.flatMap(({ key, value }, index) => {
    const problem = seen.has(key) ? 'it comes twice' : keyProblem(key);
    seen.add(key);
    if (problem !== undefined) return [{ index, reason: `key ${JSON.stringify(key).slice(0, 100)}: ${problem}` }];
    return typeof value === 'string'
      ? []
      : [{ index, reason: `value of ${key}: expected a text, got ${typeof value}` }];
  });
}

function wordsOf(refused: readonly MlflowRefusedItem[]): string {
  const [first] = refused;
  const more = refused.length > 1 ? ` (and ${refused.length - 1} more)` : '';
  return `${first?.reason ?? ''}${more}`;
}

function invalid(reason: string, refused?: readonly MlflowRefusedItem[]): MlflowReject {
  return { kind: 'reject', code: 'invalid', scope: 'request', reason, ...(refused === undefined ? {} : { refused }) };
}
