/** Where a resource stands in W&B's system panel. */
export interface SystemName {
  /** Key without `system.`. */
  readonly name: string;
  /** W&B's value = journal's value × this. */
  readonly scale: number;
}

/** The journal's megabytes have 10^6 bytes, W&B's mega- and gigabytes are binary. */
const BINARY_MEGA = 1e6 / 1024 ** 2;
const BINARY_GIGA = 1e6 / 1024 ** 3;

/**
 * Resources that W&B's client reports too, under the names and in the units that its page draws together (seen with the
 * Python client 0.31; W&B's documentation, "System metrics"). Its disk is that of `/`, ours that of the working directory.
 */
const NAMES: ReadonlyMap<string, SystemName> = new Map([
  ['process_cpu_utilization_percentage', { name: 'cpu', scale: 1 }],
  ['process_memory_megabytes', { name: 'proc.memory.rssMB', scale: BINARY_MEGA }],
  ['system_memory_usage_percentage', { name: 'memory_percent', scale: 1 }],
  ['disk_usage_percentage', { name: 'disk./.usagePercent', scale: 1 }],
  ['disk_usage_megabytes', { name: 'disk./.usageGB', scale: BINARY_GIGA }],
  ['disk_read_megabytes', { name: 'disk.in', scale: BINARY_MEGA }],
  ['disk_write_megabytes', { name: 'disk.out', scale: BINARY_MEGA }],
  ['network_receive_megabytes', { name: 'network.recv', scale: 1e6 }],
  ['network_transmit_megabytes', { name: 'network.sent', scale: 1e6 }],
]);

/** The same for what follows `gpu_<number>_`. */
const GPU_NAMES: ReadonlyMap<string, SystemName> = new Map([
  ['utilization_percentage', { name: 'gpu', scale: 1 }],
  ['memory_usage_percentage', { name: 'memoryAllocated', scale: 1 }],
  ['memory_usage_megabytes', { name: 'memoryAllocatedBytes', scale: 1e6 }],
  ['power_usage_watts', { name: 'powerWatts', scale: 1 }],
]);

/** Where a field of a resource sample stands; what W&B does not know keeps its name, and gets a chart of its own. */
export function systemName(field: string): SystemName {
  const known = NAMES.get(field);
  if (known !== undefined) return known;
  const [, number, rest = ''] = /^gpu_(\d+)_(.+)$/.exec(field) ?? [];
  const gpu = GPU_NAMES.get(rest);
  return gpu === undefined ? { name: field, scale: 1 } : { name: `gpu.${number}.${gpu.name}`, scale: gpu.scale };
}
