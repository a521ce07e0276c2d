import { Buffer } from 'node:buffer';
import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createReceiver, type Receiver } from '../../receiver/index.js';
import { reasonOf } from '../../sink-parts/index.js';
import type { PruneRequest, Pruner } from '../retention/index.js';

/** Where a bridge takes orders, and the word that opens it. */
export interface ControlAddress {
  /** On loopback. */
  readonly url: string;
  /** Known to whoever may read the folder's state: the owner of the runs. */
  readonly secret: string;
}

/** A control listener. */
export interface ControlListener {
  readonly address: ControlAddress;
  close(): Promise<void>;
}

/** What it does and says. */
export interface ControlListenerOptions {
  readonly pruner: Pruner;
  readonly instance: string;
  warn(text: string): void;
}

/** Path that removes runs. */
export const PRUNE_PATH = '/prune';

/** Some thousand runs; whoever has more asks again. */
const MAX_BODY_BYTES = 1024 * 1024;

/**
 * Listens on a free loopback port for orders of commands that run beside the bridge. Apart from where data comes in: that
 * may be reached from other hosts, and its tokens are for senders.
 */
export async function startControlListener({
  pruner,
  instance,
  warn,
}: ControlListenerOptions): Promise<ControlListener> {
  const secret = randomBytes(24).toString('base64url');
  const receiver: Receiver = await createReceiver({
    listen: { host: '127.0.0.1', port: 0 },
    tokens: [secret],
    maxConnections: 16,
    health: () => ({ instance }),
    warn,
    accept: async () => {
      const message = 'this address takes orders and no telemetry';
      return { kind: 'retry', status: 503, afterSeconds: 30, message };
    },
    routes: (request, response) => {
      if (request.url !== PRUNE_PATH || request.method !== 'POST') return false;
      void prune(pruner, request, response);
      return true;
    },
  });
  return { address: { url: receiver.url, secret }, close: () => receiver.close({ timeoutSeconds: 1 }) };
}

async function prune(pruner: Pruner, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const answer = (status: number, body: object): void => {
    response.writeHead(status, { 'Content-Type': 'application/json', 'Cache-Control': 'no-store' });
    response.end(JSON.stringify(body));
  };
  try {
    const requests = readRequests(await readBody(request));
    if (requests === undefined) {
      answer(400, { error: 'expected {"runs": [{"stem": …, "journalBytes": …}]}' });
      return;
    }
    const outcomes = [];
    for (const one of requests) outcomes.push(await pruner.remove(one));
    answer(200, { outcomes });
  } catch (error) {
    answer(400, { error: reasonOf(error) });
  }
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > MAX_BODY_BYTES) throw new Error(`expected at most ${MAX_BODY_BYTES} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}

/** Stems are compared with those of the journal and never used as paths before that. */
function readRequests(text: string): readonly PruneRequest[] | undefined {
  const { runs } = JSON.parse(text) as { readonly runs?: unknown };
  if (!Array.isArray(runs)) return undefined;
  const requests = runs.flatMap((run: unknown) => {
    const { stem, journalBytes } = (run ?? {}) as Partial<Record<string, unknown>>;
    return typeof stem === 'string' && typeof journalBytes === 'number' ? [{ stem, journalBytes }] : [];
  });
  return requests.length === runs.length ? requests : undefined;
}
