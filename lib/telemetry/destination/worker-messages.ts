import type { OwedEvents } from '../types.js';

/** What the worker of an embedded bridge says. */
export type WorkerMessage =
  | { readonly type: 'ready'; readonly url: string; readonly instance: string }
  | { readonly type: 'failed'; readonly code: string; readonly message: string }
  | { readonly type: 'warning'; readonly text: string }
  | { readonly type: 'progress'; readonly text: string }
  | { readonly type: 'stopped'; readonly owed: readonly OwedEvents[] };

/** Reads a message of the worker; anything else is `undefined`. */
export function readWorkerMessage(data: unknown): WorkerMessage | undefined {
  if (typeof data !== 'object' || data === null) {
    return undefined;
  }
  const message: Readonly<Record<string, unknown>> = { ...data };
  switch (message.type) {
    case 'ready':
      return { type: 'ready', url: String(message.url), instance: String(message.instance) };
    case 'failed':
      return { type: 'failed', code: String(message.code), message: String(message.message) };
    case 'warning':
      return { type: 'warning', text: String(message.text) };
    case 'progress':
      return { type: 'progress', text: String(message.text) };
    case 'stopped':
      return { type: 'stopped', owed: Array.isArray(message.owed) ? message.owed : [] };
    default:
      return undefined;
  }
}
