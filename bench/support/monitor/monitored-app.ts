/** A process that does nothing but run a monitor, or nothing at all. Told what by its parent. */
import { createMonitor, type MonitorMetrics } from '../../../lib/monitor/index.js';

/** What the process does. */
export interface AppTask {
  readonly mode: 'thread' | 'process' | 'none';
  readonly intervalSeconds: number;
  readonly file: string | undefined;
  /** What is measured; everything unless it is said. */
  readonly metrics?: Partial<MonitorMetrics>;
  /** Whether samples may become part of a run, of which there is none here. Default false. */
  readonly otlp?: boolean;
}

/** What it has to say at the end. */
export interface AppResult {
  /** From `start` to the time of the first sample, and of the first that has the program's share of the processors. */
  readonly firstSeconds: number;
  readonly firstShareSeconds: number;
  readonly stopSeconds: number;
  readonly samples: number;
  /** Samples with a share of 0 although the program had used some time. */
  readonly falseZeros: number;
}

/** Work that the app does before anything is measured of it. */
const WORK_MILLIS = 50;

process.on('disconnect', () => process.exit());
process.once('message', (task) => void run(task as AppTask));

async function run({ mode, intervalSeconds, file, metrics = {}, otlp = false }: AppTask): Promise<void> {
  if (mode === 'none') {
    process.send?.('started');
    process.once('message', () => process.disconnect());
    return;
  }
  const monitor = createMonitor({ mode, interval: intervalSeconds, file, metrics, otlp });
  const begun = performance.now();
  const ready = monitor.start();
  const firstSeconds = (performance.now() - begun) / 1000;
  await ready;
  // So that a first share of 0 is false: the kernel counts in ticks of 10 ms.
  for (const until = performance.now() + WORK_MILLIS; performance.now() < until; );
  process.send?.('started');
  process.once('message', async () => {
    const stop = performance.now();
    await monitor.stop();
    const stopSeconds = (performance.now() - stop) / 1000;
    const { samples, taken } = monitor.stats();
    const shares = samples.filter(({ resources }) => 'process_cpu_utilization_percentage' in resources);
    const [first] = shares;
    const result: AppResult = {
      firstSeconds,
      firstShareSeconds: first?.seconds ?? Number.NaN,
      stopSeconds,
      samples: taken,
      falseZeros: first?.resources.process_cpu_utilization_percentage === 0 ? 1 : 0,
    };
    process.send?.(result, () => process.disconnect());
  });
}
