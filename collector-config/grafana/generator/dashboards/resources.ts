import { metricName } from '../../../../lib/telemetry/prometheus/metric-name.js';
import { resourceFields } from '../../../../semconv/index.js';
import { rate } from '../promql.js';
import type { DashboardSpec, PanelSpec, RowSpec } from '../types.js';
import { ofClient, PER_CLIENT_NOTE, topClients } from './per-client.js';
import { jobVariables } from './shared.js';

/** Where a program that `fedotel monitor` watches is scraped. */
const BY_HOST = '{{job}} {{instance}}';
/** Narrow panels stand four in a row. */
const NARROW = 6;

/**
 * Selector of a metric of `fedotel monitor`.
 *
 * @throws Error when the conventions have none of that name
 */
function ofMonitor(name: string, ...matchers: readonly string[]): string {
  return `${prometheusName(name)}{${['instance=~"$host"', ...matchers].join(', ')}}`;
}

function prometheusName(name: string): string {
  const field = resourceFields.find((candidate) => candidate.name === name);
  if (field === undefined) throw new Error(`the conventions have no resource metric ${name}`);
  const { unit, instrument } = field;
  return metricName(name, { unit, kind: instrument === 'counter' || instrument === 'gauge' ? instrument : 'other' });
}

function monitored(panel: Omit<PanelSpec, 'kind' | 'noValue' | 'width'>): PanelSpec {
  return { kind: 'lines', width: NARROW, noValue: 'no program is monitored: fedotel monitor', ...panel };
}

const programs: RowSpec = {
  title: 'Programs under fedotel monitor',
  panels: [
    monitored({
      title: 'Processor of the program',
      description: 'Share of all processors that the program and its children used.',
      unit: 'percentunit',
      min: 0,
      queries: [{ expr: ofMonitor('process.cpu.utilization'), legend: BY_HOST }],
    }),
    monitored({
      title: 'Memory of the program',
      description: 'Physical memory of the program and its children.',
      unit: 'decbytes',
      min: 0,
      queries: [{ expr: ofMonitor('process.memory.usage'), legend: BY_HOST }],
    }),
    monitored({
      title: 'Processor time',
      description:
        'Seconds of processor time a second, in the program’s own code (user) and in the kernel for it (system).',
      unit: 'none',
      min: 0,
      queries: [{ expr: rate(ofMonitor('process.cpu.time')), legend: `{{cpu_mode}} ${BY_HOST}` }],
    }),
    monitored({
      title: 'Disk traffic of the program',
      description: 'Bytes a second that the program and its children read from and wrote to disks.',
      unit: 'Bps',
      queries: [{ expr: rate(ofMonitor('process.disk.io')), legend: `{{disk_io_direction}} ${BY_HOST}` }],
    }),
  ],
};

const hosts: RowSpec = {
  title: 'Their machines',
  panels: [
    monitored({
      title: 'Processors',
      description: 'Share of all processors of the machine that was in use.',
      unit: 'percentunit',
      min: 0,
      max: 1,
      queries: [{ expr: ofMonitor('system.cpu.utilization'), legend: BY_HOST }],
    }),
    monitored({
      title: 'Memory',
      description: 'Share of the machine’s memory that was in use.',
      unit: 'percentunit',
      min: 0,
      max: 1,
      queries: [{ expr: ofMonitor('system.memory.utilization'), legend: BY_HOST }],
    }),
    monitored({
      title: 'Network',
      description: 'Bytes a second over all interfaces of the machine.',
      unit: 'Bps',
      queries: [{ expr: rate(ofMonitor('system.network.io')), legend: `{{network_io_direction}} ${BY_HOST}` }],
    }),
    monitored({
      title: 'Disks',
      description: 'Bytes a second that all disks read and wrote.',
      unit: 'Bps',
      queries: [{ expr: rate(ofMonitor('system.disk.io')), legend: `{{disk_io_direction}} ${BY_HOST}` }],
    }),
    monitored({
      title: 'Memory in bytes',
      description: 'Memory of the machine that was in use.',
      unit: 'decbytes',
      min: 0,
      queries: [{ expr: ofMonitor('system.memory.usage'), legend: BY_HOST }],
    }),
    monitored({
      title: 'File system',
      description: 'Space of the file system that the program works in, used and free.',
      unit: 'decbytes',
      min: 0,
      queries: [{ expr: ofMonitor('system.filesystem.usage'), legend: `{{system_filesystem_state}} ${BY_HOST}` }],
    }),
    monitored({
      title: 'File system in use',
      description: 'Share of that file system that is in use. Run files and checkpoints need room.',
      unit: 'percentunit',
      min: 0,
      max: 1,
      queries: [{ expr: ofMonitor('system.filesystem.utilization'), legend: BY_HOST }],
    }),
    monitored({
      title: 'Battery',
      description: 'Charge that is left in batteries, on machines that have one.',
      unit: 'percentunit',
      min: 0,
      max: 1,
      queries: [{ expr: ofMonitor('hw.battery.charge'), legend: `{{hw_id}} ${BY_HOST}` }],
    }),
  ],
};

