import assert from 'node:assert/strict';
import { ProtobufMetricsSerializer } from '@opentelemetry/otlp-transformer';
import { retryLater } from '../../../exporters/receiver/refusal.js';
import { statusBody, successBody } from '../../../exporters/receiver/response-body.js';

describe('successBody', () => {
  it('is zero bytes or an empty object when everything was taken', () => {
    assert.equal(successBody('logs', 'protobuf').length, 0);
    assert.equal(successBody('logs', 'protobuf', 0, '').length, 0);
    assert.equal(successBody('logs', 'json').toString(), '{}');
  });

  it('names the count of JSON after the signal', () => {
    const names = (['metrics', 'traces', 'logs'] as const).map((signal) =>
      Object.keys(JSON.parse(successBody(signal, 'json', 1).toString()).partialSuccess),
    );
    assert.deepEqual(names, [
      ['rejectedDataPoints', 'errorMessage'],
      ['rejectedSpans', 'errorMessage'],
      ['rejectedLogRecords', 'errorMessage'],
    ]);
  });

  it('counts exactly', () => {
    for (const count of [1, 127, 128, 16_384, 2 ** 32 + 5, 2 ** 40]) {
      const response = ProtobufMetricsSerializer.deserializeResponse(successBody('metrics', 'protobuf', count, 'x'));
      assert.equal(Number(response.partialSuccess?.rejectedDataPoints), count);
    }
  });

  it('shortens endless messages, on both sides of a length of two bytes', () => {
    for (const length of [1, 127, 128, 1_000, 50_000]) {
      const body = successBody('metrics', 'protobuf', 1, 'é'.repeat(length));
      const { partialSuccess } = ProtobufMetricsSerializer.deserializeResponse(body);
      assert.equal(partialSuccess?.errorMessage, length > 1_000 ? `${'é'.repeat(1_000)}…` : 'é'.repeat(length));
    }
  });
});

describe('statusBody', () => {
  it('is a google.rpc.Status in either encoding', () => {
    const refusal = { status: 401, message: 'no' } as const;
    assert.deepEqual(statusBody('protobuf', refusal), Buffer.from([0x08, 16, 0x12, 2, 0x6e, 0x6f]));
    assert.deepEqual(JSON.parse(statusBody('json', refusal).toString()), { code: 16, message: 'no' });
  });
});

describe('retryLater', () => {
  it('always asks for a whole number of seconds from 1 to 30', () => {
    const cases: [number, string][] = [
      [1, '1'],
      [1.2, '2'],
      [0, '1'],
      [-5, '1'],
      [300, '30'],
      [Infinity, '30'],
      [Number.NaN, '1'],
    ];
    for (const [seconds, expected] of cases) {
      assert.deepEqual(retryLater(503, 'x', seconds).headers, { 'Retry-After': expected });
    }
  });
});
