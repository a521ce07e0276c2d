import assert from 'node:assert/strict';
import fc from 'fast-check';
import { type AttributeMap, decodeOtlp } from '../../../../exporters/otlp/index.js';
import { attributes, doubleField, lengthField, message, request } from '../protobuf-writer.js';
import { createRecordingVisitor } from '../recording-visitor.js';

/** A gauge with points of these contents. */
function gauge(...points: readonly Buffer[]): Buffer {
  return lengthField(5, message(...points.map((point) => lengthField(1, point))));
}

/** A point of a client; its number of rows of attributes is not always the same. */
function point(client: string, ...more: readonly Buffer[]): Buffer {
  return message(attributes(7, [['client', client]]), doubleField(4, 1), ...more);
}

/** Attributes of all points, in order. */
function attributesOf(...metrics: readonly Buffer[]): AttributeMap[] {
  const visitor = createRecordingVisitor();
  decodeOtlp('metrics', 'protobuf', request(...metrics), visitor);
  return visitor.calls
    .filter(([method]) => method === 'numberPoint')
    .map(([, , given]) => (given as { attributes: AttributeMap }).attributes);
}

describe('attributes of points', () => {
  it('are one map where they are the same in one metric after the other', () => {
    const [a, b, secondA, secondB] = attributesOf(gauge(point('a'), point('b')), gauge(point('a'), point('b')));
    assert.deepEqual([a?.get('client'), b?.get('client')], ['a', 'b']);
    assert.equal(secondA, a);
    assert.equal(secondB, b);
  });

  it('are found again behind points that a metric lacks, and read anew where they differ', () => {
    const [, b, c, secondC, d, thirdB] = attributesOf(
      gauge(point('a'), point('b'), point('c')),
      gauge(point('c'), point('d')),
      gauge(point('b')),
    );
    assert.equal(secondC, c);
    assert.equal(d?.get('client'), 'd');
    assert.equal(thirdB, b);
  });

  it('that stand apart in a point are joined without touching another point', () => {
    const apart = point('a', attributes(7, [['more', 1]]));
    const [first, joined, last] = attributesOf(gauge(point('a')), gauge(apart), gauge(point('a')));
    assert.deepEqual(
      joined,
      new Map<string, unknown>([
        ['client', 'a'],
        ['more', 1],
      ]),
    );
    assert.deepEqual(first, new Map([['client', 'a']]));
    assert.equal(last, first);
  });

  it('are not taken for others that begin alike', () => {
    const more = message(
      attributes(7, [
        ['client', 'a'],
        ['more', 'x'],
      ]),
      doubleField(4, 1),
    );
    const maps = attributesOf(gauge(point('a')), gauge(more), gauge(message(doubleField(4, 2))), gauge(point('ab')));
    assert.deepEqual(
      maps.map((map) => [...map.values()]),
      [['a'], ['a', 'x'], [], ['ab']],
    );
  });

  it('are what each point says, however alike its neighbours are', () => {
    const key = fc.constantFrom('a', 'ab', 'b');
    const value = fc.constantFrom<string | number>('', 'x', 'xy', 1, 300);
    const rows = fc.array(fc.array(fc.tuple(key, value), { maxLength: 4 }), { maxLength: 5 });
    fc.assert(
      fc.property(fc.array(rows, { maxLength: 4 }), (metrics) => {
        const bytes = metrics.map((points) =>
          gauge(...points.map((pairs) => message(attributes(7, pairs), doubleField(4, 1)))),
        );
        assert.deepEqual(
          attributesOf(...bytes),
          metrics.flat().map((pairs) => new Map<string, unknown>(pairs)),
        );
      }),
      { numRuns: 500 },
    );
  });

  it('of more kinds than are compared one by one are read all the same', () => {
    const wide = (last: number) =>
      message(
        attributes(
          7,
          Array.from({ length: 100 }, (_, at) => [`k${at}`, at === 99 ? last : at]),
        ),
      );
    const [one, other] = attributesOf(gauge(wide(1), wide(2)));
    assert.deepEqual([one?.size, one?.get('k98'), one?.get('k99')], [100, 98, 1]);
    assert.deepEqual([other?.size, other?.get('k98'), other?.get('k99')], [100, 98, 2]);
  });
});
