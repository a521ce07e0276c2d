import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  instantFromHalves,
  instantFromJson,
  int64FromHalves,
  int64FromJson,
} from '../../../exporters/otlp/integers.js';

const MAX_UINT64 = 2n ** 64n - 1n;

function halves(value: bigint): [high: number, low: number] {
  return [Number(BigInt.asIntN(32, value >> 32n)), Number(BigInt.asIntN(32, value))];
}

function nanosOf(instant: { millis: number; nanos: number } | undefined): bigint {
  assert.ok(instant);
  return BigInt(instant.millis) * 1_000_000n + BigInt(instant.nanos);
}

describe('int64FromHalves', () => {
  it('gives a number where that is exact and a bigint elsewhere', () => {
    const cases: [bigint, number | bigint][] = [
      [0n, 0],
      [-1n, -1],
      [2n ** 31n, 2 ** 31],
      [-(2n ** 31n), -(2 ** 31)],
      [2n ** 53n - 1n, Number.MAX_SAFE_INTEGER],
      [-(2n ** 53n) + 1n, Number.MIN_SAFE_INTEGER],
      [2n ** 53n, 2n ** 53n],
      [-(2n ** 53n), -(2n ** 53n)],
      [2n ** 63n - 1n, 2n ** 63n - 1n],
      [-(2n ** 63n), -(2n ** 63n)],
    ];
    for (const [value, expected] of cases) {
      assert.equal(int64FromHalves(...halves(value)), expected);
    }
  });

  it('keeps every integer', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }), (value) => {
        assert.equal(BigInt(int64FromHalves(...halves(value))), value);
      }),
    );
  });
});

describe('instantFromHalves', () => {
  it('is exact to the nanosecond over the whole range', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: MAX_UINT64 }), (value) => {
        const instant = instantFromHalves(...halves(value));
        assert.equal(nanosOf(instant), value);
        assert.ok(instant.nanos >= 0 && instant.nanos < 1_000_000 && Number.isSafeInteger(instant.millis));
      }),
    );
    for (const value of [0n, 999_999n, 1_000_000n, 2n ** 32n - 1n, 2n ** 32n, 2n ** 63n, MAX_UINT64]) {
      assert.equal(nanosOf(instantFromHalves(...halves(value))), value);
    }
  });
});

describe('int64FromJson', () => {
  it('takes numbers and decimal text alike', () => {
    assert.equal(int64FromJson(12), 12);
    assert.equal(int64FromJson('12'), 12);
    assert.equal(int64FromJson('-9007199254740993'), -9_007_199_254_740_993n);
    assert.equal(int64FromJson('9007199254740991'), Number.MAX_SAFE_INTEGER);
    assert.equal(int64FromJson(2 ** 60), 2n ** 60n);
    assert.ok(Object.is(int64FromJson(-0), 0));
    assert.ok(Object.is(int64FromJson('-0'), 0));
  });

  it('refuses what is no signed 64-bit integer', () => {
    const wrong = [
      1.5,
      Number.NaN,
      2 ** 63,
      1e300,
      '9223372036854775808',
      '-9223372036854775809',
      '',
      ' 1',
      '0x1',
      '1e3',
    ];
    for (const value of [...wrong, '1'.repeat(1_000), true, null, undefined, {}, [1]]) {
      assert.equal(int64FromJson(value), undefined, String(value));
    }
  });
});

describe('instantFromJson', () => {
  it('is exact for numbers and text', () => {
    assert.deepEqual(instantFromJson('1800000000123456789'), { millis: 1_800_000_000_123, nanos: 456_789 });
    assert.deepEqual(instantFromJson(1_500_001), { millis: 1, nanos: 500_001 });
    assert.equal(nanosOf(instantFromJson(String(MAX_UINT64))), MAX_UINT64);
    assert.equal(nanosOf(instantFromJson(2 ** 62)), 2n ** 62n);
  });

  it('refuses times before the epoch and beyond 64 bits', () => {
    for (const value of [-1, '-1', '18446744073709551616', 2 ** 64, 0.5, 'now', undefined]) {
      assert.equal(instantFromJson(value), undefined, String(value));
    }
  });
});
