import { readFile } from 'node:fs/promises';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { LiveMessage, RunDocument, RunListEntry } from '../../../exporters/page/types.js';

/** The page's server as a test plays it: built files, documents from memory, live messages when the test says so. */
export interface StandIn {
  /** Address of the page, below a sub-path as behind a proxy. */
  readonly url: string;
  /** Paths (with query) that were asked for. */
  readonly requests: readonly string[];
  /** Replaces or adds a run. */
  setRun(document: RunDocument): void;
  /** Sends a live message of a run to every page that follows it. */
  send(stem: string, message: LiveMessage, sequence: number): void;
  /** Breaks all streams, and refuses new ones until it is told otherwise. */
  setReachable(reachable: boolean): void;
  close(): Promise<void>;
}

/** What the real server sends, so that the page is held to it here already. */
export const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'";

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.json': 'application/json',
};

/** The folder of the built page, beside the compiled tests. */
export const PAGE_FOLDER = fileURLToPath(new URL('../../../viewer/', import.meta.url));

/** Starts it with some runs. @param prefix path that the page stands below, with both slashes */
export async function startStandIn(documents: readonly RunDocument[], prefix = '/some/where/'): Promise<StandIn> {
  const runs = new Map(documents.map((document) => [document.run.stem, document]));
  const streams = new Map<ServerResponse, string>();
  const requests: string[] = [];
  /** What a page is given which connects after it was sent, as the real server does. */
  const sent: { readonly stem: string; readonly sequence: number; readonly text: string }[] = [];
  let reachable = true;
  const server = createServer(async (request, response) => {
    const url = new URL(request.url ?? '/', 'http://localhost');
    requests.push(`${url.pathname}${url.search}`);
    const path = url.pathname.startsWith(prefix) ? url.pathname.slice(prefix.length) : undefined;
    if (path === undefined) return void response.writeHead(404).end();
    const [, stem, live] = /^api\/runs\/([^/]+)(\/live)?$/.exec(path) ?? [];
    if (path === 'api/live' || live !== undefined) {
      if (!reachable) return void response.writeHead(502).end();
      response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' }).write(': here\n\n');
      streams.set(response, stem === undefined ? '' : decodeURIComponent(stem));
      for (const frame of sent) {
        const isNew = frame.stem === streams.get(response) && frame.sequence > Number(url.searchParams.get('after'));
        if (isNew) response.write(frame.text);
      }
      response.on('close', () => streams.delete(response));
      return undefined;
    }
    if (path === 'api/runs') return sendJson(response, { runs: [...runs.values()].map(listEntry) });
    if (stem !== undefined) {
      const document = runs.get(decodeURIComponent(stem));
      return document === undefined ? void response.writeHead(404).end() : sendJson(response, document);
    }
    const file = path === '' ? 'index.html' : path;
    if (!/^(index\.html|assets\/[\w.-]+)$/.test(file)) return void response.writeHead(404).end();
    response.writeHead(200, {
      'content-type': TYPES[extname(file)] ?? 'application/octet-stream',
      'content-security-policy': POLICY,
      'x-content-type-options': 'nosniff',
    });
    return void response.end(await readFile(join(PAGE_FOLDER, file)));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}${prefix}`,
    requests,
    setRun(document) {
      runs.set(document.run.stem, document);
      for (const [stream, stem] of streams) if (stem === '') stream.write('event: runs\ndata: {}\n\n');
    },
    send(stem, { kind, frame }, sequence) {
      const text = `event: ${kind}\nid: ${sequence}\ndata: ${JSON.stringify(frame)}\n\n`;
      sent.push({ stem, sequence, text });
      for (const [stream, followed] of streams) if (followed === stem) stream.write(text);
    },
    setReachable(next) {
      reachable = next;
      if (!next) for (const stream of streams.keys()) stream.destroy();
    },
    async close() {
      for (const stream of streams.keys()) stream.destroy();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function sendJson(response: ServerResponse, value: unknown): void {
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(value));
}

/** A run's line in the list, with its curves. */
function listEntry({ run, rounds }: RunDocument): RunListEntry {
  const { config: _1, params: _2, tags: _3, text: _4, server: _5, artifacts: _6, events: _7, ...entry } = run;
  return {
    ...entry,
    curves: {
      round: rounds.map(({ round }) => round),
      accuracy: rounds.map(({ results }) => results.accuracy ?? null),
      loss: rounds.map(({ results }) => results.loss ?? null),
    },
  };
}
