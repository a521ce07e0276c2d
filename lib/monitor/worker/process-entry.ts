/** Process of a monitor: ends when the monitor's process does, however that ends. */
import type { ToWorker } from './messages.js';
import { runWorker } from './worker.js';

// A terminal's Ctrl-C reaches this process too: its monitor decides when it is over.
process.on('SIGINT', () => undefined);
runWorker({
  send: (message) => {
    if (process.connected) process.send?.(message, () => undefined);
  },
  onMessage: (listener) => process.on('message', (message) => listener(message as ToWorker)),
  onGone: (listener) => process.once('disconnect', listener),
  release: () => {
    if (process.connected) process.disconnect();
  },
});
