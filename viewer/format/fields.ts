import type { FrameNumber } from '../../exporters/page/types.js';
import { clientFields } from '../../semconv/generated/descriptors/client-fields.js';
import { unscaleValue } from '../../semconv/scale.js';
import { finiteOf, formatValue, type Unit } from './units.js';

/** How a field of the data is called, counted and written. */
export interface Field {
  /** Its name in the data: `train_time_sec`. */
  readonly name: string;
  /** What a reader is shown: `Training time`. Free fields keep their name. */
  readonly label: string;
  readonly unit: Unit;
  /** What it means, when the conventions say. */
  readonly brief?: string;
  /** The value in the unit's base: seconds, bytes, 0 to 1. */
  base(value: FrameNumber | undefined): FrameNumber | undefined;
}

/** Short names for the heads of columns and charts; the conventions have sentences only. */
const LABELS: Readonly<Record<string, string>> = {
  local_loss: 'Loss',
  local_accuracy: 'Accuracy',
  num_samples: 'Samples',
  gradient_norm: 'Gradient norm',
  gradient_magnitude: 'Gradient magnitude',
  sparsity: 'Sparsity',
  compression_ratio: 'Compression ratio',
  bytes_sent: 'Bytes sent',
  bytes_received: 'Bytes received',
  network_latency_ms: 'Network latency',
  train_time_sec: 'Training time',
  staleness: 'Staleness',
  cpu_pct: 'CPU',
  ram_mb: 'Memory',
  gpu_util_pct: 'GPU',
  gpu_vram_mb: 'GPU memory',
  energy_joules: 'Energy',
};

/** Results of a round that are not free, in the order in which they are shown. */
const RESULTS: Readonly<Record<string, readonly [label: string, unit: Unit]>> = {
  accuracy: ['Accuracy', 'ratio'],
  loss: ['Loss', 'number'],
  train_loss: ['Training loss', 'number'],
  duration_sec: ['Duration', 'seconds'],
  aggregation_sec: ['Aggregation', 'seconds'],
  bytes_up: ['Bytes up', 'bytes'],
  bytes_down: ['Bytes down', 'bytes'],
  dispersion: ['Gradient norm dispersion', 'number'],
  samples: ['Samples', 'count'],
  epsilon: ['Privacy ε', 'number'],
  delta: ['Privacy δ', 'number'],
};

/** Names of the results that every FL run may have; all others are free metrics. */
export const KNOWN_RESULTS: readonly string[] = Object.keys(RESULTS);

/** Units and meanings are those of the conventions, so that a new field there is known here. */
const CLIENT_FIELDS: ReadonlyMap<string, Field> = new Map(
  clientFields.map(({ journal, journalScale, unit, brief, valueType }): [string, Field] => [
    journal,
    {
      name: journal,
      label: LABELS[journal] ?? journal,
      // A compression ratio is above 1 as often as below: a factor, not a share.
      unit: journal === 'compression_ratio' ? 'number' : unitOf(unit, valueType),
      brief,
      base: (value) => (typeof value === 'number' ? unscaleValue(value, journalScale) : value),
    },
  ]),
);

/** Names of the known client fields in the order of the conventions. */
export const KNOWN_CLIENT_FIELDS: readonly string[] = [...CLIENT_FIELDS.keys()];

/** A field of a client's update; one that the conventions do not know is judged by the ending of its name. */
export function clientField(name: string): Field {
  return CLIENT_FIELDS.get(name) ?? freeField(name);
}

/** A result of a round. */
export function resultField(name: string): Field {
  const known = Object.hasOwn(RESULTS, name) ? RESULTS[name] : undefined;
  return known === undefined ? freeField(name) : { name, label: known[0], unit: known[1], base: (value) => value };
}

/** A field's value with its unit. */
export function formatField(field: Field, value: FrameNumber | undefined): string {
  return formatValue(field.base(value), field.unit);
}

/** A field's value for a curve: finite and in the base unit, or nothing. */
export function curveValue(field: Field, value: FrameNumber | undefined): number | undefined {
  return finiteOf(field.base(value));
}

/** Endings of free names that say a unit, and how much of the base one of it is. */
const ENDINGS: readonly (readonly [ending: RegExp, unit: Unit, factor: number])[] = [
  [/_(sec|secs|seconds)$/, 'seconds', 1],
  [/_(ms|millis|milliseconds)$/, 'seconds', 1e-3],
  [/_bytes$/, 'bytes', 1],
  [/_mb$/, 'bytes', 1e6],
  [/_(pct|percent)$/, 'ratio', 1e-2],
  [/_joules$/, 'joules', 1],
  [/(^|_)accuracy$/, 'ratio', 1],
];

/** A field of the app’s own: its name is its label. */
function freeField(name: string): Field {
  const [, unit, factor] = ENDINGS.find(([ending]) => ending.test(name)) ?? [undefined, 'number' as const, 1];
  return {
    name,
    label: name,
    unit,
    base: (value) => (typeof value === 'number' ? value * factor : value),
  };
}

/** Our unit for one of UCUM. */
function unitOf(ucum: string, valueType: 'int' | 'double'): Unit {
  if (ucum === 's') return 'seconds';
  if (ucum === 'By') return 'bytes';
  if (ucum === 'J') return 'joules';
  if (ucum === '1' || ucum === '{accuracy}') return 'ratio';
  return valueType === 'int' ? 'count' : 'number';
}
