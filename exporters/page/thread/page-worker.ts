/**
 * Entry of the thread that serves a bridge's page: reading journals, packing documents and writing to pages take nothing
 * from the bridge's own thread.
 */
import { parentPort, workerData } from 'node:worker_threads';
import { createPageServer } from '../http/index.js';
import type { PageWorkerCommand, PageWorkerData, PageWorkerMessage } from './messages.js';

/** How often it is looked whether as many pages watch as before, in milliseconds. */
const TELL_MILLIS = 1000;

function say(message: PageWorkerMessage): void {
  parentPort?.postMessage(message);
}

async function main(options: PageWorkerData): Promise<void> {
  try {
    const server = await createPageServer({ ...options, warn: (text) => say({ type: 'warning', text }) });
    let told = 0;
    const telling = setInterval(() => {
      if (server.subscribers === told) return;
      told = server.subscribers;
      say({ type: 'subscribers', count: told });
    }, TELL_MILLIS);
    telling.unref();
    parentPort?.on('message', async (command: PageWorkerCommand) => {
      if (command.type === 'notify') {
        for (const runId of command.runIds) server.notify(runId);
        return;
      }
      clearInterval(telling);
      await server.close();
      say({ type: 'closed' });
      parentPort?.close();
    });
    say({ type: 'ready', url: server.url });
  } catch (error) {
    say({ type: 'failed', message: error instanceof Error ? error.message : String(error) });
    parentPort?.close();
  }
}

await main(workerData as PageWorkerData);
