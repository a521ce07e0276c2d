import { HostSource } from '../linux/host-source.js';
import { ProcessSource } from '../linux/process-source.js';
import { FileSystemSource } from '../portable/file-system.js';
import { PortableSource } from '../portable/portable-source.js';
import { BatterySource } from '../power/battery.js';
import { NvidiaSource } from '../power/nvidia-smi.js';
import { RaplSource } from '../power/rapl.js';
import { TegrastatsSource } from '../power/tegrastats.js';
import type { MonitorMetrics, MonitorNotice } from '../types.js';
import type { Source, SourceContext } from './source.js';

/** Sources that answer at once: files of the kernel. */
export function createQuickSources(context: SourceContext, metrics: MonitorMetrics): readonly Source[] {
  if (process.platform !== 'linux') return [];
  return [
    ...(metrics.cpu || metrics.memory || metrics.disk ? [new ProcessSource(context, metrics)] : []),
    ...(metrics.cpu || metrics.memory || metrics.disk || metrics.network ? [new HostSource(context, metrics)] : []),
    ...(metrics.power ? [new RaplSource(context), new BatterySource(context)] : []),
  ];
}

/** Sources that run programs, load packages, or may wait for a network disk. */
export function createSlowSources(context: SourceContext, metrics: MonitorMetrics, folder: string): readonly Source[] {
  const isLinux = process.platform === 'linux';
  const graphics = createGraphics(context, metrics);
  return [
    ...(metrics.disk ? [new FileSystemSource(context, folder)] : []),
    // The kernel's files have it all, at a fraction of the cost.
    ...(isLinux ? [] : [new PortableSource(context, metrics, { host: true, graphics: false })]),
    ...graphics,
    // A Jetson's GPU is not in `nvidia-smi`, which JetPack does not have or which tells `[N/A]` there.
    ...((metrics.gpu || metrics.power) && isLinux ? [new TegrastatsSource(context, metrics)] : []),
  ];
}

/** NVIDIA's cards by their own tool; where it is missing, the package is asked, if the caller has named GPUs. */
function createGraphics(context: SourceContext, metrics: MonitorMetrics): readonly Source[] {
  if (!metrics.gpu && !metrics.power) return [];
  let other: Source | undefined;
  const notice = (said: MonitorNotice): void => {
    context.notice(said);
    if (said.source === 'nvidia-smi' && context.otherGpus)
      other ??= new PortableSource(context, metrics, { host: false, graphics: true });
  };
  const nvidia = new NvidiaSource({ ...context, notice }, metrics);
  return [
    {
      read(into) {
        nvidia.read(into);
        other?.read(into);
      },
      close() {
        nvidia.close();
        other?.close();
      },
    },
  ];
}
