import assert from 'node:assert/strict';
import { randomInt } from 'node:crypto';
import {
  JsonLogsSerializer,
  JsonMetricsSerializer,
  JsonTraceSerializer,
  ProtobufLogsSerializer,
  ProtobufMetricsSerializer,
  ProtobufTraceSerializer,
} from '@opentelemetry/otlp-transformer';
import fc from 'fast-check';
import { decodeOtlp, type Encoding, OtlpDecodeError, type Signal } from '../../../exporters/otlp/index.js';
import { createRecordingVisitor } from './recording-visitor.js';
import { sdkLogs, sdkMetrics, sdkSpans } from './sdk-data.js';

const FLIPS = 1_000;

const BODIES: readonly (readonly [Signal, Encoding, Uint8Array | undefined])[] = [
  ['metrics', 'protobuf', ProtobufMetricsSerializer.serializeRequest(sdkMetrics())],
  ['metrics', 'json', JsonMetricsSerializer.serializeRequest(sdkMetrics())],
  ['traces', 'protobuf', ProtobufTraceSerializer.serializeRequest(sdkSpans())],
  ['traces', 'json', JsonTraceSerializer.serializeRequest(sdkSpans())],
  ['logs', 'protobuf', ProtobufLogsSerializer.serializeRequest(sdkLogs())],
  ['logs', 'json', JsonLogsSerializer.serializeRequest(sdkLogs())],
];

/** @returns whether the body was taken; anything but a decode error fails the test with the body in its message */
function decodes(signal: Signal, encoding: Encoding, body: Uint8Array): boolean {
  try {
    decodeOtlp(signal, encoding, body, createRecordingVisitor());
    return true;
  } catch (error) {
    assert.ok(error instanceof OtlpDecodeError, `${error} for ${Buffer.from(body).toString('base64')}`);
    assert.notEqual(error.message, '');
    return false;
  }
}

/** Small generator of pseudo-random numbers (mulberry32), so that a printed seed repeats a failure. */
function createRandom(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b_79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

describe('decodeOtlp with broken bodies', () => {
  const seed = Number(process.env.FEDOTEL_TEST_SEED ?? randomInt(2 ** 31));

  for (const [signal, encoding, body] of BODIES) {
    it(`takes or refuses ${signal} in ${encoding} after bit flips (FEDOTEL_TEST_SEED=${seed})`, () => {
      assert.ok(body);
      const random = createRandom(seed);
      let refused = 0;
      for (let i = 0; i < FLIPS; i++) {
        const flipped = Buffer.from(body);
        for (let bits = 1 + random(3); bits > 0; bits--) {
          const at = random(flipped.length);
          flipped[at] = (flipped[at] ?? 0) ^ (1 << random(8));
        }
        refused += decodes(signal, encoding, flipped) ? 0 : 1;
      }
      assert.ok(refused > FLIPS / 10, `only ${refused} of ${FLIPS} refused`);
    });
  }

  it('takes or refuses random bytes', () => {
    fc.assert(
      fc.property(
        fc.constantFrom<Signal>('metrics', 'traces', 'logs'),
        fc.constantFrom<Encoding>('protobuf', 'json'),
        fc.uint8Array({ maxLength: 64 }),
        (signal, encoding, body) => {
          decodes(signal, encoding, body);
        },
      ),
      { numRuns: 2_000 },
    );
  });
});
