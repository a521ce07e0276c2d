import assert from 'node:assert/strict';
import { decodeOtlp, OtlpDecodeError, type Signal } from '../../../../exporters/otlp/index.js';
import { type Call, createRecordingVisitor } from '../recording-visitor.js';

function decode(signal: Signal, body: string | Uint8Array): Call[] {
  const visitor = createRecordingVisitor();
  decodeOtlp(signal, 'json', Buffer.from(body), visitor);
  return visitor.calls;
}

function decodeRecord(signal: 'metrics' | 'traces' | 'logs', json: string): Call[] {
  const [resources, scopes, records] = {
    metrics: ['resourceMetrics', 'scopeMetrics', 'metrics'],
    traces: ['resourceSpans', 'scopeSpans', 'spans'],
    logs: ['resourceLogs', 'scopeLogs', 'logRecords'],
  }[signal];
  return decode(signal, `{"${resources}":[{"${scopes}":[{"${records}":[${json}]}]}]}`).slice(2);
}

function values(json: string): unknown[] {
  return decodeRecord('metrics', json).map(([, , point]) => (point as { value: unknown }).value);
}

describe('readRequest of JSON', () => {
  it('takes an empty request of any signal', () => {
    for (const signal of ['metrics', 'traces', 'logs'] as const) {
      assert.deepEqual(decode(signal, '{}'), []);
      assert.deepEqual(decode(signal, ' {"unknown":[{}],"resource_logs":[{}]}\n'), []);
    }
  });

  it('tells resource and scope before the records, wherever they stand', () => {
    const scope = '{"logRecords":[{"eventName":"e"}],"schemaUrl":"https://s","scope":{"version":"1","name":"n"}}';
    const json = `{"resourceLogs":[{"scopeLogs":[${scope}],"resource":{"attributes":[{"key":"id","value":{"intValue":"7"}}]}}]}`;
    const calls = decode('logs', json);
    assert.deepEqual(calls.slice(0, 2), [
      ['resource', new Map([['id', 7]])],
      ['scope', { name: 'n', version: '1', schemaUrl: 'https://s', attributes: new Map() }],
    ]);
    assert.equal(calls[2]?.[0], 'logRecord');
  });

  it('takes the last of a repeated key of JSON, whatever its name', () => {
    assert.deepEqual(decode('logs', '{"resourceLogs":[{},{}],"resourceLogs":[]}'), []);
    assert.deepEqual(decode('logs', '{"__proto__":{"resourceLogs":[{}]}}'), []);
  });

  it('is exact beyond 2^53, in numbers and in text', () => {
    const metric = (points: string): string => `{"name":"m","gauge":{"dataPoints":[${points}]}}`;
    const points =
      '{"asInt":9007199254740993},{"asInt":"-9007199254740993"},{"asInt":5},{"asDouble":12345678901234567890}';
    assert.deepEqual(values(metric(points)), [2n ** 53n + 1n, -(2n ** 53n) - 1n, 5, 12_345_678_901_234_567_000]);
    const [call] = decodeRecord('metrics', metric('{"timeUnixNano":1800000000123456789}'));
    assert.deepEqual(call?.[2], {
      attributes: new Map(),
      time: { millis: 1_800_000_000_123, nanos: 456_789 },
      value: undefined,
    });
  });

  it('knows values that are missing, flagged away or not finite', () => {
    const points =
      '{},{"asDouble":1,"flags":1},{"asDouble":1,"flags":2},{"asDouble":"NaN"},{"asDouble":null},{"asInt":"0"}';
    assert.deepEqual(values(`{"sum":{"dataPoints":[${points}]}}`), [undefined, undefined, 1, Number.NaN, undefined, 0]);
  });

  it('counts the points of other kinds', () => {
    for (const kind of ['histogram', 'exponentialHistogram', 'summary']) {
      const json = `{"name":"h","${kind}":{"dataPoints":[{},{}]}}`;
      assert.deepEqual(decodeRecord('metrics', json), [['otherPoints', 'h', 2]]);
    }
    assert.deepEqual(decodeRecord('metrics', '{"name":"none"}'), []);
  });

  it('reads ids of any case and takes invalid ones as absent', () => {
    const spanOf = (json: string): unknown => decodeRecord('traces', json)[0]?.[1];
    const ids = '"traceId":"0AF7651916cd43dd8448eb211c80319C","spanId":"B7AD6B7169203331"';
    const absent = `{${ids},"parentSpanId":"0000000000000000"}`;
    for (const json of [absent, absent.replace('0000000000000000', 'abcd'), `{${ids}}`]) {
      const span = spanOf(json) as Record<string, unknown>;
      assert.equal(span.traceId, '0af7651916cd43dd8448eb211c80319c');
      assert.equal(span.spanId, 'b7ad6b7169203331');
      assert.equal(span.parentSpanId, '');
    }
  });

  it('refuses fields of the wrong kind and says where', () => {
    const at = 'json: resourceLogs[0].scopeLogs[0].logRecords[0]';
    const cases: [string, string][] = [
      [
        '{"severityNumber":"SEVERITY_NUMBER_INFO"}',
        `${at}.severityNumber: expected a 32-bit integer, got "SEVERITY_NUMBER_INFO"`,
      ],
      ['{"severityNumber":4294967296}', `${at}.severityNumber: expected a 32-bit integer, got 4294967296`],
      ['{"traceId":"xyz"}', `${at}.traceId: expected hexadecimal digits, got "xyz"`],
      ['{"timeUnixNano":"yesterday"}', `${at}.timeUnixNano: expected nanoseconds since the epoch, got "yesterday"`],
      ['{"eventName":{}}', `${at}.eventName: expected a string, got an object`],
      ['{"body":{"arrayValue":{"values":[1]}}}', `${at}.body.arrayValue.values[0]: expected an object, got 1`],
      ['{"attributes":[{"key":"k","value":3}]}', `${at}.attributes[0].value: expected an object, got 3`],
      ['7', `${at}: expected an object, got 7`],
    ];
    for (const [json, message] of cases) {
      assert.throws(() => decodeRecord('logs', json), { name: 'OtlpDecodeError', message });
    }
  });

  it('refuses bodies that are no JSON object', () => {
    for (const body of [
      '',
      '[]',
      'null',
      '"x"',
      '{"resourceLogs":',
      '{} {}',
      '\ufeff{}',
      '{a:1}',
      '{"resourceLogs":[NaN]}',
    ]) {
      assert.throws(() => decode('logs', body), OtlpDecodeError, body);
    }
  });

  it('refuses bodies that are not UTF-8', () => {
    assert.throws(() => decode('logs', Buffer.from('7b22ff223a317d', 'hex')), /not valid UTF-8/);
  });

  it('survives depth bombs', () => {
    const bombs = ['[', '{"resourceLogs":', '{"arrayValue":{"values":['].map((open) => open.repeat(200_000));
    for (const bomb of bombs) {
      assert.throws(() => decode('logs', bomb), OtlpDecodeError);
    }
    const value = `${'{"arrayValue":{"values":['.repeat(60)}{}${']}}'.repeat(60)}`;
    assert.throws(() => decodeRecord('logs', `{"body":${value}}`), /nested more than 32 deep/);
  });

  it('passes on what the visitor throws', () => {
    const full = new Error('the visitor has enough');
    const visitor = createRecordingVisitor();
    visitor.resource = () => {
      throw full;
    };
    assert.throws(() => decodeOtlp('logs', 'json', Buffer.from('{"resourceLogs":[{}]}'), visitor), full);
  });
});
