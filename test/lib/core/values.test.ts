import assert from 'node:assert/strict';
import fc from 'fast-check';
import { copyEntries, copyValue, cutText, MAX_TEXT, numberAttribute, toNumber } from '../../../lib/core/values.js';

describe('values', () => {
  it('copies plain data as it is', () => {
    const value = { a: [1, 'x', true, null], b: { c: -0.5 } };
    const copied = copyValue(value);
    assert.deepEqual(copied, value);
    value.b.c = 7;
    assert.notDeepEqual(copied, value);
  });

  it('has a form for what JSON lacks', () => {
    class Named {
      own = 1;
    }
    const value = {
      date: new Date(0),
      map: new Map([['k', 1]]),
      set: new Set([1, 2]),
      typed: new Float32Array([0.5]),
      error: new RangeError('too far'),
      big: 12n,
      huge: 2n ** 70n,
      instance: new Named(),
      nothing: undefined,
      call: () => 1,
    };
    assert.deepEqual(copyValue(value), {
      date: '1970-01-01T00:00:00.000Z',
      map: { k: 1 },
      set: [1, 2],
      typed: [0.5],
      error: 'RangeError',
      big: 12,
      huge: '1180591620717411303424',
      instance: { own: 1 },
    });
    assert.deepEqual(copyValue([undefined, () => 1]), [null, null]);
  });

  it('keeps numbers that are none and the digits of large integers', () => {
    assert.equal(copyValue(Number.NaN), Number.NaN);
    assert.equal(copyValue(Number.POSITIVE_INFINITY), Number.POSITIVE_INFINITY);
    assert.equal(numberAttribute(2 ** 53), '9007199254740992');
    assert.equal(numberAttribute(2 ** 53 - 1), 9007199254740991);
    assert.equal(numberAttribute(1e-300), 1e-300);
  });

  it('ends cycles, depth and size', () => {
    const cyclic: { self?: unknown } = {};
    cyclic.self = cyclic;
    assert.deepEqual(copyValue(cyclic), { self: '[circular]' });
    const twice = { x: 1 };
    assert.deepEqual(copyValue([twice, twice]), [{ x: 1 }, { x: 1 }]);
    let deep: unknown = 'end';
    for (let i = 0; i < 100; i++) deep = { deep };
    assert.match(JSON.stringify(copyValue(deep)), /nested too deep/);
    const list = copyValue(Array.from({ length: 50_000 }, (_, index) => index));
    assert.ok(Array.isArray(list) && list.length < 10_002 && list.at(-1) === '[truncated]');
    const cut = copyValue('x'.repeat(MAX_TEXT * 2));
    assert.ok(typeof cut === 'string' && cut.length === MAX_TEXT && cut.endsWith('…'));
  });

  it('takes __proto__ for a name like any other', () => {
    const copied = copyValue(JSON.parse('{"__proto__": {"polluted": true}}'));
    assert.deepEqual(Object.keys(copied as object), ['__proto__']);
    assert.equal(Object.hasOwn({}, 'polluted'), false);
    assert.equal((copied as { polluted?: boolean }).polluted, undefined);
  });

  it('names entries and leaves out those without name or value', () => {
    const source = { a: 1, '': 2, b: undefined, c: [1] };
    assert.deepEqual(
      copyEntries(source, (key) => `x.${key}`),
      { 'x.a': 1, 'x.c': [1] },
    );
    assert.deepEqual(copyEntries(new Map([['k', 'v']]), String), { k: 'v' });
    for (const nothing of [null, undefined, 3, 'text', []]) {
      assert.deepEqual(copyEntries(nothing, String), {});
    }
  });

  it('cuts text between characters, not inside one', () => {
    assert.equal(cutText('abc', 3), 'abc');
    assert.equal(cutText('abcd', 3), 'ab…');
    assert.equal(cutText('a😀b', 3), 'a…');
  });

  it('reads numbers and big integers only', () => {
    assert.equal(toNumber(3n), 3);
    assert.equal(toNumber('3'), undefined);
    assert.equal(toNumber(null), undefined);
  });

  it('makes JSON of anything that has no getters', () => {
    fc.assert(
      fc.property(
        fc.anything({ withBigInt: true, withDate: true, withMap: true, withSet: true, withTypedArray: true }),
        (value) => {
          const copied = copyValue(value);
          JSON.stringify(copied ?? null);
        },
      ),
    );
  });
});
