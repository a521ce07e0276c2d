/** What goes wrong with a request. */
export type FakeFault =
  /** Waits, then goes on as if nothing were. */
  | { readonly kind: 'slow'; readonly millis: number }
  /** The connection breaks before anything is done. */
  | { readonly kind: 'drop' }
  /** It is done, and the connection breaks instead of the answer. */
  | { readonly kind: 'lose' }
  /** Nothing is done, and this is answered. */
  | {
      readonly kind: 'answer';
      readonly status: number;
      readonly mediaType: string;
      readonly body: string;
      readonly headers?: Readonly<Record<string, string>>;
    };

/** Which requests a fault hits. */
export interface FakeFaultScope {
  /** Method and path without query have to match, as in `POST /api/2.0/mlflow/runs/log-batch`. Default: all do. */
  readonly on?: RegExp;
  /** The body has to contain this text. Default: any does. */
  readonly containing?: string;
  /** How many requests it hits before it is over. Default 1. */
  readonly times?: number;
}

/** Faults as the real server has them. */
export const faults = {
  slow: (millis: number): FakeFault => ({ kind: 'slow', millis }),
  drop: { kind: 'drop' } satisfies FakeFault,
  lose: { kind: 'lose' } satisfies FakeFault,
  /** @param retryAfter value of the header */
  tooMany: (retryAfter?: string): FakeFault => ({
    ...json(429, 'REQUEST_LIMIT_EXCEEDED', 'too many requests'),
    ...(retryAfter === undefined ? {} : { headers: { 'retry-after': retryAfter } }),
  }),
  /** SQLite's answer after 20 s behind another writer. */
  locked: json(503, 'TEMPORARILY_UNAVAILABLE', '(sqlite3.OperationalError) database is locked'),
  /** No room left, as SQLite says it. */
  diskFull: json(503, 'TEMPORARILY_UNAVAILABLE', '(sqlite3.OperationalError) database or disk is full'),
  internal: json(500, 'INTERNAL_ERROR', 'something broke'),
  /** Of a gateway before the server. */
  gateway: page(502, 'Bad Gateway'),
  /** An exception that nobody caught. */
  crash: page(500, 'Internal Server Error'),
  /** A sign-in page of something before the server. */
  signIn: page(200, 'Please sign in'),
} as const;

/** Faults that are waiting for their requests. */
export class FaultList {
  readonly #waiting: { readonly fault: FakeFault; readonly scope: FakeFaultScope; left: number }[] = [];

  /** Adds a fault; of several that match a request the oldest one hits. */
  add(fault: FakeFault, scope: FakeFaultScope): void {
    this.#waiting.push({ fault, scope, left: scope.times ?? 1 });
  }

  clear(): void {
    this.#waiting.length = 0;
  }

  /** The fault that hits a request, and counts it. */
  take(request: string, body: string): FakeFault | undefined {
    const hit = this.#waiting.find(
      ({ scope: { on, containing }, left }) =>
        left > 0 && (on?.test(request) ?? true) && (containing === undefined || body.includes(containing)),
    );
    if (hit !== undefined) hit.left -= 1;
    return hit?.fault;
  }
}

function json(status: number, code: string, message: string): FakeFault & { readonly kind: 'answer' } {
  const body = JSON.stringify({ error_code: code, message });
  return { kind: 'answer', status, mediaType: 'application/json', body };
}

function page(status: number, title: string): FakeFault & { readonly kind: 'answer' } {
  return { kind: 'answer', status, mediaType: 'text/html; charset=utf-8', body: `<html><h1>${title}</h1></html>` };
}
