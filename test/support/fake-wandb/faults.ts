/** What goes wrong with a request. */
export type FakeFault =
  /** Waits, then goes on as if nothing were. */
  | { readonly kind: 'slow'; readonly millis: number }
  /** The connection breaks before anything is done. */
  | { readonly kind: 'drop' }
  /** It is done, and the connection breaks instead of the answer. */
  | { readonly kind: 'lose' }
  /** It is done, and the answer has headers more. */
  | { readonly kind: 'headers'; readonly headers: Readonly<Record<string, string>> }
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
  /** Name of the operation: `UpsertBucket`, `file_stream`, `PUT`. Default: all. */
  readonly on?: RegExp;
  /** The body has to contain this text. Default: any does. */
  readonly containing?: string;
  /** How many requests it hits before it is over. Default 1. */
  readonly times?: number;
}

/** Faults that happen. */
export const faults = {
  slow: (millis: number): FakeFault => ({ kind: 'slow', millis }),
  drop: { kind: 'drop' } satisfies FakeFault,
  lose: { kind: 'lose' } satisfies FakeFault,
  headers: (headers: Readonly<Record<string, string>>): FakeFault => ({ kind: 'headers', headers }),
  /** @param retryAfter value of the header */
  tooMany: (retryAfter?: string): FakeFault => ({
    ...status(429, 'rate limit exceeded'),
    ...(retryAfter === undefined ? {} : { headers: { 'retry-after': retryAfter } }),
  }),
  /** An answer of W&B's form. */
  status,
  /** Of a gateway before the server. */
  gateway: {
    kind: 'answer',
    status: 502,
    mediaType: 'text/html; charset=utf-8',
    body: '<html><h1>502 Bad Gateway</h1></html>',
  } satisfies FakeFault,
  /** A sign-in page of something before the server. */
  signIn: {
    kind: 'answer',
    status: 200,
    mediaType: 'text/html; charset=utf-8',
    body: '<html><h1>Please sign in</h1></html>',
  } satisfies FakeFault,
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
  take(operation: string, body: string): FakeFault | undefined {
    const hit = this.#waiting.find(
      ({ scope: { on, containing }, left }) =>
        left > 0 && (on?.test(operation) ?? true) && (containing === undefined || body.includes(containing)),
    );
    if (hit !== undefined) hit.left -= 1;
    return hit?.fault;
  }
}

function status(code: number, message: string): FakeFault & { readonly kind: 'answer' } {
  const body = JSON.stringify({ errors: [{ message }] });
  return { kind: 'answer', status: code, mediaType: 'application/json', body };
}
