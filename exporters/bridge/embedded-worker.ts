/**
 * Entry of the worker thread that holds the embedded bridge: the same bridge as `fedotel bridge`, on a free loopback
 * port. The thread that starts it talks to it in messages only.
 */
import { parentPort, workerData } from 'node:worker_threads';
import { FolderLockedError } from '../journal/index.js';
import { reasonOf } from '../sink-parts/index.js';
import { appArtifactRoots } from './artifact-roots.js';
import { createBridge } from './bridge.js';
import type { OwedEvents } from './sink-runner.js';

/** What the worker is started with. */
export interface EmbeddedWorkerData {
  /** Absolute path of the folder for the journals. */
  readonly runsDir: string;
  /** Destinations, as in `--to`. */
  readonly to: readonly string[];
  /** Where to serve the page, if anywhere. */
  readonly page?: { readonly host: string; readonly port: number } | undefined;
}

/** What the worker says. */
export type EmbeddedWorkerMessage =
  | { readonly type: 'ready'; readonly url: string; readonly instance: string }
  | { readonly type: 'failed'; readonly code: 'locked' | 'error'; readonly message: string }
  | { readonly type: 'warning'; readonly text: string }
  | { readonly type: 'progress'; readonly text: string }
  | { readonly type: 'stopped'; readonly owed: readonly { sink: string; run: string; events: number }[] };

/** What the worker is told. */
export type EmbeddedWorkerCommand = { readonly type: 'stop'; readonly timeoutSeconds: number };

function say(message: EmbeddedWorkerMessage): void {
  parentPort?.postMessage(message);
}

async function main({ runsDir, to, page }: EmbeddedWorkerData): Promise<void> {
  try {
    const bridge = await createBridge({
      runsDir,
      to,
      artifactRoots: appArtifactRoots(runsDir),
      listen: { host: '127.0.0.1', port: 0 },
      // A port that is taken must not cost the app its telemetry.
      page: page === undefined ? undefined : { ...page, optional: true },
      warn: (text) => say({ type: 'warning', text }),
    });
    parentPort?.on('message', async ({ type, timeoutSeconds }: EmbeddedWorkerCommand) => {
      if (type !== 'stop') return;
      const { owed } = await bridge.stop({ timeoutSeconds, onProgress: (text) => say({ type: 'progress', text }) });
      say({ type: 'stopped', owed: owed.map(({ sink, runId, events }: OwedEvents) => ({ sink, run: runId, events })) });
      parentPort?.close();
    });
    say({ type: 'ready', url: bridge.url, instance: bridge.instance });
    if (bridge.pageUrl !== undefined) say({ type: 'progress', text: `watch the run on ${bridge.pageUrl}` });
  } catch (error) {
    const message = reasonOf(error);
    say({ type: 'failed', code: error instanceof FolderLockedError ? 'locked' : 'error', message });
    parentPort?.close();
  }
}

await main(workerData as EmbeddedWorkerData);
