import assert from 'node:assert/strict';
import type { FrameNumber } from '../../../exporters/page/types.js';
import { finiteOf, formatDuration, formatValue, numberOf, type Unit } from '../../../viewer/format/units.js';

/** Spaces before units are unbreakable; here they are written as plain ones. */
const written = (value: FrameNumber | undefined, unit: Unit) => formatValue(value, unit).replaceAll('\u00a0', ' ');

describe('formatValue', () => {
  const cases: readonly (readonly [value: FrameNumber | undefined, unit: Unit, text: string])[] = [
    [0.908, 'ratio', '90.80 %'],
    [1, 'ratio', '100 %'],
    [0, 'ratio', '0 %'],
    [0.00004, 'ratio', '0.00 %'],
    [-0.5, 'ratio', '−50.00 %'],
    [12.5, 'ratio', '1,250 %'],
    [0, 'bytes', '0 B'],
    [999, 'bytes', '999 B'],
    [999.6, 'bytes', '1.00 kB'],
    [1_088_914, 'bytes', '1.09 MB'],
    [-1_088_914, 'bytes', '−1.09 MB'],
    [4e15, 'bytes', '4.00 PB'],
    [5e18, 'bytes', '5000 PB'],
    [3.5, 'joules', '3.5 J'],
    [12_300, 'joules', '12.3 kJ'],
    [7445, 'count', '7,445'],
    [-3, 'count', '−3'],
    [2.5, 'count', '2.5'],
    [999_999_999_999_999, 'count', '999,999,999,999,999'],
    [2 ** 63, 'count', '9.22e18'],
    [-1e300, 'count', '−1e300'],
    [1e300, 'number', '1e300'],
    [1e300, 'bytes', '1e285 PB'],
    [1.7976931348623157e308, 'ratio', '∞ %'],
    [1e300, 'seconds', '1.16e295 d'],
    [5e-324, 'number', '4.94e-324'],
    [0.3119, 'number', '0.3119'],
    [0.312, 'number', '0.3120'],
    [12.3456, 'number', '12.35'],
    [5, 'number', '5'],
    [0.00001234, 'number', '1.23e-5'],
    [123_456_789, 'number', '1.23e8'],
    [null, 'number', '–'],
    [undefined, 'ratio', '–'],
    ['NaN', 'number', 'NaN'],
    [Number.NaN, 'ratio', 'NaN'],
    ['Infinity', 'bytes', '∞'],
    ['-Infinity', 'seconds', '−∞'],
  ];
  for (const [value, unit, text] of cases) {
    it(`writes ${value} as ${unit}: ${text}`, () => {
      assert.equal(written(value, unit).replaceAll('e−', 'e-'), text);
    });
  }

  it('never breaks a line between number and unit', () => {
    assert.doesNotMatch(formatValue(7325, 'seconds') + formatValue(1e7, 'bytes') + formatValue(0.5, 'ratio'), / /);
  });
});

describe('formatDuration', () => {
  const cases: readonly (readonly [seconds: number, text: string])[] = [
    [0, '0 s'],
    [0.000725, '0.725 ms'],
    [0.85, '850 ms'],
    [0.9999, '1.00 s'],
    [12.34, '12.3 s'],
    [8, '8.00 s'],
    [59.96, '1 min'],
    [60, '1 min'],
    [200, '3 min 20 s'],
    [3599.7, '1 h'],
    [7500, '2 h 5 min'],
    [86_399, '1 d'],
    [100_000, '1 d 4 h'],
    [-1.5, '−1.50 s'],
  ];
  for (const [seconds, text] of cases) {
    it(`writes ${seconds} s as ${text}`, () => {
      assert.equal(formatDuration(seconds).replaceAll('\u00a0', ' '), text);
    });
  }
});

describe('numberOf and finiteOf', () => {
  it('tell nothing, odd numbers and numbers apart', () => {
    assert.equal(numberOf(null), undefined);
    assert.equal(numberOf('-Infinity'), Number.NEGATIVE_INFINITY);
    assert.equal(Number.isNaN(numberOf('NaN')), true);
    assert.equal(finiteOf('NaN'), undefined);
    assert.equal(finiteOf(Number.POSITIVE_INFINITY), undefined);
    assert.equal(finiteOf(0), 0);
  });
});
