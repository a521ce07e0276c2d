import type { IncomingMessage } from 'node:http';
import { request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { setTimeout as sleep } from 'node:timers/promises';
import { hashStem, runFileStem } from '../../exporters/journal/index.js';
import { DIGEST_TRAILER, type RunFilesList, SIZE_HEADER } from '../../exporters/page/files/index.js';
import { CommandError, reasonOf, UsageError } from '../errors.js';
import { writeStream } from './copy-file.js';
import { parseList } from './parse-list.js';
import type { Fetched, PullSource } from './source.js';

/** Tries of one request; a bridge that has no room says when to come again. */
const TRIES = 4;
/** Longest wait between two of them. */
const MAX_WAIT_SECONDS = 30;
/** Time without a byte after which a connection is given up. */
const STALL_MILLIS = 60_000;
/** Longest list of files that is read. */
const MAX_LIST_BYTES = 16 * 1024 * 1024;

/** Options of {@link createRemoteSource}. */
export interface RemoteSourceOptions {
  /** Address of a page: of `fedotel bridge --page` or `fedotel serve`. */
  readonly from: string;
  /** Id of the run, or name of its file without ending. */
  readonly run: string;
  readonly token: string | undefined;
  /** Wait before another try after a connection broke. Default 1. */
  readonly retrySeconds?: number | undefined;
}

/** A failure after which another try may help. */
class Passing extends Error {
  constructor(
    message: string,
    readonly afterSeconds?: number,
  ) {
    super(message);
  }
}

/** The other side has no such thing. */
class NotThere extends Error {}

/**
 * A run of a bridge elsewhere. Nothing is written that is not whole: size and digest are compared, and what broke off is
 * fetched again.
 *
 * @throws UsageError when the address is none
 */
export function createRemoteSource({ from, run, token, retrySeconds = 1 }: RemoteSourceOptions): PullSource {
  const base = baseOf(from);
  const headers = token === undefined ? {} : { Authorization: `Bearer ${token}` };
  const ask = <T>(path: string, read: (response: IncomingMessage) => Promise<T>): Promise<T> =>
    insist(retrySeconds, () => get(new URL(path, base), headers, read));
  let list: Promise<RunFilesList> | undefined;
  const getList = () => {
    list ??= findRun(run, (stem) => ask(`api/runs/${encodeURIComponent(stem)}/files`, readList));
    return list;
  };
  const fetch = async (what: string, path: (stem: string) => string, to: string): Promise<Fetched> => {
    const { stem } = await getList();
    try {
      return await ask(path(encodeURIComponent(stem)), (response) => receive(response, to));
    } catch (error) {
      throw error instanceof NotThere ? new CommandError(`${base.origin}: ${what} is gone`) : error;
    }
  };
  return {
    place: withoutCredentials(base),
    journal: (to) => fetch('the run file', (stem) => `api/runs/${stem}/journal`, to),
    async files() {
      const { files, missing } = await getList();
      return { files, missing };
    },
    file: ({ id, name }, to) => fetch(name, (stem) => `api/runs/${stem}/files/${encodeURIComponent(id)}`, to),
  };
}

function baseOf(from: string): URL {
  const url = URL.canParse(from) ? new URL(from) : undefined;
  if (url?.protocol !== 'http:' && url?.protocol !== 'https:') {
    throw new UsageError(
      `--from: expected the address of a page such as http://127.0.0.1:7070/, got ${JSON.stringify(from)}`,
    );
  }
  url.search = '';
  url.hash = '';
  if (!url.pathname.endsWith('/')) url.pathname += '/';
  return url;
}

/** The address as it is written down and shown. */
function withoutCredentials(url: URL): string {
  const shown = new URL(url);
  shown.username = '';
  shown.password = '';
  return shown.href;
}

/** Files are called by what the run's id became; a word may be such a name, too. */
async function findRun(run: string, ask: (stem: string) => Promise<RunFilesList>): Promise<RunFilesList> {
  for (const stem of new Set([hashStem(run), runFileStem(run), run])) {
    try {
      return await ask(stem);
    } catch (error) {
      if (!(error instanceof NotThere)) throw error;
    }
  }
  throw new CommandError(`--from: there is no run ${JSON.stringify(run)}, or what answers there is no page of fedotel`);
}

async function insist<T>(retrySeconds: number, attempt: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await attempt();
    } catch (error) {
      if (!(error instanceof Passing)) throw error;
      if (tries >= TRIES) throw new CommandError(`--from: ${error.message}`);
      await sleep((error.afterSeconds ?? retrySeconds) * 1000);
    }
  }
}

function get<T>(
  url: URL,
  headers: Record<string, string>,
  read: (response: IncomingMessage) => Promise<T>,
): Promise<T> {
  return new Promise((resolve, reject) => {
    const send = url.protocol === 'https:' ? requestHttps : requestHttp;
    const request = send(url, { headers, timeout: STALL_MILLIS }, (response) => {
      judge(url, response, read).then(resolve, reject);
    });
    request.on('timeout', () => request.destroy(new Error(`no byte came for ${STALL_MILLIS / 1000} s`)));
    request.on('error', (error) => reject(new Passing(`${url.origin}: ${reasonOf(error)}`)));
    request.end();
  });
}

async function judge<T>(url: URL, response: IncomingMessage, read: (it: IncomingMessage) => Promise<T>): Promise<T> {
  const { statusCode: status = 0 } = response;
  if (status === 200) return read(response);
  response.resume();
  if (status === 404) throw new NotThere();
  if (status === 401 || status === 403) {
    throw new CommandError(`${url.origin} wants a token: give it with --token-file (it answers ${status})`);
  }
  if (status === 503 || status === 429) {
    const wait = Number(response.headers['retry-after'] ?? 1);
    throw new Passing(`${url.origin} has no room for this now`, Math.min(wait >= 0 ? wait : 1, MAX_WAIT_SECONDS));
  }
  throw new CommandError(`${url.origin}: expected a page of fedotel, got an answer with status ${status}`);
}

async function readList(response: IncomingMessage): Promise<RunFilesList> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MAX_LIST_BYTES) throw new CommandError('--from: the list of files is too long');
    chunks.push(chunk);
  }
  const parsed = parseList(Buffer.concat(chunks).toString('utf8'));
  if (parsed.kind === 'ok') return parsed.list;
  const { expected, got } = parsed;
  throw new CommandError(
    `--from: expected a page of fedotel, got a list of files with ${got} in the place of ${expected}`,
  );
}

async function receive(response: IncomingMessage, to: string): Promise<Fetched> {
  const announced = Number(response.headers[SIZE_HEADER] ?? Number.NaN);
  if (!Number.isSafeInteger(announced))
    throw new CommandError('--from: expected a page of fedotel, got something else');
  let fetched: Fetched;
  try {
    fetched = await writeStream(response, to, announced);
  } catch (error) {
    throw new Passing(reasonOf(error));
  }
  // A proxy may take trailers away; then the size has to do.
  const digest = response.trailers[DIGEST_TRAILER] ?? fetched.sha256;
  if (fetched.size !== announced) throw new Passing(`${fetched.size} of ${announced} bytes came`);
  if (digest !== fetched.sha256) throw new Passing('what came is not what was sent: the digests differ');
  return fetched;
}
