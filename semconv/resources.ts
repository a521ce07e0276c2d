import { resourceFields } from './generated/descriptors/resource-fields.js';
import type { ResourceFieldDescriptor, ResourcePlace } from './types.js';

/** Stands for the device in the name of a field. */
const DEVICE = '{hw.id}';

/** What a device's id may look like in a field's name. */
const DEVICE_ID = /^[a-z0-9]+(_[a-z0-9]+)*$/;

const plain = new Map<string, ResourceFieldDescriptor>();
/** Fields of devices by what follows the device's id. */
const bySuffix = new Map<string, ResourceFieldDescriptor>();
const byMetric = new Map<string, ResourceFieldDescriptor[]>();
for (const field of resourceFields) {
  if (field.measures === 'device') bySuffix.set(field.journal.slice(DEVICE.length), field);
  else plain.set(field.journal, field);
  byMetric.set(field.name, [...(byMetric.get(field.name) ?? []), field]);
}

/** What a field of a `resource_sample` is: `cpu_utilization_percentage`, `gpu_0_power_usage_watts`. */
export function findResourceField(name: string): ResourcePlace | undefined {
  const exact = plain.get(name);
  if (exact !== undefined) return { field: exact, device: undefined };
  for (const [suffix, field] of bySuffix) {
    const device = name.slice(0, -suffix.length);
    if (name.endsWith(suffix) && DEVICE_ID.test(device)) return { field, device };
  }
  return undefined;
}

/**
 * The field of a `resource_sample` that a data point is: its name there, and what it is.
 *
 * @param metric name of the metric
 * @param attribute reads an attribute of the point
 */
export function resourceFieldOf(
  metric: string,
  attribute: (key: string) => unknown,
): { readonly journal: string; readonly field: ResourceFieldDescriptor } | undefined {
  const field = byMetric
    .get(metric)
    ?.find(({ where }) => Object.entries(where).every(([key, value]) => attribute(key) === value));
  if (field === undefined || field.measures !== 'device') return field && { journal: field.journal, field };
  const device = attribute('hw.id');
  if (typeof device !== 'string' || !DEVICE_ID.test(device)) return undefined;
  return { journal: field.journal.replace(DEVICE, device), field };
}
