import assert from 'node:assert/strict';
import fc from 'fast-check';
import { packLog } from '../../../lib/client/pack-log.js';
import { readLog } from '../../../lib/client/read-log.js';
import type { EpochTime } from '../../../lib/core/records.js';
import { histogramOf } from '../../../lib/tracking/histogram.js';
import type { Logged } from '../../../lib/tracking/log-target.js';

const START = 1_767_225_600_000;

/** A time some milliseconds after the start of the report, or before it. */
function at(millis: number): EpochTime {
  const time = START + millis;
  return [Math.floor(time / 1000), (((time % 1000) + 1000) % 1000) * 1_000_000];
}

/** JSON has no negative zero. */
const positiveZero = (numbers: fc.Arbitrary<number>) => numbers.map((number) => number + 0);

const name = fc.oneof(fc.constantFrom('loss', 'acc', 'ä/😀', '"'), fc.string({ minLength: 1, maxLength: 20 }));
const step = fc.option(fc.oneof(fc.nat(5), fc.maxSafeNat()), { nil: undefined });
const value: fc.Arbitrary<Logged> = fc.oneof(
  fc.record({
    kind: fc.constant('scalar' as const),
    name,
    step,
    time: fc.constant(at(0)),
    value: positiveZero(fc.double()),
  }),
  fc.record({ kind: fc.constant('text' as const), name, step, time: fc.constant(at(0)), text: fc.string() }),
  fc.record({
    kind: fc.constant('histogram' as const),
    name,
    step,
    time: fc.constant(at(0)),
    histogram: fc
      .array(positiveZero(fc.double({ noNaN: true, noDefaultInfinity: true })), { minLength: 1, maxLength: 20 })
      .map((values) => histogramOf(values, 8) ?? assert.fail()),
  }),
  fc.record({
    kind: fc.constant('params' as const),
    time: fc.constant(at(0)),
    given: fc.dictionary(fc.string({ minLength: 1 }), fc.integer(), { maxKeys: 1, noNullPrototype: true }),
  }),
);
/** In order of time, as they are logged. */
const values = fc.array(fc.tuple(value, fc.nat(50)), { maxLength: 60 }).map((entries) => {
  let millis = -500;
  return entries.map(([logged, pause]): Logged => {
    millis += pause;
    return { ...logged, time: at(millis) };
  });
});

/** What tells values of one kind and tag: all but the time, which the reader may make later by nanoseconds. */
function contentOf(logged: readonly Logged[]): unknown[] {
  return logged.map(({ time: [seconds, nanos], ...content }) => ({
    ...content,
    millis: seconds * 1000 + Math.floor(nanos / 1e6),
  }));
}

const tagOf = (logged: Logged): string => ('name' in logged ? `${logged.kind} ${logged.name}` : logged.kind);

describe('the log of a report', () => {
  it('never is larger than its room, and what it has and what is left is everything, tag by tag in order', () => {
    fc.assert(
      fc.property(values, fc.integer({ min: 0, max: 4000 }), (waiting, room) => {
        const { log, left } = packLog(waiting, START, room);
        const text = JSON.stringify(log);
        assert.ok(text === '{}' || Buffer.byteLength(text) <= room, `${Buffer.byteLength(text)} of ${room} bytes`);
        const { logged = [] } = readLog(JSON.parse(text), START) ?? {};
        assert.equal(logged.length + left.length, waiting.length);
        for (const tag of new Set(waiting.map(tagOf))) {
          const of = (list: readonly Logged[]) => contentOf(list.filter((entry) => tagOf(entry) === tag));
          assert.deepEqual([...of(logged), ...of(left)], of(waiting));
        }
      }),
      { numRuns: 200 },
    );
  });

  it('takes everything where there is room', () => {
    fc.assert(
      fc.property(values, (waiting) => {
        assert.deepEqual(packLog(waiting, START, 1_000_000).left, []);
      }),
      { numRuns: 50 },
    );
  });

  it('is short: consecutive steps are one number, even edges two', () => {
    const scalars = [5, 6, 7].map(
      (index): Logged => ({ kind: 'scalar', name: 'x', step: index, time: at(index), value: index }),
    );
    const histogram = histogramOf([0, 1, 2, 3], 3) ?? assert.fail();
    const { log } = packLog(
      [...scalars, { kind: 'histogram', name: 'h', step: undefined, time: at(9), histogram }],
      START,
      4000,
    );
    assert.deepEqual(log, {
      s: [['x', 5, [5, 1, 1], [5, 6, 7]]],
      e: [['h', 'h', null, 9, [0, 3], [1, 1, 2], [0, 3, 6, 14, 0]]],
    });
  });
});
