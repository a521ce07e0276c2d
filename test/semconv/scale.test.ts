import assert from 'node:assert/strict';
import fc from 'fast-check';
import { clientFields, scaleValue, unscaleValue } from '../../semconv/index.js';

describe('scaleValue', () => {
  it('leaves no float dust where plain multiplication does', () => {
    assert.notEqual(24_691 * 1e-6, 0.024691);
    assert.equal(scaleValue(24_691, 1e-6), 0.024691);
  });

  it('turns whole megabytes into whole numbers', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1_000_000 }), (megabytes) => {
        assert.equal(scaleValue(megabytes * 1_000_000, 1e-6), megabytes);
      }),
    );
  });

  it('turns seconds into milliseconds and ratios into percent', () => {
    assert.equal(scaleValue(0.25, 1000), 250);
    assert.equal(scaleValue(0.5, 100), 50);
    assert.notEqual(0.29 * 100, 29);
    assert.equal(scaleValue(0.29, 100), 29);
    assert.equal(scaleValue(3.5, 1), 3.5);
  });

  it('keeps values that are no numbers', () => {
    for (const value of [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]) {
      assert.ok(Object.is(scaleValue(value, 1e-6), value));
      assert.ok(Object.is(scaleValue(value, 100), value));
    }
  });
});

describe('unscaleValue', () => {
  it('is the way back for every scale of the registry, to the last digits', () => {
    const scales = [...new Set(clientFields.flatMap(({ journalScale, keyScale }) => [journalScale, keyScale]))];
    fc.assert(
      fc.property(fc.double({ noNaN: true, min: 1e-9, max: 1e12 }), fc.constantFrom(...scales), (value, scale) => {
        const back = unscaleValue(scaleValue(value, scale), scale);
        assert.ok(Math.abs(back - value) <= value * 1e-14, `${value} came back as ${back}`);
      }),
    );
  });

  it('gives whole bytes for whole megabytes', () => {
    assert.equal(unscaleValue(900.5, 1e-6), 900_500_000);
  });
});
