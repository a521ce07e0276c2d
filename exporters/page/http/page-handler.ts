import type { IncomingMessage, ServerResponse } from 'node:http';
import { portionsOf } from '../../sink-parts/index.js';
import type { RunFiles } from '../files/index.js';
import type { Absence, Hub } from '../hub/index.js';
import type { Access } from './access.js';
import { hasTag, send, sendMessage, sendUnchanged, takesGzip } from './answer.js';
import type { Asset, Assets } from './assets.js';
import { createDocumentCache, type DocumentCache } from './document-cache.js';
import { describeEventStream, openEventStream, placeOf } from './event-stream.js';
import { FileAnswers } from './file-answers.js';
import { noPage, refusedPage } from './plain-pages.js';
import { type Route, routeOf } from './routes.js';
import { listJson, tagOf } from './run-list-json.js';

/** Longest address that is looked at, in characters. */
const MAX_URL = 4096;
/** Seconds after which a page that found no room may come again. */
const RETRY_SECONDS = '5';

const HTML = 'text/html; charset=utf-8';
const JSON_TYPE = 'application/json';
const GZIPPED = { 'Content-Encoding': 'gzip' };

/** What needs admission. */
type ServedRoute = Exclude<Route, { readonly kind: 'health' }>;

/** Options of {@link createPageHandler}. */
export interface PageHandlerOptions {
  readonly hub: Hub;
  readonly assets: Assets;
  readonly access: Access;
  /** What can be fetched of runs. */
  readonly files: RunFiles;
  readonly warn: (text: string) => void;
}

/** Answers the requests of pages. */
export interface PageHandler {
  /** Answers the request, unless the other side goes away. Never rejects. */
  handle(request: IncomingMessage, response: ServerResponse): Promise<void>;
}

class RoutingHandler implements PageHandler {
  readonly #options: PageHandlerOptions;
  readonly #documents: DocumentCache = createDocumentCache();
  readonly #files: FileAnswers;

  constructor(options: PageHandlerOptions) {
    this.#options = options;
    this.#files = new FileAnswers(options.files);
  }

  async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    response.on('error', () => undefined);
    try {
      await this.#answer(request, response);
    } catch (error) {
      this.#options.warn(`page: ${request.method} ${String(request.url).slice(0, 200)} failed: ${error}`);
      if (response.headersSent) response.destroy();
      else await sendMessage(request, response, 500, 'the request could not be handled');
    }
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { access } = this.#options;
    const stranger = access.refuseHost(request);
    if (stranger !== undefined) return sendMessage(request, response, 403, stranger);
    const url = request.url ?? '/';
    if (url.length > MAX_URL) return sendMessage(request, response, 414, 'the address is too long');
    const path = /^[^?#]*/.exec(url)?.[0] ?? '';
    const search = /\?[^#]*/.exec(url)?.[0] ?? '';
    const route = routeOf(path);
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      return sendMessage(request, response, 405, 'the page is read only', { Allow: 'GET, HEAD' });
    }
    if (route?.kind === 'health') return sendMessage(request, response, 200, 'ok');
    const admission = access.admit(request, search);
    if (admission.kind === 'refused') return this.#refuse(request, response, route, admission);
    if (route === undefined) return sendMessage(request, response, 404, 'there is nothing at this address');
    if (admission.kind === 'exchange') {
      // In the address bar, the history and the bookmarks the token has no business.
      const headers = {
        Location: `./${admission.search}`,
        'Set-Cookie': admission.cookie,
        'Cache-Control': 'no-store',
      };
      if (route.kind === 'page') return send(request, response, { status: 303, type: HTML, body: '', headers });
    }
    return this.#serve(route, request, response, search);
  }

