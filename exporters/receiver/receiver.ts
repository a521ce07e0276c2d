import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { createHttpServer, listen } from './http-server.js';
import { createInFlight } from './in-flight.js';
import { type ReceiverOptions, type ResolvedOptions, resolveOptions } from './options.js';
import { createRouter, type Router } from './router.js';
import type { Receiver } from './types.js';

/** How long `close` waits for requests under way, unless told otherwise. */
const CLOSE_TIMEOUT_SECONDS = 5;

class HttpReceiver implements Receiver {
  readonly #server: Server;
  readonly #router: Router;
  readonly #inFlight = createInFlight();
  #address = { url: '', port: 0 };
  #closed: Promise<void> | undefined;

  constructor(options: ResolvedOptions) {
    this.#router = createRouter(options);
    this.#server = createHttpServer(options, (request, response) => this.#handle(request, response));
  }

  get url(): string {
    return this.#address.url;
  }

  get port(): number {
    return this.#address.port;
  }

  async start({ listen: address, tls, option }: ResolvedOptions): Promise<void> {
    this.#address = await listen(this.#server, address, tls !== undefined, option);
  }

  close({ timeoutSeconds }: { readonly timeoutSeconds?: number | undefined } = {}): Promise<void> {
    this.#closed ??= this.#close(timeoutSeconds ?? CLOSE_TIMEOUT_SECONDS);
    return this.#closed;
  }

  async #close(timeoutSeconds: number): Promise<void> {
    this.#router.drain();
    const closed = new Promise<void>((resolve) => {
      this.#server.close(() => resolve());
    });
    await this.#inFlight.settle(timeoutSeconds);
    this.#server.closeAllConnections();
    await closed;
  }

  #handle(request: IncomingMessage, response: ServerResponse): void {
    // Counted until both the answer is out and the work done: a sender that went away does not end the work.
    const answered = new Promise((resolve) => response.once('close', resolve));
    this.#inFlight.track(Promise.all([answered, this.#router.route(request, response)]));
  }
}

/**
 * Starts an OTLP/HTTP receiver (specification 1.11): `POST /v1/metrics`, `/v1/traces`, `/v1/logs` in protobuf or JSON,
 * plain or gzip; `GET /health` and `/ready` without a token. It gives out no CORS headers, so pages of other origins
 * cannot use it.
 * @throws Error naming the option when it is wrong, when the address is not to be had, or when the receiver would be
 * reachable from outside without token and TLS
 */
export async function createReceiver(options: ReceiverOptions): Promise<Receiver> {
  const resolved = resolveOptions(options);
  const receiver = new HttpReceiver(resolved);
  await receiver.start(resolved);
  return receiver;
}
