import type { LiveMessage, RunListEntry } from '../../exporters/page/types.js';
import { readDocument } from './file-source.js';
import { backoffMillis, type EventStream, keepOpen, type Visibility } from './reconnect.js';
import type { Loaded, RunSource, Unlisted } from './source.js';

/** What the server source needs of the browser; tests give their own. */
export interface ServerSourceOptions {
  fetch(address: string, init?: { readonly cache: 'no-cache' }): Promise<Response>;
  openStream(address: string): EventStream;
  /** Whether the page can be seen; while it cannot, it has no connection. Default: always. */
  readonly visibility?: Visibility | undefined;
  /** Longest time between two looks at the list of runs, seconds. */
  readonly listSeconds?: number;
}

/** Creates the source that asks the server that served the page, by addresses relative to the page. */
export function createServerSource({
  fetch,
  openStream,
  visibility,
  listSeconds = 60,
}: ServerSourceOptions): RunSource {
  return {
    kind: 'server',
    watchRuns(listener) {
      let stopped = false;
      let timer: ReturnType<typeof setTimeout> | undefined;
      let asked = 0;
      // Which question was answered last.
      let answered = 0;
      // The stream says only that something changed; the list itself is asked for, which caches and proxies know how
      // to do.
      const look = async () => {
        clearTimeout(timer);
        const question = ++asked;
        const result = await getJson(fetch, 'api/runs?curves=1');
        // Of two questions at a time the earlier one may be answered last: its list is the older one.
        if (stopped || question < answered) return;
        answered = question;
        if (result.kind === 'ok') {
          const { runs, pending = 0, more = 0 } = result.value as RunListAnswer;
          listener(runs, { pending, more });
        } else listener({ failed: result.reason });
        clearTimeout(timer);
        timer = setTimeout(look, result.kind === 'ok' ? listSeconds * 1000 : backoffMillis(2));
      };
      const close = keepOpen({
        open: () => openStream('api/live'),
        kinds: ['runs'],
        visibility,
        message: look,
        state: ({ kind }) => {
          // What changed while there was no stream, nobody has told: also between the first look and the first stream.
          if (kind === 'live') look();
        },
      });
      look();
      return () => {
        stopped = true;
        clearTimeout(timer);
        close();
      };
    },
    async load(stem): Promise<Loaded> {
      const result = await getJson(fetch, `api/runs/${encodeURIComponent(stem)}`);
      if (result.kind === 'failed') return result;
      try {
        return { kind: 'ok', document: readDocument(result.value) };
      } catch (error) {
        return { kind: 'failed', reason: error instanceof Error ? error.message : String(error) };
      }
    },
    follow(stem, after, listener) {
      let sequence = after;
      return keepOpen({
        open: () => openStream(`api/runs/${encodeURIComponent(stem)}/live?after=${sequence}`),
        // All kinds that the server has: one that is not named here is not heard by an `EventSource`.
        kinds: ['reset', 'run', 'clients', 'round', 'logged'],
        visibility,
        message({ kind, data, id }) {
          const frame: unknown = JSON.parse(data);
          const place = Number(id);
          // Never back: a message without a place, or an older one, must not have the rest sent again.
          if (Number.isFinite(place)) sequence = Math.max(sequence, place);
          listener.message({ kind, frame } as LiveMessage, sequence);
        },
        state: (connection) => listener.connection(connection),
      });
    },
  };
}

/** What `api/runs` answers. */
interface RunListAnswer extends Partial<Unlisted> {
  readonly runs: readonly RunListEntry[];
}

/** What asking for JSON gave. */
type Answer =
  | { readonly kind: 'ok'; readonly value: unknown }
  | { readonly kind: 'failed'; readonly reason: string; readonly passing: boolean };

/** Asks, and puts every way of failing into words for the reader. Never rejects. */
async function getJson(fetch: ServerSourceOptions['fetch'], address: string): Promise<Answer> {
  try {
    const response = await fetch(address, { cache: 'no-cache' });
    if (response.ok) return { kind: 'ok', value: await response.json() };
    const { status } = response;
    // What a proxy says while the server starts again (502 to 504), and being asked to come later, pass.
    const passing = status >= 500 || status === 429 || status === 408;
    return { kind: 'failed', reason: REASONS[status] ?? `the server answered ${status}`, passing };
  } catch {
    // No connection, or one that broke in the middle of the answer.
    return { kind: 'failed', reason: 'the server does not answer', passing: true };
  }
}

/** What the answers mean that a reader can do something about. */
const REASONS: Readonly<Record<number, string>> = {
  401: 'the server asks for a token: open the page with the address that "fedotel" printed',
  403: 'the server refuses this address: see --allowed-hosts',
  404: 'there is no such run on this server',
};
