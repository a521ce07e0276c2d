import assert from 'node:assert/strict';
import {
  JsonLogsSerializer,
  JsonMetricsSerializer,
  JsonTraceSerializer,
  ProtobufLogsSerializer,
  ProtobufMetricsSerializer,
  ProtobufTraceSerializer,
} from '@opentelemetry/otlp-transformer';
import { decodeOtlp, type Encoding, OtlpDecodeError, type Signal } from '../../../exporters/otlp/index.js';
import { type Call, createRecordingVisitor } from './recording-visitor.js';
import { sdkLogs, sdkMetrics, sdkSpans } from './sdk-data.js';

const BODIES: Record<Signal, Record<Encoding, Uint8Array | undefined>> = {
  metrics: {
    protobuf: ProtobufMetricsSerializer.serializeRequest(sdkMetrics()),
    json: JsonMetricsSerializer.serializeRequest(sdkMetrics()),
  },
  traces: {
    protobuf: ProtobufTraceSerializer.serializeRequest(sdkSpans()),
    json: JsonTraceSerializer.serializeRequest(sdkSpans()),
  },
  logs: {
    protobuf: ProtobufLogsSerializer.serializeRequest(sdkLogs()),
    json: JsonLogsSerializer.serializeRequest(sdkLogs()),
  },
};
const SIGNALS: readonly Signal[] = ['metrics', 'traces', 'logs'];
const ENCODINGS: readonly Encoding[] = ['protobuf', 'json'];

const RESOURCE = new Map<string, unknown>([
  ['fl.run.id', 'run-1'],
  ['fl.run.attempt', 1_800_000_000_000],
  ['service.name', 'süd'],
]);
const SCOPE = {
  name: 'fedotel.client',
  version: '0.1.0',
  schemaUrl: 'https://fedotel.dev/schemas/0.1.0',
  attributes: new Map(),
};
const START = { millis: 1_800_000_000_123, nanos: 456_789 };
const END = { millis: 1_800_000_002_000, nanos: 1 };

function bodyOf(signal: Signal, encoding: Encoding): Uint8Array {
  const body = BODIES[signal][encoding];
  assert.ok(body);
  return body;
}

function decode(signal: Signal, encoding: Encoding, body = bodyOf(signal, encoding)): Call[] {
  const visitor = createRecordingVisitor();
  decodeOtlp(signal, encoding, body, visitor);
  return visitor.calls;
}

describe('decodeOtlp with bodies of the official serializers', () => {
  for (const encoding of ENCODINGS) {
    it(`reads metrics in ${encoding}`, () => {
      const other = { name: 'other', version: '', schemaUrl: '', attributes: new Map() };
      const loss = { name: 'fl.client.loss', unit: '{loss}', kind: 'gauge' };
      const first = new Map<string, unknown>([
        ['fl.client.id', 'a'],
        ['fl.round.number', 3],
        ['ok', true],
      ]);
      const second = new Map<string, unknown>([
        ['fl.client.id', 'b'],
        ['list', ['x', 'y']],
        ['ratio', -0.5],
      ]);
      assert.deepEqual(decode('metrics', encoding), [
        ['resource', RESOURCE],
        ['scope', SCOPE],
        ['numberPoint', loss, { attributes: first, time: END, value: 0.25 }],
        ['numberPoint', loss, { attributes: second, time: END, value: -1e-300 }],
        [
          'numberPoint',
          { name: 'fl.client.samples', unit: '{sample}', kind: 'gauge' },
          { attributes: new Map(), time: END, value: -42 },
        ],
        ['scope', other],
        [
          'numberPoint',
          { name: 'fl.rounds.completed', unit: '{round}', kind: 'sum' },
          { attributes: new Map(), time: END, value: 2 ** 40 },
        ],
        ['otherPoints', 'fl.round.duration', 2],
      ]);
    });

    it(`reads traces in ${encoding}`, () => {
      const ids = { traceId: '0af7651916cd43dd8448eb211c80319c', start: START, end: END };
      const attributes = new Map<string, unknown>([
        ['fl.client.id', 'a'],
        ['fl.round.number', 0],
      ]);
      const child = {
        ...ids,
        name: 'train digits',
        kind: 3,
        spanId: 'b7ad6b7169203331',
        parentSpanId: '00f067aa0ba902b7',
        statusCode: 2,
        statusMessage: 'lost ✗',
        attributes,
      };
      const root = {
        name: '',
        kind: 1,
        spanId: '00f067aa0ba902b7',
        parentSpanId: '',
        statusCode: 0,
        statusMessage: '',
      };
      assert.deepEqual(decode('traces', encoding), [
        ['resource', RESOURCE],
        ['scope', SCOPE],
        ['span', child],
        ['span', { ...ids, ...root, attributes: new Map() }],
      ]);
    });

    it(`reads logs in ${encoding}`, () => {
      const config = new Map<string, unknown>([
        ['lr', 0.1],
        ['layers', [784, 32, 10]],
        ['name', null],
        ['text', ''],
      ]);
      const attributes = new Map<string, unknown>([
        ['config', config],
        ['big', 18_014_398_509_481_984n],
        ['negative', -9_007_199_254_740_992n],
        ['mixed', [true, 'x', 2.5, null, [1]]],
        ['bytes', new Uint8Array([1, 2, 254])],
      ]);
      const body = new Map([['nested', ['a', 1, new Map([['deep', [new Uint8Array([0, 255, 7])]]])]]]);
      const event = {
        time: START,
        observedTime: END,
        severityNumber: 9,
        eventName: 'fl.run.started',
        traceId: '0af7651916cd43dd8448eb211c80319c',
        spanId: 'b7ad6b7169203331',
      };
      const line = { severityNumber: 0, eventName: '', body: 'plain line', traceId: '', spanId: '' };
      const times = { time: { millis: 0, nanos: 0 }, observedTime: { millis: 0, nanos: 1 } };
      assert.deepEqual(decode('logs', encoding), [
        ['resource', RESOURCE],
        ['scope', { ...SCOPE, attributes: new Map([['part', 'server']]) }],
        ['logRecord', { ...event, body, attributes }],
        ['scope', { name: 'app', version: '', schemaUrl: '', attributes: new Map() }],
        ['logRecord', { ...times, ...line, attributes: new Map() }],
      ]);
    });
  }

  for (const signal of SIGNALS) {
    for (const encoding of ENCODINGS) {
      it(`refuses every truncation of ${signal} in ${encoding}`, () => {
        const body = bodyOf(signal, encoding);
        for (let length = 1; length < body.length; length++) {
          assert.throws(() => decode(signal, encoding, body.subarray(0, length)), OtlpDecodeError, `${length} bytes`);
        }
      });
    }
  }

  it('leaves the body as it was', () => {
    for (const signal of SIGNALS) {
      for (const encoding of ENCODINGS) {
        const body = bodyOf(signal, encoding);
        const before = Buffer.from(body);
        decode(signal, encoding);
        assert.deepEqual(Buffer.from(body), before);
      }
    }
  });
});
