import { findResourceField } from '../../semconv/index.js';
import { asObject } from '../core/read.js';
import type { TaskResources } from '../core/task-watch.js';
import { entriesOf, toNumber } from '../core/values.js';

/** Fields that are sent when there is no room for all. */
const MAIN_FIELDS: ReadonlySet<string> = new Set([
  'process_cpu_utilization_percentage',
  'process_cpu_user_seconds',
  'process_cpu_system_seconds',
  'process_memory_megabytes',
  'host_energy_joules',
]);

/** Most bytes as JSON: beside a report's own values there shall be room for what writers logged. */
const MAX_BYTES = 1800;
/** Most fields that are read: a machine has no more. */
const MAX_FIELDS = 128;
/** Digits that are sent; measurements have fewer that mean something. */
const DIGITS = 9;
/** Longest time between the first and the last sample, seconds, and the last date that JavaScript knows. */
const MAX_SECONDS = 366 * 24 * 3600;
const MAX_EPOCH_SECONDS = 8.64e12;

/** What fits into so many bytes as JSON: everything, the main fields, or nothing. */
export function packResources(resources: TaskResources, maxBytes: number): TaskResources | undefined {
  const room = Math.min(maxBytes, MAX_BYTES);
  const all = shorten(resources, () => true);
  if (JSON.stringify(all).length <= room) {
    return all;
  }
  const main = shorten(resources, (name) => MAIN_FIELDS.has(name));
  return JSON.stringify(main).length <= room ? main : undefined;
}

function shorten({ from, to, first, last }: TaskResources, keep: (name: string) => boolean): TaskResources {
  const short = (values: Readonly<Record<string, number>>) =>
    Object.fromEntries(
      Object.entries(values).flatMap(([name, value]) =>
        keep(name) ? [[name, Number(value.toPrecision(DIGITS))] as const] : [],
      ),
    );
  return { from, to, first: short(first), last: short(last) };
}

/** Reads what a report says of resources. `undefined` when that is nothing, or its times make no sense: it comes from outside. */
export function readResources(given: unknown): TaskResources | undefined {
  const resources = asObject(given);
  const from = toNumber(resources.from) ?? Number.NaN;
  const to = toNumber(resources.to) ?? Number.NaN;
  if (!(from > 0 && from <= to && to < MAX_EPOCH_SECONDS && to - from < MAX_SECONDS)) {
    return undefined;
  }
  const last = readFields(resources.last);
  return Object.keys(last).length === 0 ? undefined : { from, to, first: readFields(resources.first), last };
}

/** Known fields with finite values; whatever else is there is left out. */
function readFields(given: unknown): Record<string, number> {
  const fields: Record<string, number> = {};
  let count = 0;
  for (const [name, value] of entriesOf(given)) {
    if (count < MAX_FIELDS && Number.isFinite(value) && findResourceField(name) !== undefined) {
      fields[name] = Number(value);
      count += 1;
    }
  }
  return fields;
}
