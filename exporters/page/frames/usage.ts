import type { ResourceView } from '../../run-model/index.js';
import { mapSteps, type Steps } from '../../steps/index.js';
import type { FrameNumber, RunFrame, UsageColumns, UsageField } from '../types.js';

/** How each field is read from a view, in base units, with no more digits than anybody reads: documents are large. */
const READERS: Readonly<Record<UsageField, (view: ResourceView) => number | undefined>> = {
  cores: ({ cores }) => rounded(cores, 1e4),
  cpu: ({ cpuPercentage }) => share(cpuPercentage),
  memory_bytes: ({ memoryMegabytes }) => bytes(memoryMegabytes),
  gpu: ({ gpuPercentage }) => share(gpuPercentage),
  gpu_memory: ({ gpuMemoryPercentage }) => share(gpuMemoryPercentage),
  host_cpu: ({ hostCpuPercentage }) => share(hostCpuPercentage),
  host_memory: ({ hostMemoryPercentage }) => share(hostMemoryPercentage),
  received_bytes: ({ receivedMegabytes }) => bytes(receivedMegabytes),
  sent_bytes: ({ sentMegabytes }) => bytes(sentMegabytes),
  watts: ({ watts }) => rounded(watts, 1e3),
  joules: ({ joules }) => rounded(joules, 1e3),
  measured_seconds: ({ seconds }) => rounded(seconds, 1e3),
};

const FIELDS = Object.keys(READERS) as readonly UsageField[];

/** What was measured of the process that started the run, outside of clients and rounds; nothing when nothing was. */
export function usageOfRun(resources: readonly ResourceView[]): RunFrame['usage'] | undefined {
  const own = resources.find(({ clientId, round }) => clientId === undefined && round === undefined);
  if (own === undefined) return undefined;
  return Object.fromEntries(
    FIELDS.flatMap((field) => {
      const value = READERS[field](own);
      return value === undefined ? [] : [[field, value]];
    }),
  );
}

/**
 * What was measured of some clients as columns.
 *
 * @param views one for each entry of the columns, `undefined` where nothing was measured
 * @returns `undefined` when nothing was measured of any of them
 */
export function* usageColumns(views: readonly (ResourceView | undefined)[]): Steps<UsageColumns | undefined> {
  const columns: { -readonly [field in UsageField]?: readonly FrameNumber[] } = {};
  for (const field of FIELDS) {
    const read = READERS[field];
    const column = yield* mapSteps(views, (view) => (view === undefined ? undefined : read(view)) ?? null);
    if (column.some((value) => value !== null)) columns[field] = column;
  }
  return Object.keys(columns).length === 0 ? undefined : columns;
}

function share(percentage: number | undefined): number | undefined {
  return rounded(percentage === undefined ? undefined : percentage / 100, 1e4);
}

function bytes(megabytes: number | undefined): number | undefined {
  return rounded(megabytes === undefined ? undefined : megabytes * 1e6, 1);
}

function rounded(value: number | undefined, steps: number): number | undefined {
  return value === undefined ? undefined : Math.round(value * steps) / steps;
}
