import { type ClientFieldDescriptor, clientFields } from '../../semconv/index.js';
import { nearMiss } from '../core/near-miss.js';

/** Known fields by the name that apps write. A map, because it is asked once per key of every update. */
export const fieldsByOption: ReadonlyMap<string, ClientFieldDescriptor> = new Map(
  clientFields.map((field) => [field.field, field]),
);

/** Keys of an update that are no field. */
export const UPDATE_KEYS: ReadonlySet<string> = new Set([
  'round',
  'client',
  'operation',
  'name',
  'state',
  'result',
  'baseRound',
  'metrics',
  'attributes',
  'location',
  'report',
  'time',
]);

/** Every way to write a known key: by our name, and by the names of journals and destinations (`num_samples`). */
const WRITTEN: readonly (readonly [string, string])[] = [
  ...[...UPDATE_KEYS].map((key) => [key, key] as const),
  ...clientFields.flatMap((field) => [
    [field.field, field.field] as const,
    [field.journal, field.field] as const,
    [field.key, field.field] as const,
  ]),
  ['clientId', 'client'],
  ['status', 'state'],
  ['gradNorm', 'gradientNorm'],
  ['numExamples', 'samples'],
  ['latency', 'networkLatency'],
];

/** The known key that somebody probably meant by an unknown one. */
export function meantKey(key: string): string | undefined {
  return nearMiss(key, WRITTEN);
}
