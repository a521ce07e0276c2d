import type { ResourceView } from '../../exporters/run-model/index.js';
import { type Column, formatBytes, formatNumber, renderTable } from './table.js';

const columns: readonly Column<ResourceView>[] = [
  { title: 'ROUND', value: ({ round }) => (round === undefined ? '-' : String(round)), align: 'right' },
  { title: 'CLIENT', value: ({ clientId }) => clientId ?? '(server)' },
  { title: 'SAMPLES', value: ({ samples }) => String(samples), align: 'right' },
  { title: 'SECONDS', value: ({ seconds }) => formatNumber(seconds, 2), align: 'right' },
  { title: 'CPU %', value: ({ cpuPercentage }) => formatNumber(cpuPercentage, 1), align: 'right' },
  { title: 'CORES', value: ({ cores }) => formatNumber(cores, 2), align: 'right' },
  { title: 'MEMORY', value: ({ memoryMegabytes }) => formatMegabytes(memoryMegabytes), align: 'right' },
  { title: 'GPU %', value: ({ gpuPercentage }) => formatNumber(gpuPercentage, 1), align: 'right' },
  { title: 'RECEIVED*', value: ({ receivedMegabytes }) => formatMegabytes(receivedMegabytes), align: 'right' },
  { title: 'SENT*', value: ({ sentMegabytes }) => formatMegabytes(sentMegabytes), align: 'right' },
  { title: 'WATTS*', value: ({ watts }) => formatNumber(watts, 1), align: 'right' },
  { title: 'JOULES*', value: ({ joules }) => formatNumber(joules, 1), align: 'right' },
];

/** What clients and server used, a line for each round of each; what was not measured is `-`. */
export function resourcesText(resources: readonly ResourceView[]): string {
  if (resources.length === 0) return 'no resource samples: nothing in this run uses a monitor (fedotel/monitor)\n';
  return `${renderTable(columns, resources)}\n* of the whole host. CPU % is of all processors, CORES in processors.\n`;
}

function formatMegabytes(megabytes: number | undefined): string {
  return formatBytes(megabytes === undefined ? undefined : megabytes * 1e6);
}
