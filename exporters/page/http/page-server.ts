import type { Server } from 'node:http';
import { createHttpServer, listen } from '../../receiver/http-server.js';
import type { ReceiverSecurity } from '../../receiver/index.js';
import { checkExposure } from '../../receiver/options.js';
import { createRunFiles } from '../files/index.js';
import { createPlaceLookup } from '../geoip/index.js';
import { createHub, createRunFolder, type Hub, type HubOptions } from '../hub/index.js';
import { createAccess } from './access.js';
import { createAssets } from './assets.js';
import { createPageHandler } from './page-handler.js';

/** Where the page of a bridge or of `fedotel serve` listens unless told otherwise. */
export const PAGE_PORT = 7070;

/** How long `close` waits for answers under way. */
const CLOSE_MILLIS = 2000;

/** Options of {@link createPageServer}. */
export interface PageServerOptions extends Omit<HubOptions, 'folder' | 'lookup'> {
  /** Folder of the journals; it may not exist yet. */
  readonly runsDir: string;
  /** Shows this run alone: the name of its file without ending. Default: all. */
  readonly only?: string | undefined;
  /** Address to listen on; port 0 takes a free one. Default 127.0.0.1:7070. */
  readonly listen?: { readonly host?: string | undefined; readonly port?: number | undefined } | undefined;
  /** Tokens, TLS and hosts, needed off loopback. */
  readonly security?: ReceiverSecurity | undefined;
  /** Folders whose files may be fetched when a run registered them. Default: the runs folder. */
  readonly artifactRoots?: readonly string[] | undefined;
  /** File in MaxMind's format with places of network addresses, for clients that gave theirs and no place. */
  readonly geoip?: string | undefined;
  /** Name of the option that gives the address, for errors. Default `--listen`. */
  readonly option?: string | undefined;
  /** Folder of the built page; another one in tests. */
  readonly viewer?: URL | undefined;
}

/** A page that is served. */
export interface PageServer extends AsyncDisposable {
  /** Its address, such as `http://127.0.0.1:7070/`. */
  readonly url: string;
  /** Connections of pages that watch now. */
  readonly subscribers: number;
  /** Something was written to a run's journal. */
  notify(runId: string): void;
  /** Tells all pages what has come, and stops. Idempotent. */
  close(): Promise<void>;
}

class HttpPageServer implements PageServer {
  readonly url: string;
  readonly #hub: Hub;
  readonly #server: Server;
  #closed: Promise<void> | undefined;

  constructor(url: string, hub: Hub, server: Server) {
    this.url = url;
    this.#hub = hub;
    this.#server = server;
  }

  get subscribers(): number {
    return this.#hub.subscribers;
  }

  notify(runId: string): void {
    this.#hub.notify(runId);
  }

  close(): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  async #close(): Promise<void> {
    const closed = new Promise<void>((resolve) => {
      this.#server.close(() => resolve());
    });
    await this.#hub.close();
    this.#server.closeIdleConnections();
    const timer = setTimeout(() => this.#server.closeAllConnections(), CLOSE_MILLIS);
    await closed;
    clearTimeout(timer);
  }
}

/**
 * Serves the page for the runs of a folder.
 *
 * @throws Error naming the option when the address is not to be had, or the page would be reachable from outside without
 *   token and TLS, or there is no such file of places
 */
export async function createPageServer(options: PageServerOptions): Promise<PageServer> {
  const { runsDir, only, security = {}, option = '--listen', viewer, geoip, ...others } = options;
  const { artifactRoots = [runsDir], warn = () => undefined, ...rest } = others;
  const address = { host: options.listen?.host ?? '127.0.0.1', port: options.listen?.port ?? PAGE_PORT };
  checkExposure({ listen: address, option, ...security });
  const access = createAccess(address.host, security, warn);
  const lookup = geoip === undefined ? undefined : await createPlaceLookup(geoip);
  const folder = createRunFolder(runsDir, only);
  const hub = createHub({ ...rest, lookup, warn, folder });
  const files = createRunFiles(folder, artifactRoots);
  const handler = createPageHandler({ hub, access, files, assets: createAssets(viewer), warn });
  const settings = { headersTimeoutSeconds: 20, requestTimeoutSeconds: 30, maxConnections: 1024, tls: security.tls };
  try {
    const server = createHttpServer(settings, (request, response) => void handler.handle(request, response));
    const { url } = await listen(server, address, security.tls !== undefined, option);
    return new HttpPageServer(`${url}/`, hub, server);
  } catch (error) {
    await hub.close();
    throw error;
  }
}
