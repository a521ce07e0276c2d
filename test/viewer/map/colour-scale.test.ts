import assert from 'node:assert/strict';
import {
  COLOUR_STEPS,
  colourAt,
  colourOf,
  domainOf,
  isLight,
  placeIn,
  stepOf,
} from '../../../viewer/map/colour-scale.js';

/** Relative luminance of `rgb(r g b)`, as WCAG has it. */
function luminance(colour: string): number {
  const [r = 0, g = 0, b = 0] = (colour.match(/\d+/g) ?? []).map((text) => {
    const part = Number(text) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

describe('map: colours', () => {
  it('get brighter with the value, every step of the way', () => {
    const steps = Array.from({ length: COLOUR_STEPS }, (_, step) => luminance(colourOf(step)));
    for (const [index, value] of steps.entries())
      if (index > 0) assert.ok(value > (steps[index - 1] ?? 1), `step ${index}`);
  });

  it('can be written on', () => {
    for (const part of [0, 0.25, 0.45, 0.47, 0.75, 1]) {
      const ground = luminance(colourAt(part));
      const contrast = isLight(part) ? (ground + 0.05) / 0.05 : 1.05 / (ground + 0.05);
      assert.ok(contrast > 4.4, `${part}: ${contrast}`);
    }
  });

  it('leave a few far values outside', () => {
    const values = Array.from({ length: 100 }, (_, index) => index);
    const domain = domainOf([...values, 1e9, Number.NaN, Number.NEGATIVE_INFINITY]);
    assert.ok(domain && domain.low <= 2 && domain.high >= 97 && domain.high < 1e9);
    assert.equal(stepOf(domain, 1e9), COLOUR_STEPS - 1);
    assert.equal(stepOf(domain, -5), 0);
  });

  it('do with equal values, few values and none', () => {
    assert.deepEqual(domainOf([3, 3]), { low: 3, high: 3 });
    assert.equal(placeIn({ low: 3, high: 3 }, 3), 0.5);
    assert.deepEqual(domainOf([1, 2]), { low: 1, high: 2 });
    assert.equal(domainOf([Number.NaN]), undefined);
  });

  it('stay within the scale', () => {
    assert.deepEqual([colourAt(-1), colourAt(2)], [colourAt(0), colourAt(1)]);
  });
});
