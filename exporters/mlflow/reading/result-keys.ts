import { escapeKeyName, unescapeKeyPart } from '../api/index.js';

/** Round metrics that are no results of the training. */
const FACTS: ReadonlySet<string> = new Set([
  'duration_sec',
  'num_selected',
  'num_completed',
  'num_stragglers',
  'num_failures',
  'num_dropped',
  'num_samples',
  'participation_rate',
  'privacy_epsilon',
  'privacy_delta',
]);

const PREFIX = 'round/';

/**
 * Key of a result in MLflow, among those that a run has: that of a round (`round/accuracy` for `accuracy`), or exactly
 * what was asked for, as in runs that others have logged.
 */
export function keyOfResult(metric: string, keys: ReadonlySet<string>): string | undefined {
  const names: Readonly<Record<string, string>> = { global_accuracy: 'accuracy', global_loss: 'loss' };
  const name = names[metric] ?? metric;
  return [`${PREFIX}${escapeKeyName(name)}`, `${PREFIX}${name}`, metric].find((key) => keys.has(key));
}

/** Name of the result that a key holds; `undefined` when it holds none. */
export function resultOfKey(key: string): string | undefined {
  if (!key.startsWith(PREFIX)) return undefined;
  const rest = key.slice(PREFIX.length);
  // Other writers do not escape: then the key is the name.
  const name = unescapeKeyPart(rest) ?? rest;
  return FACTS.has(name) ? undefined : name;
}

/**
 * The result that the runs' own objective is about, by the keys of the runs (`best/accuracy`); `undefined` when they do
 * not agree or do not say.
 */
export function objectiveMetric(keysOfRuns: readonly (readonly string[])[]): string | undefined {
  const names = new Set(
    keysOfRuns.flatMap((keys) => keys.flatMap((key) => /^best\/(?!round$)(.+)$/s.exec(key)?.[1] ?? [])),
  );
  const [name] = names;
  return names.size === 1 && name !== undefined ? (unescapeKeyPart(name) ?? name) : undefined;
}
