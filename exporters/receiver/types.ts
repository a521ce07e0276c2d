import type { Buffer } from 'node:buffer';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Encoding, Signal } from '../otlp/index.js';

/** An export request after authentication and decompression. */
export interface ExportRequest {
  readonly signal: Signal;
  readonly encoding: Encoding;
  /** Whole body, there until what `accept` promised has come: after that its memory takes another body. */
  readonly body: Buffer;
}

/** What became of an export request; the receiver turns it into HTTP. */
export type AcceptResult =
  /**
   * All that was meant for us is durable. `rejected` records were malformed and will never be taken; a `message` without
   * them is a warning to the sender. Either makes a partial success, which senders log and do not repeat.
   */
  | { readonly kind: 'ok'; readonly rejected?: number; readonly message?: string }
  /** No part of the request can ever be taken: 400 undecodable, 413 too large. Senders drop it. */
  | { readonly kind: 'reject'; readonly status: 400 | 413; readonly message: string }
  /** The same request may pass later: 503 for a fault on our side, 429 when this sender sends too much. */
  | {
      readonly kind: 'retry';
      readonly status: 429 | 503;
      /** When the sender may come again; made a whole number from 1 to 30. */
      readonly afterSeconds: number;
      readonly message: string;
    };

/** Takes an export request. What it throws is answered with 503, so that the sender tries again. */
export type Accept = (request: ExportRequest) => Promise<AcceptResult>;

/** Answers requests for other paths. @returns whether it takes the request and will answer it */
export type Routes = (request: IncomingMessage, response: ServerResponse) => boolean;

/** A receiver that listens. */
export interface Receiver {
  /** Base URL under which programs on this host reach it, such as `http://127.0.0.1:4318`. */
  readonly url: string;
  /** The port in use, also when port 0 was asked for. */
  readonly port: number;
  /**
   * Stops taking connections, answers the requests that came completely or still come within the time, then drops
   * what is left. Requests that begin meanwhile get 503. Calling it again waits for the same end.
   */
  close(options?: { readonly timeoutSeconds?: number | undefined }): Promise<void>;
}
