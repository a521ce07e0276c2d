import { Buffer } from 'node:buffer';
import type { Encoding, Signal } from '../otlp/index.js';
import type { Refusal } from './refusal.js';

/** Longest text in an answer, in characters: it ends up in senders' logs. */
const MAX_MESSAGE = 1_000;

/** Name of the count in `Export…PartialSuccess`, in JSON. In protobuf it is field 1 of all three. */
const REJECTED = { metrics: 'rejectedDataPoints', traces: 'rejectedSpans', logs: 'rejectedLogRecords' } as const;

/** Canonical `google.rpc.Code` of each status. */
const RPC_CODES: Readonly<Record<Refusal['status'], number>> = {
  400: 3, // INVALID_ARGUMENT
  401: 16, // UNAUTHENTICATED
  403: 7, // PERMISSION_DENIED
  404: 12, // UNIMPLEMENTED
  405: 12, // UNIMPLEMENTED
  413: 3, // INVALID_ARGUMENT
  415: 3, // INVALID_ARGUMENT
  429: 8, // RESOURCE_EXHAUSTED
  503: 14, // UNAVAILABLE
};

/**
 * Body of a 200: `Export…ServiceResponse`, with `partial_success` only when there is something to say. In protobuf the
 * full success is zero bytes; a Collector that cannot read the body sends the same data for ever.
 */
export function successBody(signal: Signal, encoding: Encoding, rejected = 0, message = ''): Buffer {
  const partial = rejected > 0 || message !== '';
  const text = shorten(message);
  if (encoding === 'json') {
    const content = { [REJECTED[signal]]: String(rejected), errorMessage: text };
    return Buffer.from(JSON.stringify(partial ? { partialSuccess: content } : {}));
  }
  return partial ? lengthField(1, Buffer.concat([varintField(1, rejected), textField(2, text)])) : Buffer.alloc(0);
}

/** Body of any other status: `google.rpc.Status`, as the specification demands. */
export function statusBody(encoding: Encoding, { status, message }: Refusal): Buffer {
  const code = RPC_CODES[status];
  const text = shorten(message);
  return encoding === 'json'
    ? Buffer.from(JSON.stringify({ code, message: text }))
    : Buffer.concat([varintField(1, code), textField(2, text)]);
}

function shorten(message: string): string {
  return message.length > MAX_MESSAGE ? `${message.slice(0, MAX_MESSAGE)}…` : message;
}

function textField(field: number, text: string): Buffer {
  return lengthField(field, Buffer.from(text));
}

function lengthField(field: number, content: Buffer): Buffer {
  return Buffer.concat([varint(field * 8 + 2), varint(content.length), content]);
}

function varintField(field: number, value: number): Buffer {
  return Buffer.concat([varint(field * 8), varint(value)]);
}

/** @param value a whole number from 0 to 2^53 − 1 */
function varint(value: number): Buffer {
  const bytes: number[] = [];
  let rest = value;
  for (; rest > 0x7f; rest = Math.floor(rest / 0x80)) {
    bytes.push((rest % 0x80) | 0x80);
  }
  return Buffer.from([...bytes, rest]);
}
