/** Worker thread of a monitor. */
import { parentPort } from 'node:worker_threads';
import type { ToWorker } from './messages.js';
import { runWorker } from './worker.js';

const port = parentPort;
if (port !== null) {
  runWorker({
    send: (message) => port.postMessage(message),
    onMessage: (listener) => port.on('message', (message: ToWorker) => listener(message)),
    // A thread ends with its process.
    onGone: () => undefined,
    release: () => port.close(),
  });
}
