import type { Readable } from 'node:stream';

/** One request to any address. */
export interface HttpRequest {
  readonly method: 'POST' | 'PUT';
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  /** `stream`: taken once, its length known; destroyed when it is not used up. */
  readonly body: Uint8Array | { readonly stream: Readable; readonly sizeBytes: number };
  /** Longest time until the answer is whole; of a stream, longest time without a byte. */
  readonly timeoutSeconds: number;
}

/** A whole answer. */
export interface HttpAnswer {
  readonly kind: 'answer';
  readonly status: number;
  /** Values by name in lower case; of several the first. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: Buffer;
}

/** No whole answer. */
export interface HttpFailure {
  readonly kind: 'failed';
  /** Whether a connection stood, so that the server may have acted. */
  readonly reached: boolean;
  /** `ECONNREFUSED`, `DEPTH_ZERO_SELF_SIGNED_CERT`, …; ours: `TIMEOUT`, `TOO_LARGE`, `BODY`, `CLOSED`. */
  readonly code: string;
  readonly message: string;
}

/** Sends requests over kept connections. */
export interface Transport {
  /** Never throws. A redirect is an answer like others: following one could carry the key to another host. */
  send(request: HttpRequest): Promise<HttpAnswer | HttpFailure>;
  /** Ends requests under way as failed, and closes the connections. */
  close(): void;
}
