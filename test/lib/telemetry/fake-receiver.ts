import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';
import type { AnyValue, Instant, Signal } from '../../../exporters/otlp/index.js';
import { decodeOtlp } from '../../../exporters/otlp/index.js';
import { freePort } from '../../support/bridge-process.js';
import { readBody } from '../../support/read-body.js';

/** One record of a request with the resource and scope it came under. */
export interface ReceivedRecord {
  readonly resource: ReadonlyMap<string, AnyValue>;
  readonly scope: string;
  /** Metric, event or span name. */
  readonly name: string;
  readonly attributes: ReadonlyMap<string, AnyValue>;
  readonly time: Instant;
  /** Value of a point. */
  readonly value?: number | bigint | undefined;
  readonly unit?: string;
  readonly severityNumber?: number;
}

/** One export request. */
export interface ReceivedRequest {
  readonly signal: Signal;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly records: readonly ReceivedRecord[];
}

/** What the receiver does with a request: an answer, or `hang up` after having taken it. */
export type Answer = 'hang up' | { status: number; headers?: Record<string, string>; body?: string };

/** An OTLP/HTTP receiver for tests. */
export interface FakeReceiver {
  readonly url: string;
  readonly port: number;
  /** All requests, refused ones too, in order of arrival. */
  readonly requests: ReceivedRequest[];
  /** Requests that were answered with 200. */
  readonly accepted: ReceivedRequest[];
  /** Decides the answer to each request; 200 by default. */
  answer: (request: ReceivedRequest) => Answer | Promise<Answer>;
  /** Records of the accepted requests of one signal. */
  records(signal: Signal): ReceivedRecord[];
  close(): Promise<void>;
}

/**
 * Starts one on loopback, on a port that nobody takes by chance while it is closed and started again.
 *
 * @param instance what its `/health` says, as a bridge does
 */
export async function startReceiver(port?: number, instance = 'fake'): Promise<FakeReceiver> {
  const requests: ReceivedRequest[] = [];
  const accepted: ReceivedRequest[] = [];
  const server = createServer(async (request, response) => {
    if (request.url === '/health') {
      response.setHeader('content-type', 'application/json').end(JSON.stringify({ instance }));
      return;
    }
    const body = await readBody(request);
    // Whoever gave up while it was sending waits for no answer.
    if (body === undefined) return;
    const received = decode(
      request.url ?? '',
      request.headers,
      request.headers['content-encoding'] === 'gzip' ? gunzipSync(body) : body,
    );
    requests.push(received);
    const answer = await receiver.answer(received);
    if (answer === 'hang up') {
      accepted.push(received);
      request.socket.destroy();
      return;
    }
    if (answer.status === 200) {
      accepted.push(received);
    }
    response.writeHead(answer.status, answer.headers).end(answer.body);
  });
  const chosen = port ?? (await freePort());
  await new Promise<void>((resolve) => server.listen(chosen, '127.0.0.1', resolve));
  const actual = (server.address() as AddressInfo).port;
  const receiver: FakeReceiver = {
    url: `http://127.0.0.1:${actual}`,
    port: actual,
    requests,
    accepted,
    answer: () => ({ status: 200 }),
    records: (signal) => accepted.filter((request) => request.signal === signal).flatMap(({ records }) => records),
    close: () => close(server),
  };
  return receiver;
}

function close(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(() => resolve()));
}

function decode(path: string, headers: IncomingHttpHeaders, body: Uint8Array): ReceivedRequest {
  const signal = /(metrics|traces|logs)$/.exec(path)?.[1] as Signal;
  const encoding = headers['content-type'] === 'application/json' ? 'json' : 'protobuf';
  const records: ReceivedRecord[] = [];
  let resource: ReadonlyMap<string, AnyValue> = new Map();
  let scope = '';
  const add = (record: Omit<ReceivedRecord, 'resource' | 'scope'>) => {
    records.push({ resource, scope, ...record, attributes: new Map(record.attributes), time: { ...record.time } });
  };
  decodeOtlp(signal, encoding, body, {
    resource: (attributes) => {
      resource = new Map(attributes);
    },
    scope: ({ name }) => {
      scope = name;
    },
    numberPoint: ({ name, unit }, { attributes, time, value }) => add({ name, unit, attributes, time, value }),
    otherPoints: (name) => add({ name, attributes: new Map(), time: { millis: 0, nanos: 0 } }),
    logRecord: ({ eventName, attributes, time, severityNumber }) =>
      add({ name: eventName, attributes, time, severityNumber }),
    span: ({ name, attributes, start }) => add({ name, attributes, time: start }),
  });
  return { signal, path, headers, records };
}
