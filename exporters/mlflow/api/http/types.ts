import type { Readable } from 'node:stream';

/** One request, its path below the tracking URI. */
export interface HttpRequest {
  readonly method: 'GET' | 'POST' | 'PUT';
  /** Path with query, beginning with `/`, percent-encoded. */
  readonly path: string;
  /** `stream`: taken once, its length known; destroyed when it is not used up. */
  readonly body?: { readonly json: string } | { readonly stream: Readable; readonly sizeBytes: number };
}

/** What came of a request. */
export type HttpOutcome =
  | {
      readonly kind: 'answer';
      readonly status: number;
      /** Media type without parameters, in lower case; empty when there is none. */
      readonly mediaType: string;
      readonly retryAfter: string | undefined;
      readonly location: string | undefined;
      readonly body: Buffer;
    }
  /** No whole answer. */
  | {
      readonly kind: 'failed';
      /** Whether a connection stood, so that the server may have acted. */
      readonly reached: boolean;
      /** `ECONNREFUSED`, `DEPTH_ZERO_SELF_SIGNED_CERT`, …; ours: `TIMEOUT`, `TOO_LARGE`, `BODY`. */
      readonly code: string;
      readonly message: string;
    };

/** Sends requests to one server over kept connections. */
export interface Transport {
  /** Never throws. */
  send(request: HttpRequest): Promise<HttpOutcome>;
  /** Ends requests under way as failed, and closes the connections. */
  close(): void;
}
