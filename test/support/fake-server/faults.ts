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
  | FakeAnswer;

/** An answer that stands for the real one. */
export interface FakeAnswer {
  readonly kind: 'answer';
  readonly status: number;
  readonly mediaType: string;
  readonly body: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Which requests a fault hits. */
export interface FakeFaultScope {
  /** Has to match what the server calls the operation. Default: all do. */
  readonly on?: RegExp;
  /** The body has to contain this text. Default: any does. */
  readonly containing?: string;
  /** How many requests it hits before it is over. Default 1. */
  readonly times?: number;
}

/** Faults of networks, and of what stands before a server. */
export const networkFaults = {
  slow: (millis: number): FakeFault => ({ kind: 'slow', millis }),
  drop: { kind: 'drop' },
  lose: { kind: 'lose' },
  headers: (headers: Readonly<Record<string, string>>): FakeFault => ({ kind: 'headers', headers }),
  /** Of a gateway before the server. */
  gateway: pageAnswer(502, 'Bad Gateway'),
  /** A sign-in page of something before the server. */
  signIn: pageAnswer(200, 'Please sign in'),
} as const;

/** An answer in JSON. */
export function jsonAnswer(status: number, body: object): FakeAnswer {
  return { kind: 'answer', status, mediaType: 'application/json', body: JSON.stringify(body) };
}

/** An answer that is a page. */
export function pageAnswer(status: number, title: string): FakeAnswer {
  return { kind: 'answer', status, mediaType: 'text/html; charset=utf-8', body: `<html><h1>${title}</h1></html>` };
}

/**
 * An answer that asks to come again later.
 *
 * @param retryAfter value of the header
 */
export function withRetryAfter(answer: FakeAnswer, retryAfter: string | undefined): FakeAnswer {
  return retryAfter === undefined ? answer : { ...answer, headers: { 'retry-after': retryAfter } };
}

/** Faults that are waiting for their requests. */
export class FaultList {
  readonly #waiting: { readonly fault: FakeFault; readonly scope: FakeFaultScope; left: number }[] = [];

  /** Adds a fault; of several that match a request the oldest one hits. */
  add(fault: FakeFault, scope: FakeFaultScope = {}): void {
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
