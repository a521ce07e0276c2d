import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';
import {
  type AttributeMap,
  decodeOtlp,
  type Encoding,
  type LogRecordData,
  type OtlpVisitor,
  type Signal,
  type SpanData,
} from '../../exporters/otlp/index.js';
import { readBody } from './read-body.js';

/** One export request as it came over the wire, unpacked. */
export interface RecordedRequest {
  readonly signal: Signal;
  readonly encoding: Encoding;
  readonly body: Buffer;
}

/** What a record came under. */
export interface RecordedOrigin {
  readonly resource: AttributeMap;
  /** Name of the instrumentation scope. */
  readonly scope: string;
}

export type RecordedSpan = SpanData & RecordedOrigin;
export type RecordedEvent = LogRecordData & RecordedOrigin;

/** An OTLP/HTTP server that keeps every body, answers 200, and reads them with the bridge's own decoder. */
export interface RecordingServer {
  readonly url: string;
  readonly requests: readonly RecordedRequest[];
  /** Decodes all requests, in the order in which they came. */
  replay(visitor: OtlpVisitor): void;
  /** All spans so far. */
  spans(): RecordedSpan[];
  /** All log records with an event name so far. */
  events(): RecordedEvent[];
  close(): Promise<void>;
}

/** Starts one on a free loopback port. */
export async function startRecordingServer(): Promise<RecordingServer> {
  const requests: RecordedRequest[] = [];
  const server = createServer(async (request, response) => {
    const recorded = await readRequest(request);
    // Whoever gave up or was killed while it was sending waits for no answer.
    if (recorded === undefined) return;
    requests.push(recorded);
    response.end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return new HttpRecordingServer(`http://127.0.0.1:${port}`, requests, server);
}

class HttpRecordingServer implements RecordingServer {
  constructor(
    readonly url: string,
    readonly requests: readonly RecordedRequest[],
    private readonly server: Server,
  ) {}

  replay(visitor: OtlpVisitor): void {
    for (const { signal, encoding, body } of this.requests) decodeOtlp(signal, encoding, body, visitor);
  }

  spans(): RecordedSpan[] {
    const spans: RecordedSpan[] = [];
    this.replay(withOrigin((origin) => ({ span: (span) => void spans.push(copy(span, origin())) })));
    return spans;
  }

  events(): RecordedEvent[] {
    const events: RecordedEvent[] = [];
    const keep = (record: LogRecordData, origin: RecordedOrigin) => {
      if (record.eventName !== '') events.push(copy(record, origin));
    };
    this.replay(withOrigin((origin) => ({ logRecord: (record) => keep(record, origin()) })));
    return events;
  }

  close(): Promise<void> {
    this.server.closeAllConnections();
    return new Promise((resolve) => this.server.close(() => resolve()));
  }
}

/** A visitor that knows where it is in a request. */
function withOrigin(make: (origin: () => RecordedOrigin) => Partial<OtlpVisitor>): OtlpVisitor {
  const ignore = () => undefined;
  let origin: RecordedOrigin = { resource: new Map(), scope: '' };
  return {
    numberPoint: ignore,
    otherPoints: ignore,
    logRecord: ignore,
    span: ignore,
    ...make(() => origin),
    resource: (attributes) => {
      origin = { resource: new Map(attributes), scope: '' };
    },
    scope: ({ name }) => {
      origin = { ...origin, scope: name };
    },
  };
}

/** A decoder reuses what it passes. */
function copy<T extends { readonly attributes: AttributeMap }>(record: T, origin: RecordedOrigin): T & RecordedOrigin {
  return { ...record, attributes: new Map(record.attributes), ...origin };
}

/** What was sent; `undefined` when the connection ended before all of it had come. */
async function readRequest(request: IncomingMessage): Promise<RecordedRequest | undefined> {
  const packed = await readBody(request);
  if (packed === undefined) return undefined;
  const signal = /^\/v1\/(metrics|traces|logs)$/.exec(request.url ?? '')?.[1];
  if (signal === undefined) throw new Error(`no OTLP path: ${request.url}`);
  return {
    signal: signal as Signal,
    encoding: request.headers['content-type'] === 'application/json' ? 'json' : 'protobuf',
    body: request.headers['content-encoding'] === 'gzip' ? gunzipSync(packed) : packed,
  };
}
