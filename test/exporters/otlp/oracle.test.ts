import assert from 'node:assert/strict';
import fc from 'fast-check';
import { decodeOtlp, OtlpDecodeError, type Signal } from '../../../exporters/otlp/index.js';
import { REQUESTS } from '../../support/otlp-protos.js';
import { decodeWithLibrary, type Outcome } from './library-calls.js';
import { createRecordingVisitor } from './recording-visitor.js';

const SIGNALS: readonly Signal[] = ['metrics', 'logs', 'traces'];

const text = fc.string({ unit: 'grapheme', maxLength: 12 });
const bytes = fc.uint8Array({ maxLength: 20 });
const nanos = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }).map(String);
const int64 = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).map(String);

/** Plain objects as protobufjs takes them; absent and empty members included. */
const { keyValue } = fc.letrec<{ value: object; keyValue: object }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4, depthSize: 'small' },
    fc.record({ stringValue: text }),
    fc.record({ boolValue: fc.boolean() }),
    fc.record({ intValue: int64 }),
    fc.record({ doubleValue: fc.double() }),
    fc.record({ bytesValue: bytes }),
    fc.constant({}),
    fc.record({ arrayValue: fc.record({ values: fc.array(tie('value'), { maxLength: 3 }) }) }),
    fc.record({ kvlistValue: fc.record({ values: fc.array(tie('keyValue'), { maxLength: 3 }) }) }),
  ),
  keyValue: fc.record({ key: text, value: tie('value') }, { requiredKeys: [] }),
}));
const attributes = fc.array(keyValue, { maxLength: 4 });

const point = fc.record(
  { attributes, timeUnixNano: nanos, startTimeUnixNano: nanos, flags: fc.nat(3), asDouble: fc.double() },
  { requiredKeys: [] },
);
const intPoint = fc.record({ attributes, timeUnixNano: nanos, asInt: int64 }, { requiredKeys: [] });
const points = fc.record({ dataPoints: fc.array(fc.oneof(point, intPoint), { maxLength: 4 }) });
const counted = fc.record({ dataPoints: fc.array(fc.record({ count: nanos }), { maxLength: 3 }) });
const metric = fc
  .tuple(
    fc.record({ name: text, unit: text, description: text }, { requiredKeys: [] }),
    fc.oneof(
      fc.record({ gauge: points }),
      fc.record({ sum: points }),
      fc.record({ histogram: counted }),
      fc.record({ exponentialHistogram: counted }),
      fc.record({ summary: counted }),
      fc.constant({}),
    ),
  )
  .map(([head, data]) => ({ ...head, ...data }));
const id = fc.oneof(fc.uint8Array({ minLength: 16, maxLength: 16 }), bytes);
const logRecord = fc.record(
  {
    ...{ timeUnixNano: nanos, observedTimeUnixNano: nanos, severityNumber: fc.nat(24), severityText: text },
    ...{ eventName: text, attributes, traceId: id, spanId: fc.uint8Array({ minLength: 8, maxLength: 8 }) },
    body: keyValue.map((pair) => ('value' in pair ? (pair.value as object) : {})),
  },
  { requiredKeys: [] },
);
const span = fc.record(
  {
    ...{ traceId: id, spanId: fc.uint8Array({ minLength: 8, maxLength: 8 }), parentSpanId: bytes, name: text },
    ...{ kind: fc.nat(5), startTimeUnixNano: nanos, endTimeUnixNano: nanos, attributes },
    status: fc.record({ message: text, code: fc.nat(2) }, { requiredKeys: [] }),
    events: fc.array(fc.record({ name: text, attributes }), { maxLength: 2 }),
  },
  { requiredKeys: [] },
);
const RECORDS = { metrics: metric, logs: logRecord, traces: span };
const NAMES = {
  metrics: ['resourceMetrics', 'scopeMetrics', 'metrics'],
  logs: ['resourceLogs', 'scopeLogs', 'logRecords'],
  traces: ['resourceSpans', 'scopeSpans', 'spans'],
} as const;

function body(signal: Signal): fc.Arbitrary<Uint8Array> {
  const [outer, inner, records] = NAMES[signal];
  const scope = fc.record({ name: text, version: text, attributes }, { requiredKeys: [] });
  const scoped = fc.record(
    { scope, schemaUrl: text, [records]: fc.array<object>(RECORDS[signal], { maxLength: 4 }) },
    { requiredKeys: [records] },
  );
  const resource = fc.record({ resource: fc.record({ attributes }), [inner]: fc.array(scoped, { maxLength: 3 }) });
  return fc.record({ [outer]: fc.array(resource, { maxLength: 3 }) }).map((request) => {
    const type = REQUESTS[signal];
    return type.encode(type.fromObject(request)).finish();
  });
}

function own(signal: Signal, encoded: Uint8Array): Outcome {
  const visitor = createRecordingVisitor();
  try {
    decodeOtlp(signal, 'protobuf', encoded, visitor);
    return { calls: visitor.calls };
  } catch (error) {
    assert.ok(error instanceof OtlpDecodeError, String(error));
    return { refusal: error.message };
  }
}

/**
 * What the own decoder takes the library takes, and reads alike. The library takes more: it does not notice a field that
 * is longer than the message around it.
 */
function assertAlike(ours: Outcome, theirs: Outcome): void {
  if ('calls' in ours) {
    assert.deepEqual(ours, theirs);
  }
}

describe('own decoder and a library decoder', function () {
  this.timeout(120_000);

  for (const signal of SIGNALS) {
    it(`read the same from generated ${signal}`, () => {
      fc.assert(
        fc.property(body(signal), (encoded) => {
          assert.deepEqual(own(signal, encoded), decodeWithLibrary(signal, encoded));
        }),
        { numRuns: 100 },
      );
    });

    it(`agree on ${signal} that are cut off or changed on the way`, () => {
      let refused = 0;
      let taken = 0;
      const cut = fc.tuple(body(signal), fc.nat(), fc.nat(255), fc.boolean()).map(([encoded, at, byte, isCut]) => {
        const position = encoded.length === 0 ? 0 : at % encoded.length;
        const changed = Uint8Array.from(isCut ? encoded.subarray(0, position) : encoded);
        if (!isCut && changed.length > 0) {
          changed[position] = byte;
        }
        return changed;
      });
      fc.assert(
        fc.property(cut, (encoded) => {
          const ours = own(signal, encoded);
          assertAlike(ours, decodeWithLibrary(signal, encoded));
          refused += 'refusal' in ours ? 1 : 0;
          taken += 'calls' in ours ? 1 : 0;
        }),
        { numRuns: 200 },
      );
      assert.ok(refused > 10 && taken > 10, `${refused} refused, ${taken} taken`);
    });
  }
});
