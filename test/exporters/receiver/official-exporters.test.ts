import assert from 'node:assert/strict';
import { type ExportResult, ExportResultCode } from '@opentelemetry/core';
import { OTLPLogExporter as JsonLogExporter } from '@opentelemetry/exporter-logs-otlp-http';
import { OTLPLogExporter } from '@opentelemetry/exporter-logs-otlp-proto';
import { OTLPMetricExporter as JsonMetricExporter } from '@opentelemetry/exporter-metrics-otlp-http';
import { OTLPMetricExporter } from '@opentelemetry/exporter-metrics-otlp-proto';
import { OTLPTraceExporter as JsonTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import { CompressionAlgorithm } from '@opentelemetry/otlp-exporter-base';
import { decodeOtlp, type Encoding, type Signal } from '../../../exporters/otlp/index.js';
import type { AcceptResult } from '../../../exporters/receiver/index.js';
import { createRecordingVisitor } from '../otlp/recording-visitor.js';
import { sdkLogs, sdkMetrics, sdkSpans } from '../otlp/sdk-data.js';
import { startReceiver, type TestReceiver } from './http-client.js';

type Settings = { readonly url: string; readonly compression: CompressionAlgorithm };

/** Turns the callback of an exporter into a promise. */
function resultOf(run: (done: (result: ExportResult) => void) => void): Promise<ExportResult> {
  return new Promise(run);
}

/** Exports the test data of a signal once. */
const EXPORTS: Record<Signal, Record<Encoding, (settings: Settings) => Promise<ExportResult>>> = {
  metrics: {
    protobuf: (settings) => resultOf((done) => new OTLPMetricExporter(settings).export(sdkMetrics(), done)),
    json: (settings) => resultOf((done) => new JsonMetricExporter(settings).export(sdkMetrics(), done)),
  },
  traces: {
    protobuf: (settings) => resultOf((done) => new OTLPTraceExporter(settings).export(sdkSpans(), done)),
    json: (settings) => resultOf((done) => new JsonTraceExporter(settings).export(sdkSpans(), done)),
  },
  logs: {
    protobuf: (settings) => resultOf((done) => new OTLPLogExporter(settings).export(sdkLogs(), done)),
    json: (settings) => resultOf((done) => new JsonLogExporter(settings).export(sdkLogs(), done)),
  },
};

const FIRST_RECORD = { metrics: 'numberPoint', traces: 'span', logs: 'logRecord' } as const;

describe('the official exporters', () => {
  let receiver: TestReceiver;
  let result: () => AcceptResult;

  beforeEach(async () => {
    result = () => ({ kind: 'ok' });
    receiver = await startReceiver({ accept: async () => result() });
  });
  afterEach(() => receiver.close());

  for (const signal of ['metrics', 'traces', 'logs'] as const) {
    for (const encoding of ['protobuf', 'json'] as const) {
      for (const compression of [CompressionAlgorithm.NONE, CompressionAlgorithm.GZIP]) {
        it(`deliver ${signal} in ${encoding}, compression ${compression}`, async () => {
          const settings = { url: `${receiver.url}/v1/${signal}`, compression };
          const { code, error } = await EXPORTS[signal][encoding](settings);
          assert.equal(code, ExportResultCode.SUCCESS, error?.message);
          const [request, ...more] = receiver.accepted;
          assert.ok(request);
          assert.deepEqual(more, []);
          assert.deepEqual([request.signal, request.encoding], [signal, encoding]);
          const visitor = createRecordingVisitor();
          decodeOtlp(signal, encoding, request.body, visitor);
          assert.deepEqual(
            visitor.calls.slice(0, 3).map(([method]) => method),
            ['resource', 'scope', FIRST_RECORD[signal]],
          );
        });
      }
    }
  }

  for (const encoding of ['protobuf', 'json'] as const) {
    it(`see a success when records were rejected (${encoding})`, async () => {
      result = () => ({ kind: 'ok', rejected: 1, message: 'one was malformed' });
      const settings = { url: `${receiver.url}/v1/logs`, compression: CompressionAlgorithm.NONE };
      assert.equal((await EXPORTS.logs[encoding](settings)).code, ExportResultCode.SUCCESS);
      assert.equal(receiver.accepted.length, 1);
    });

    it(`send again after 503, and see the success (${encoding})`, async () => {
      const answers: AcceptResult[] = [
        { kind: 'retry', status: 503, afterSeconds: 1, message: 'not now' },
        { kind: 'ok' },
      ];
      result = () => answers.shift() ?? { kind: 'reject', status: 400, message: 'once too often' };
      const settings = { url: `${receiver.url}/v1/metrics`, compression: CompressionAlgorithm.GZIP };
      assert.equal((await EXPORTS.metrics[encoding](settings)).code, ExportResultCode.SUCCESS);
      assert.equal(receiver.accepted.length, 2);
      assert.deepEqual(receiver.accepted[0]?.body, receiver.accepted[1]?.body);
    });

    it(`see a failure after 400 and do not send again (${encoding})`, async () => {
      result = () => ({ kind: 'reject', status: 400, message: 'byte 3' });
      const settings = { url: `${receiver.url}/v1/traces`, compression: CompressionAlgorithm.NONE };
      assert.equal((await EXPORTS.traces[encoding](settings)).code, ExportResultCode.FAILED);
      assert.equal(receiver.accepted.length, 1);
    });
  }
});
