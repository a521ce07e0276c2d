/**
 * Entry of the thread that decides which runs of a bridge's folder are to go: it reads whole run files, which must not
 * hold up those who send.
 */
import { parentPort, workerData } from 'node:worker_threads';
import { reasonOf } from '../../sink-parts/index.js';
import type { Bounds, Decision } from './plan.js';
import { planFolder } from './plan-folder.js';

/** What the thread is started with. */
export interface PlanWorkerData {
  readonly runsDir: string;
  readonly bounds: Bounds;
}

/** What it says, once. */
export type PlanWorkerMessage =
  | { readonly type: 'planned'; readonly decisions: readonly Decision[] }
  | { readonly type: 'failed'; readonly message: string };

function say(message: PlanWorkerMessage): void {
  parentPort?.postMessage(message);
}

const { runsDir, bounds } = workerData as PlanWorkerData;
try {
  say({ type: 'planned', decisions: await planFolder(runsDir, bounds, Date.now()) });
} catch (error) {
  say({ type: 'failed', message: reasonOf(error) });
}
