import assert from 'node:assert/strict';
import { decodeOtlp } from '../../../../exporters/otlp/index.js';
import {
  attributes,
  doubleField,
  fixed64Field,
  lengthField,
  message,
  request,
  varintField,
} from '../protobuf-writer.js';
import { type Call, createRecordingVisitor } from '../recording-visitor.js';

const GAUGE = 5;
const SUM = 7;
const HISTOGRAM = 9;
const EXPONENTIAL_HISTOGRAM = 10;
const SUMMARY = 11;

function decode(...metrics: readonly Buffer[]): Call[] {
  const visitor = createRecordingVisitor();
  decodeOtlp('metrics', 'protobuf', request(...metrics), visitor);
  return visitor.calls.slice(2);
}

/** One of the kinds of data with points of the given contents. */
function data(field: number, ...points: readonly Buffer[]): Buffer {
  return lengthField(field, message(...points.map((point) => lengthField(1, point))));
}

/** Values of the number points among the calls. */
function values(calls: readonly Call[]): unknown[] {
  return calls.map(([, , point]) => (point as { value: unknown }).value);
}

describe('readMetric of protobuf', () => {
  it('knows the name and unit that stand behind the points', () => {
    const point = message(
      attributes(7, [['k', 'v']]),
      fixed64Field(3, 1_800_000_000_123_456_789n),
      doubleField(4, 0.5),
    );
    assert.deepEqual(decode(message(data(SUM, point), lengthField(3, 's'), lengthField(1, 'late'))), [
      [
        'numberPoint',
        { name: 'late', unit: 's', kind: 'sum' },
        { attributes: new Map([['k', 'v']]), time: { millis: 1_800_000_000_123, nanos: 456_789 }, value: 0.5 },
      ],
    ]);
  });

  it('gives integers exactly and doubles of every kind', () => {
    const integers = [-1n, 2n ** 53n - 1n, 2n ** 53n + 1n, -(2n ** 63n)].map((value) => fixed64Field(6, value));
    const doubles = [Number.NaN, Infinity, -Infinity, -0].map((value) => doubleField(4, value));
    assert.deepEqual(values(decode(data(GAUGE, ...integers, ...doubles))), [
      ...[-1, 2 ** 53 - 1, 2n ** 53n + 1n, -(2n ** 63n)],
      ...[Number.NaN, Infinity, -Infinity, -0],
    ]);
  });

  it('gives the last value of the oneof, zero too, and the last time', () => {
    const both = message(doubleField(4, 1.5), fixed64Field(6, 0n));
    assert.deepEqual(values(decode(data(GAUGE, both))), [0]);
    const [call] = decode(data(GAUGE, message(fixed64Field(3, 1n), fixed64Field(3, 2_000_000n))));
    assert.deepEqual(call?.[2], { attributes: new Map(), time: { millis: 2, nanos: 0 }, value: undefined });
  });

  it('has no value when the point is flagged so or carries none', () => {
    const flagged = message(doubleField(4, 0), varintField(8, 1));
    const otherFlag = message(doubleField(4, 7), varintField(8, 2));
    assert.deepEqual(values(decode(data(GAUGE, flagged, message(), otherFlag))), [undefined, undefined, 7]);
  });

  it('counts the points of other kinds', () => {
    for (const kind of [HISTOGRAM, EXPONENTIAL_HISTOGRAM, SUMMARY]) {
      const metric = message(data(kind, message(), fixed64Field(3, 1n)), lengthField(1, 'h'), data(kind, message()));
      assert.deepEqual(decode(metric), [['otherPoints', 'h', 3]]);
    }
  });

  it('merges the same kind of data and drops the kind before another', () => {
    const one = data(GAUGE, doubleField(4, 1));
    const two = data(GAUGE, doubleField(4, 2));
    const sum = data(SUM, doubleField(4, 3));
    assert.deepEqual(values(decode(message(one, two))), [1, 2]);
    assert.deepEqual(values(decode(message(one, sum))), [3]);
    assert.deepEqual(values(decode(message(one, sum, two))), [2]);
    assert.deepEqual(decode(message(one, data(SUMMARY, message()))), [['otherPoints', '', 1]]);
  });

  it('tells nothing of a metric without data', () => {
    assert.deepEqual(decode(lengthField(1, 'empty'), message()), []);
  });
});
