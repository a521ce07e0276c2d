import type { GaugeSummary, MonitorNotice, MonitorSummary } from '../../lib/monitor/index.js';
import { formatBytes, formatNumber } from '../output/table.js';

/** What a recording came to, a line for each thing that was measured. */
export function summaryText(summary: MonitorSummary, notices: readonly MonitorNotice[]): string {
  const { seconds, samples, gauges, totals, cores, joules } = summary;
  const lines: (readonly [string, string | undefined])[] = [
    ['time', `${formatNumber(seconds, 2)} s, ${samples} samples`],
    ['cpu', cpuText(cores, gauges.process_cpu_utilization_percentage)],
    ['memory', memoryText(gauges.process_memory_megabytes)],
    ['disk', traffic('read', totals.process_disk_read_megabytes, 'written', totals.process_disk_write_megabytes)],
    [
      'network',
      traffic('in', totals.network_receive_megabytes, 'out', totals.network_transmit_megabytes, 'whole host'),
    ],
    ['host cpu', percentText(gauges.cpu_utilization_percentage)],
    ['host mem', percentText(gauges.system_memory_usage_percentage)],
    ...deviceLines(gauges),
    ['energy', energyText(joules, gauges.host_power_usage_watts)],
  ];
  const known = lines.flatMap(([name, text]) => (text === undefined ? [] : [`${name.padEnd(10)}${text}\n`]));
  const missing = notices.map(({ message }) => `${'missing'.padEnd(10)}${message}\n`);
  return [...known, ...missing].join('');
}

function cpuText(cores: number | undefined, share: GaugeSummary | undefined): string | undefined {
  if (cores === undefined) return share && percentText(share);
  const ofMachine = share === undefined ? '' : `; of the machine: ${percentText(share)}`;
  return `${formatNumber(cores, 3)} of one core${ofMachine}`;
}

function memoryText(memory: GaugeSummary | undefined): string | undefined {
  return memory && `mean ${formatBytes(memory.mean * 1e6)}, peak ${formatBytes(memory.max * 1e6)}`;
}

function percentText(share: GaugeSummary | undefined): string | undefined {
  return share && `mean ${formatNumber(share.mean, 1)} %, peak ${formatNumber(share.max, 1)} %`;
}

function traffic(
  one: string,
  first: number | undefined,
  other: string,
  second: number | undefined,
  whose?: string,
): string | undefined {
  if (first === undefined || second === undefined) return undefined;
  const note = whose === undefined ? '' : ` (${whose})`;
  return `${formatBytes(first * 1e6)} ${one}, ${formatBytes(second * 1e6)} ${other}${note}`;
}

function deviceLines(gauges: MonitorSummary['gauges']): (readonly [string, string | undefined])[] {
  return Object.entries(gauges).flatMap(([name, gauge]) => {
    const device = /^(gpu_\d+)_utilization_percentage$/.exec(name)?.[1];
    return device === undefined ? [] : [[device, percentText(gauge)] as const];
  });
}

function energyText(joules: number | undefined, watts: GaugeSummary | undefined): string | undefined {
  if (joules === undefined) return undefined;
  const power =
    watts === undefined ? '' : `, mean ${formatNumber(watts.mean, 1)} W, peak ${formatNumber(watts.max, 1)} W`;
  return `${formatNumber(joules, 1)} J${power} (whole host)`;
}
