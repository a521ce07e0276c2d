import type { Connection } from './source.js';

/** What is needed of an `EventSource`, which has the events `open` and `error` of its own. */
export interface EventStream {
  addEventListener(
    kind: string,
    listener: (event: { readonly data: string; readonly lastEventId: string }) => void,
  ): void;
  close(): void;
}

/** One event of a stream. */
export interface StreamMessage {
  readonly kind: string;
  readonly data: string;
  readonly id: string;
}

/** Whether anybody can see the page. */
export interface Visibility {
  readonly hidden: boolean;
  /** Calls back when that changed, until the returned function is called. */
  onChange(listener: () => void): () => void;
}

/** A stream that is opened again whenever it breaks. */
export interface KeepOpenOptions {
  /** Called for each connection, so that it can say where to go on. */
  open(): EventStream;
  /** Names of the events that are wanted. */
  readonly kinds: readonly string[];
  message(message: StreamMessage): void;
  state(connection: Connection): void;
  /**
   * While the page is hidden it has no connection: browsers have six for one server, and the tabs that one forgets would
   * hold them all. Default: always visible.
   */
  readonly visibility?: Visibility | undefined;
  /** Time and chance, for tests. */
  readonly now?: () => number;
  readonly random?: () => number;
}

/** Pauses between attempts: the first, and the longest. */
const FIRST_MILLIS = 500;
const LONGEST_MILLIS = 15_000;

/** Time before the next attempt: doubles from half a second to 15 seconds, half of it by chance, so that pages spread. */
export function backoffMillis(failures: number, random: () => number = Math.random): number {
  const whole = Math.min(LONGEST_MILLIS, FIRST_MILLIS * 2 ** Math.min(failures, 10));
  return whole / 2 + (random() * whole) / 2;
}

/**
 * Opens a stream and opens it again after a growing pause whenever it breaks, until the returned function is called. A
 * browser does so by itself for a broken connection but gives up for good on an answer such as 502.
 */
export function keepOpen({
  open,
  kinds,
  message,
  state,
  visibility,
  now = Date.now,
  random = Math.random,
}: KeepOpenOptions): () => void {
  let stream: EventStream | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let failures = 0;
  let lostAt: number | undefined;
  const connect = () => {
    const current = open();
    stream = current;
    current.addEventListener('open', () => {
      failures = 0;
      lostAt = undefined;
      state({ kind: 'live' });
    });
    // Closed first: the browser would open it again at once by itself, beside ours.
    current.addEventListener('error', () => {
      current.close();
      if (stream !== current) return;
      stream = undefined;
      lostAt ??= now();
      const pause = backoffMillis(failures++, random);
      state({ kind: 'lost', since: lostAt, retryAt: now() + pause });
      timer = setTimeout(connect, pause);
    });
    for (const kind of kinds) {
      current.addEventListener(kind, ({ data, lastEventId }) => message({ kind, data, id: lastEventId }));
    }
  };
  // A stream that was closed by us may still say `error`; it is no longer the present one then.
  const close = () => {
    clearTimeout(timer);
    stream?.close();
    stream = undefined;
  };
  const forget = visibility?.onChange(() => {
    if (visibility.hidden) close();
    else if (stream === undefined) {
      clearTimeout(timer);
      connect();
    }
  });
  if (visibility?.hidden !== true) connect();
  return () => {
    forget?.();
    close();
  };
}
