import { Buffer } from 'node:buffer';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Signal } from '../otlp/index.js';
import { createExportHandler, type ExportHandler } from './export-handler.js';
import { createHostCheck, type HostCheck, pathOfTarget } from './hosts.js';
import type { ResolvedOptions } from './options.js';
import { type Refusal, retryLater } from './refusal.js';
import { refuse, respond } from './respond.js';
import { createTokenCheck, type TokenCheck } from './tokens.js';

const SIGNAL_PATHS: ReadonlyMap<string, Signal> = new Map([
  ['/v1/metrics', 'metrics'],
  ['/v1/traces', 'traces'],
  ['/v1/logs', 'logs'],
]);

/** Decides what a request is for, and whether its sender may ask. */
export interface Router {
  /** Answers the request, unless the sender goes away. Never rejects. */
  route(request: IncomingMessage, response: ServerResponse): Promise<void>;
  /** From now on every request is told to come again, and `/ready` says no. */
  drain(): void;
}

class CheckingRouter implements Router {
  readonly #options: ResolvedOptions;
  readonly #hosts: HostCheck;
  readonly #tokens: TokenCheck;
  readonly #exports: ExportHandler;
  #draining = false;

  constructor(options: ResolvedOptions) {
    this.#options = options;
    this.#hosts = createHostCheck(options.listen.host, options.allowedHosts);
    this.#tokens = createTokenCheck(options);
    this.#exports = createExportHandler(options);
  }

  drain(): void {
    this.#draining = true;
  }

  async route(request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      const refusal = await this.#answer(request, response);
      if (refusal !== undefined) {
        refuse(request, response, refusal);
      }
    } catch (error) {
      this.#options.warn(`receiver: ${request.method} ${request.url} failed: ${error}`);
      if (response.headersSent) {
        response.destroy();
      } else {
        refuse(request, response, retryLater(503, 'the request could not be handled', 1));
      }
    }
  }

  /** @returns a refusal to send, or `undefined` when the request is answered */
  async #answer(request: IncomingMessage, response: ServerResponse): Promise<Refusal | undefined> {
    if (this.#draining) {
      const later = retryLater(503, 'the bridge is stopping', 1);
      return { ...later, headers: { ...later.headers, Connection: 'close' } };
    }
    if ((request.headersDistinct.host?.length ?? 0) > 1) {
      return { status: 400, message: 'expected one Host header' };
    }
    const stranger = this.#hosts.refuse(request);
    if (stranger !== undefined) {
      return { status: 403, message: stranger };
    }
    request.url = pathOfTarget(request.url ?? '');
    const path = /^[^?#]*/.exec(request.url)?.[0] ?? '';
    if (path === '/health' || path === '/ready') {
      return this.#probe(path, request, response);
    }
    const signal = SIGNAL_PATHS.get(path);
    if (signal !== undefined && request.method !== 'POST') {
      return { status: 405, message: `${path} takes POST`, headers: { Allow: 'POST' } };
    }
    if (!this.#tokens.allows(request.headers.authorization)) {
      const headers = { 'WWW-Authenticate': 'Bearer' };
      return { status: 401, message: 'expected Authorization: Bearer with a valid token', headers };
    }
    if (signal !== undefined) {
      await this.#exports.handle(signal, request, response);
      return undefined;
    }
    return this.#options.routes?.(request, response)
      ? undefined
      : { status: 404, message: `there is nothing at ${path}` };
  }

  /** Probes of an orchestrator, and the question of a sender whether this bridge is still the one it knows. */
  #probe(path: '/health' | '/ready', request: IncomingMessage, response: ServerResponse): Refusal | undefined {
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      return { status: 405, message: `${path} takes GET`, headers: { Allow: 'GET, HEAD' } };
    }
    const ready = this.#options.ready();
    if (path === '/ready' && !ready) {
      return retryLater(503, 'not ready', 1);
    }
    const body = path === '/ready' ? { ready } : this.#options.health();
    respond(response, 200, 'application/json', Buffer.from(JSON.stringify(body)), { 'Cache-Control': 'no-store' });
    return undefined;
  }
}

/**
 * Makes the router with all its checks.
 * @throws Error naming the option when tokens or allowed hosts are unusable
 */
export function createRouter(options: ResolvedOptions): Router {
  return new CheckingRouter(options);
}