  async #serve(route: ServedRoute, request: IncomingMessage, response: ServerResponse, search: string): Promise<void> {
    const { assets } = this.#options;
    switch (route.kind) {
      case 'page': {
        const page = (await assets.page()) ?? noPage();
        return this.#sendAsset(page, 'no-cache', request, response);
      }
      case 'asset': {
        const asset = await assets.asset(route.name);
        if (asset === undefined) return sendMessage(request, response, 404, 'there is no such file');
        return this.#sendAsset(asset, 'private, max-age=31536000, immutable', request, response);
      }
      case 'slash': {
        const headers = { Location: route.location + search };
        return send(request, response, { status: 308, type: HTML, body: '', headers });
      }
      case 'runs':
        return this.#sendList(new URLSearchParams(search).has('curves'), request, response);
      case 'run':
        return this.#sendDocument(route.stem, request, response);
      case 'run-journal':
      case 'run-files':
      case 'run-file':
        return this.#files.answer(route, request, response);
      case 'runs-live':
      case 'run-live':
        if (request.method === 'HEAD') return describeEventStream(response);
        return this.#watch(route.kind === 'run-live' ? route.stem : undefined, request, response, search);
    }
  }

  async #sendAsset(asset: Asset, caching: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const headers = { ETag: asset.tag, 'Cache-Control': caching, Vary: 'Accept-Encoding' };
    if (hasTag(request, asset.tag)) return sendUnchanged(response, headers);
    const packed = takesGzip(request) ? await asset.gzip() : undefined;
    const all = { ...headers, ...(packed === undefined ? {} : GZIPPED) };
    const body = packed ?? asset.content;
    return send(request, response, { status: 200, type: asset.type, body, headers: all, asItIs: true });
  }

  async #sendList(withCurves: boolean, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = listJson(await this.#options.hub.runs(), withCurves);
    const headers = { ETag: tagOf(body), 'Cache-Control': 'no-cache' };
    if (hasTag(request, headers.ETag)) return sendUnchanged(response, headers);
    return send(request, response, { status: 200, type: JSON_TYPE, body, headers });
  }

  async #sendDocument(stem: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const answer = await this.#options.hub.document(stem);
    if (answer.kind !== 'ok') return sendAbsence(answer, request, response);
    const tag = `W/"${answer.tag}"`;
    const headers = { ETag: tag, 'Cache-Control': 'no-cache', Vary: 'Accept-Encoding' };
    if (hasTag(request, tag)) return sendUnchanged(response, headers);
    if (!takesGzip(request)) {
      const portions: Buffer[] = [];
      for await (const portion of portionsOf(answer.pieces())) portions.push(portion);
      const body = Buffer.concat(portions);
      return send(request, response, { status: 200, type: JSON_TYPE, body, headers });
    }
    const body = await this.#documents.compressed(stem, answer);
    const all = { ...headers, ...GZIPPED };
    return send(request, response, { status: 200, type: JSON_TYPE, body, headers: all, asItIs: true });
  }

  async #watch(
    stem: string | undefined,
    request: IncomingMessage,
    response: ServerResponse,
    search: string,
  ): Promise<void> {
    const { hub } = this.#options;
    const open = () => openEventStream(request, response);
    const watch = stem === undefined ? hub.watchList(open) : await hub.watch(stem, placeOf(request, search), open);
    if (watch.kind !== 'ok') return sendAbsence(watch, request, response);
    if (response.destroyed) watch.stop();
    else response.once('close', () => watch.stop());
    return undefined;
  }

  #refuse(
    request: IncomingMessage,
    response: ServerResponse,
    route: Route | undefined,
    { status, message }: { readonly status: number; readonly message: string },
  ): Promise<void> {
    const headers = { 'WWW-Authenticate': 'Bearer', 'Cache-Control': 'no-store' };
    if (route?.kind !== 'page') return sendMessage(request, response, status, message, headers);
    return send(request, response, { status, type: HTML, body: refusedPage(), headers });
  }
}

function sendAbsence(absence: Absence, request: IncomingMessage, response: ServerResponse): Promise<void> {
  switch (absence.kind) {
    case 'missing':
      return sendMessage(request, response, 404, 'there is no such run');
    case 'busy':
      return sendMessage(request, response, 503, absence.reason, { 'Retry-After': RETRY_SECONDS });
    case 'unreadable':
      return sendMessage(request, response, 422, absence.reason);
  }
}

/** Makes the handler of one server. */
export function createPageHandler(options: PageHandlerOptions): PageHandler {
  return new RoutingHandler(options);
}
