import { Worker } from 'node:worker_threads';
import type { Bounds, Decision } from './plan.js';
import type { PlanWorkerData, PlanWorkerMessage } from './plan-worker.js';

/** Memory of the thread; a run file that needs more is not judged, and stays. */
const MAX_HEAP_MEGABYTES = 1024;

/** A plan that is being made. */
export interface PlanThread {
  /** @throws Error when the folder cannot be read, or the thread was stopped */
  readonly decisions: Promise<readonly Decision[]>;
  stop(): Promise<void>;
}

/** Plans what is to go from a folder, in a thread of its own. */
export function planInThread(runsDir: string, bounds: Bounds): PlanThread {
  const workerData: PlanWorkerData = { runsDir, bounds };
  const { NODE_OPTIONS: _, ...env } = process.env;
  const worker = new Worker(new URL('./plan-worker.js', import.meta.url), {
    name: 'fedotel-retention',
    workerData,
    execArgv: [],
    env,
    resourceLimits: { maxOldGenerationSizeMb: MAX_HEAP_MEGABYTES },
  });
  worker.unref();
  let refuse: (reason: Error) => void = () => undefined;
  const decisions = new Promise<readonly Decision[]>((resolve, reject) => {
    refuse = reject;
    worker.once('message', (message: PlanWorkerMessage) => {
      if (message.type === 'planned') resolve(message.decisions);
      else reject(new Error(message.message));
    });
    worker.once('error', reject);
    worker.once('exit', () => reject(new Error('its thread has ended')));
  });
  const stop = async () => {
    // Before what the thread may have said already and nobody has read.
    refuse(new Error('it was stopped'));
    await worker.terminate();
  };
  return { decisions, stop };
}
