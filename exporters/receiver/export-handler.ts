import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Encoding, Signal } from '../otlp/index.js';
import { type BodyMemory, createBodyMemory } from './body-memory.js';
import { type ByteBudget, createByteBudget } from './byte-budget.js';
import { CONTENT_TYPES, readCompression, readEncoding } from './content.js';
import type { ResolvedOptions } from './options.js';
import { readBody } from './read-body.js';
import { type Refusal, retryLater, tooLarge } from './refusal.js';
import { refuse, respond } from './respond.js';
import { successBody } from './response-body.js';
import type { AcceptResult, ExportRequest } from './types.js';

/** Seconds after which a sender may come again when `accept` threw. */
const FAULT_RETRY_SECONDS = 5;

/** Handles the POST requests of the three signals. */
export interface ExportHandler {
  /** Answers the request, unless the sender goes away. Never rejects. */
  handle(signal: Signal, request: IncomingMessage, response: ServerResponse): Promise<void>;
}

class AcceptingHandler implements ExportHandler {
  readonly #options: ResolvedOptions;
  readonly #budget: ByteBudget;
  readonly #memory: BodyMemory = createBodyMemory();
  #handled = 0;

  constructor(options: ResolvedOptions) {
    this.#options = options;
    this.#budget = createByteBudget(options.maxConcurrentBytes);
  }

  async handle(signal: Signal, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const encoding = readEncoding(request.headers);
    if (encoding === undefined) {
      const types = Object.values(CONTENT_TYPES).join(' or ');
      return refuse(request, response, { status: 415, message: `expected Content-Type ${types} in UTF-8` });
    }
    // One connection may bring any number of requests without waiting for answers: bodies of a few bytes are not what they
    // cost. Node reads no further from it while answers wait behind an earlier one, and a refusal is such an answer.
    if (this.#handled >= this.#options.maxConnections) {
      return refuse(request, response, retryLater(503, 'too many requests are being handled at once', 1));
    }
    this.#handled++;
    const lease = this.#budget.lease();
    try {
      const refusal = await this.#receive(signal, encoding, request, response, lease);
      if (refusal !== undefined) {
        refuse(request, response, refusal);
      }
    } finally {
      lease.release();
      this.#handled--;
    }
  }

  /** @returns a refusal to send, or `undefined` when the request is answered or its sender gone */
  async #receive(
    signal: Signal,
    encoding: Encoding,
    request: IncomingMessage,
    response: ServerResponse,
    lease: ReturnType<ByteBudget['lease']>,
  ): Promise<Refusal | undefined> {
    const { maxBodyBytes: maxBytes } = this.#options;
    const compression = readCompression(request.headers);
    if (compression === undefined) {
      const headers = { 'Accept-Encoding': 'gzip, identity' };
      return { status: 415, message: 'expected Content-Encoding gzip, identity or none', headers };
    }
    if (Number(request.headers['content-length'] ?? 0) > maxBytes) {
      return tooLarge(maxBytes);
    }
    if (request.headers.expect !== undefined) {
      response.writeContinue();
    }
    const read = await readBody(request, { compression, maxBytes, lease, memory: this.#memory });
    if (read.kind !== 'ok') {
      return read.kind === 'refused' ? read.refusal : undefined;
    }
    const { body, release } = read.lent;
    const result = await this.#accept({ signal, encoding, body });
    release();
    switch (result.kind) {
      case 'ok':
        respond(response, 200, CONTENT_TYPES[encoding], successBody(signal, encoding, result.rejected, result.message));
        return undefined;
      case 'reject':
        return { status: result.status, message: result.message };
      case 'retry':
        return retryLater(result.status, result.message, result.afterSeconds);
    }
  }

  async #accept(request: ExportRequest): Promise<AcceptResult> {
    try {
      return await this.#options.accept(request);
    } catch (error) {
      this.#options.warn(`receiver: a ${request.signal} request failed (${error}); its sender is told to come again`);
      const message = 'the request could not be handled; send it again';
      return { kind: 'retry', status: 503, afterSeconds: FAULT_RETRY_SECONDS, message };
    }
  }
}

/** Makes the handler; it bounds the bytes of all its requests together. */
export function createExportHandler(options: ResolvedOptions): ExportHandler {
  return new AcceptingHandler(options);
}