const energy: RowSpec = {
  title: 'Energy and accelerators',
  panels: [
    monitored({
      title: 'Power of the machine',
      description: 'Watts that the whole machine draws, where it can be read.',
      unit: 'watt',
      min: 0,
      queries: [{ expr: ofMonitor('hw.host.power'), legend: BY_HOST }],
    }),
    monitored({
      title: 'Energy of the machine',
      description: 'Joules that the whole machine has used since monitoring began.',
      unit: 'joule',
      min: 0,
      queries: [{ expr: ofMonitor('hw.host.energy'), legend: BY_HOST }],
    }),
    monitored({
      title: 'Power of components',
      description: 'Watts that processors and accelerators draw.',
      unit: 'watt',
      min: 0,
      queries: [{ expr: ofMonitor('hw.power'), legend: `{{hw_id}} ${BY_HOST}` }],
    }),
    monitored({
      title: 'Energy of components',
      description: 'Joules that processors and accelerators have used since monitoring began.',
      unit: 'joule',
      min: 0,
      queries: [{ expr: ofMonitor('hw.energy'), legend: `{{hw_id}} ${BY_HOST}` }],
    }),
    monitored({
      title: 'Accelerators',
      description: 'Share of time in which each was busy. One that is idle in training waits for data.',
      unit: 'percentunit',
      min: 0,
      max: 1,
      queries: [{ expr: ofMonitor('hw.gpu.utilization'), legend: `{{hw_id}} ${BY_HOST}` }],
    }),
    monitored({
      title: 'Memory of accelerators',
      description: 'Share of each accelerator’s memory that is in use.',
      unit: 'percentunit',
      min: 0,
      max: 1,
      queries: [{ expr: ofMonitor('hw.gpu.memory.utilization'), legend: `{{hw_id}} ${BY_HOST}` }],
    }),
    monitored({
      title: 'Memory of accelerators in bytes',
      description: 'Memory of each accelerator that is in use.',
      unit: 'decbytes',
      min: 0,
      queries: [{ expr: ofMonitor('hw.gpu.memory.usage'), legend: `{{hw_id}} ${BY_HOST}` }],
    }),
  ],
};

const clients: RowSpec = {
  title: 'As clients report it (option prometheus.perClient of the app)',
  panels: [
    {
      title: 'Energy of the clients',
      description: 'Joules of the latest updates of all clients together.',
      unit: 'joule',
      expr: `sum by (fl_job_name) (${ofClient('energy')})`,
      legend: '{{fl_job_name}}',
    },
    {
      title: 'Most energy',
      description: 'Joules that the latest update cost the client.',
      unit: 'joule',
      expr: topClients('energy'),
    },
    {
      title: 'Processors of clients',
      description: 'Share of its processors that the client used.',
      unit: 'percentunit',
      expr: topClients('cpuUtilization'),
    },
    {
      title: 'Memory of clients',
      description: 'Memory that the client used.',
      unit: 'decbytes',
      expr: topClients('memoryUsage'),
    },
    {
      title: 'Accelerators of clients',
      description: 'Share of time in which the client’s accelerator was busy.',
      unit: 'percentunit',
      expr: topClients('gpuUtilization'),
    },
    {
      title: 'Accelerator memory of clients',
      description: 'Memory of the client’s accelerator in use.',
      unit: 'decbytes',
      expr: topClients('gpuMemoryUsage'),
    },
  ].map(({ title, description, unit, expr, legend }) => ({
    kind: 'ranking' as const,
    title,
    description: `${description} ${PER_CLIENT_NOTE}`,
    unit,
    width: 8,
    queries: [{ expr, legend: legend ?? '{{fl_client_id}}' }],
    noValue: 'no series of single clients',
  })),
};

/** Processor, memory, network, disks, energy: of programs that are monitored, and as clients report them. */
export const resourcesDashboard: DashboardSpec = {
  uid: 'fedotel-resources',
  title: 'Federated learning: resources and energy',
  description:
    'Processors, memory, network, disks, accelerators and energy: of programs under fedotel monitor, and as clients report them.',
  variables: [
    ...jobVariables,
    {
      name: 'host',
      label: 'Monitored',
      description: 'Addresses at which fedotel monitor is scraped',
      metric: prometheusName('process.memory.usage'),
      of: 'instance',
    },
  ],
  annotations: [],
  rows: [programs, hosts, energy, clients],
};
