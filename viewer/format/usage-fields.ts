import type { UsageField } from '../../exporters/page/types.js';
import type { Field } from './fields.js';
import type { Unit } from './units.js';

/** Begins the names of what monitors measured, as destinations call it (`sys/<client>/<field>`). */
export const USAGE = 'sys/';

/** What is said of each field; of the program itself first, then of its host. */
const FIELDS: Readonly<Record<UsageField, readonly [label: string, unit: Unit, brief: string]>> = {
  cpu: ['CPU', 'ratio', 'Mean share of all processors that the program used, its child processes included'],
  cores: ['Cores', 'number', 'Processors that the program kept busy on average: 1.5 is one and a half'],
  memory_bytes: ['Memory', 'bytes', 'Highest physical memory of the program, its child processes included'],
  gpu: ['GPU', 'ratio', 'Mean share of time in which the GPUs were busy'],
  gpu_memory: ['GPU memory', 'ratio', 'Highest share of a GPU’s memory in use'],
  host_cpu: ['Host CPU', 'ratio', 'Mean share of all processors in use on the host, by whatever program'],
  host_memory: ['Host memory', 'ratio', 'Highest share of the host’s memory in use, by whatever program'],
  received_bytes: ['Host received', 'bytes', 'Bytes that the host received, by whatever program, loopback left out'],
  sent_bytes: ['Host sent', 'bytes', 'Bytes that the host sent, by whatever program, loopback left out'],
  watts: ['Host power', 'watts', 'Mean power that the host drew'],
  joules: ['Host energy', 'joules', 'Energy that the host used'],
  measured_seconds: ['Measured for', 'seconds', 'Time from the first sample to the last'],
};

/** All fields, in the order in which they are shown. */
export const USAGE_FIELDS = Object.keys(FIELDS) as readonly UsageField[];

/** The field that such a name (`sys/joules`) stands for; `undefined` for all other names. */
export function usageFieldOf(name: string): UsageField | undefined {
  const field = name.startsWith(USAGE) ? name.slice(USAGE.length) : '';
  return Object.hasOwn(FIELDS, field) ? (field as UsageField) : undefined;
}

/** A field as tables, charts and the map take it. */
export function usageField(field: UsageField): Field {
  const [label, unit, brief] = FIELDS[field];
  return { name: `${USAGE}${field}`, label, unit, brief, base: (value) => value };
}
