import assert from 'node:assert/strict';
import fc from 'fast-check';
import { roundToDigits } from '../../../../lib/monitor/sampling/digits.js';

/** What it stands for: a text of twelve digits, read again. */
const byText = (value: number): number => Number(value.toPrecision(12));

describe('roundToDigits', () => {
  it('gives the double that a text of twelve digits gives, to the last bit', () => {
    const any = fc.double({ noNaN: true, noDefaultInfinity: true });
    // What is measured: bytes in megabytes, microjoules in joules, shares.
    const quotient = fc
      .tuple(fc.maxSafeNat(), fc.constantFrom(1e6, 1e9, 1024, 3, 7, 100))
      .map(([number, by]) => number / by);
    fc.assert(
      fc.property(fc.oneof(any, quotient), (value) => assert.equal(roundToDigits(value) + 0, byText(value) + 0)),
      { numRuns: 20_000 },
    );
  });

  it('does so next to where digits change, and where half a digit is left', () => {
    for (const power of Array.from({ length: 40 }, (_, index) => Number(`1e${index - 20}`))) {
      for (const digits of [1, 0.9999999999995, 0.99999999999951, 0.99999999999949, 1.000000000005, 1.23456789012345]) {
        const value = power * digits;
        assert.equal(roundToDigits(value), byText(value), String(value));
        assert.equal(roundToDigits(-value), byText(-value), String(-value));
      }
    }
  });

  it('drops what sums of binary fractions add, and leaves integers alone', () => {
    assert.equal(roundToDigits(0.1 + 0.2), 0.3);
    assert.equal(roundToDigits(999_999_999_999), 999_999_999_999);
    assert.equal(roundToDigits(1_234_567_890_123_456), 1_234_567_890_120_000);
    assert.ok(Object.is(roundToDigits(-0), 0));
  });
});
