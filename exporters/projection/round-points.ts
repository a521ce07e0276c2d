import type { JsonValue } from '../journal/events.js';
import { countIn, finiteIn, numberIn } from './numbers.js';
import type { PointKeys } from './point-keys.js';
import type { PointKey, ProjectedPoint } from './types.js';

/** Results of a round in the journal's names (`RoundMetrics`), foreign ones included. */
export type RoundResults = ReadonlyMap<string, JsonValue | undefined>;

const MEGABYTE = 1e6;

/** Results that are numbers as they are, by the journal's field: group and name of the key. */
export const PLAIN_RESULTS: ReadonlyMap<string, readonly [group: 'round' | 'agg', name: string]> = new Map([
  ['global_accuracy', ['round', 'accuracy']],
  ['global_loss', ['round', 'loss']],
  ['train_loss', ['round', 'train_loss']],
  ['round_duration_sec', ['round', 'duration_sec']],
  ['num_selected', ['round', 'num_selected']],
  ['num_completed', ['round', 'num_completed']],
  ['num_stragglers', ['round', 'num_stragglers']],
  ['num_failures', ['round', 'num_failures']],
  ['num_dropped', ['round', 'num_dropped']],
  ['num_samples', ['round', 'num_samples']],
  ['privacy_epsilon', ['round', 'privacy_epsilon']],
  ['privacy_delta', ['round', 'privacy_delta']],
  ['gradient_norm_dispersion', ['agg', 'gradient_norm_dispersion']],
  ['aggregation_time_sec', ['agg', 'aggregation_time_sec']],
]);

/** Results that are read in other ways than {@link PLAIN_RESULTS}. */
const OTHERS: ReadonlySet<string> = new Set([
  'total_bytes_up',
  'total_bytes_down',
  'metrics',
  'algorithm_metadata',
  'error',
  'global_accuracy_text',
]);

/** Names under `round` that are taken: a free metric called like one of them is `extra.<name>`. */
const TAKEN: ReadonlySet<string> = new Set([
  'participation_rate',
  ...[...PLAIN_RESULTS.values()].filter(([group]) => group === 'round').map(([, name]) => name),
]);

/** A round's results as points, HiveWatch's names and units first. What nobody said (or said as null) has no point. */
export function roundPoints(results: RoundResults, keys: PointKeys): ProjectedPoint[] {
  const points: ProjectedPoint[] = [];
  const add = (key: PointKey, value: number | bigint | undefined) => {
    if (value !== undefined) points.push({ key, value });
  };
  for (const [field, value] of results) {
    const plain = PLAIN_RESULTS.get(field);
    if (plain !== undefined) add(keys.shared(plain[0], plain[1]), numberIn(value));
    else if (!OTHERS.has(field)) add(freeKey(keys, field), numberIn(value));
  }
  const selected = countIn(results.get('num_selected'));
  const completed = countIn(results.get('num_completed'));
  if (selected !== undefined && selected > 0 && completed !== undefined)
    add(keys.shared('round', 'participation_rate'), completed / selected);
  addTraffic(results, completed, (name, value) => add(keys.shared('comm', name), value));
  for (const [name, value] of entriesOf(results.get('metrics'))) add(freeKey(keys, name), numberIn(value));
  for (const [name, value] of entriesOf(results.get('algorithm_metadata')))
    add(keys.shared('agg', 'algo', name), typeof value === 'boolean' ? Number(value) : numberIn(value));
  if (typeof results.get('error') === 'string') add(keys.shared('event', 'round_failed'), 1);
  return points;
}

/** Sums and shares are those of HiveWatch, in its order of rounding, so that equal runs have equal values. */
function addTraffic(
  results: RoundResults,
  completed: number | undefined,
  add: (name: string, value: number | undefined) => void,
): void {
  const up = megabytes(results.get('total_bytes_up'));
  const down = megabytes(results.get('total_bytes_down'));
  add('total_bytes_up_mb', up);
  add('total_bytes_down_mb', down);
  add('total_bytes_mb', up === undefined || down === undefined ? undefined : up + down);
  add(
    'bytes_per_client_mb',
    up === undefined || completed === undefined || completed === 0 ? undefined : up / completed,
  );
}

function megabytes(bytes: JsonValue | undefined): number | undefined {
  const value = typeof bytes === 'bigint' ? Number(bytes) : finiteIn(bytes);
  return value === undefined ? undefined : value / MEGABYTE;
}

function freeKey(keys: PointKeys, name: string): PointKey {
  return keys.shared('round', TAKEN.has(name) ? `extra.${name}` : name);
}

/** The members of a value that should be an object. */
export function entriesOf(value: JsonValue | undefined): readonly (readonly [string, JsonValue])[] {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.entries(value) : [];
}
