import assert from 'node:assert/strict';
import { formatTicks } from '../../../viewer/format/ticks.js';
import type { Unit } from '../../../viewer/format/units.js';

describe('formatTicks', () => {
  const cases: readonly (readonly [
    name: string,
    values: readonly number[],
    step: number,
    unit: Unit,
    labels: string,
  ])[] = [
    ['shares', [0.7, 0.8, 0.9], 0.1, 'ratio', '70 %|80 %|90 %'],
    ['shares that are close together', [0.9, 0.9025, 0.905], 0.0025, 'ratio', '90.00 %|90.25 %|90.50 %'],
    ['all in one unit', [0, 500, 1000], 500, 'bytes', '0.0 kB|0.5 kB|1.0 kB'],
    ['bytes that hardly differ', [136_100, 136_110, 136_120], 10, 'bytes', '136.10 kB|136.11 kB|136.12 kB'],
    ['milliseconds', [0, 0.2, 0.4], 0.2, 'seconds', '0 ms|200 ms|400 ms'],
    ['minutes', [0, 60, 120], 60, 'seconds', '0 min|1 min|2 min'],
    ['quarters', [0.25, 0.5, 0.75], 0.25, 'number', '0.25|0.50|0.75'],
    ['counts', [0, 2000, 4000], 2000, 'count', '0|2,000|4,000'],
    ['large counts', [0, 10_000_000, 20_000_000], 10_000_000, 'count', '0 M|10 M|20 M'],
    ['tiny numbers', [0, 1e-6, 2e-6], 1e-6, 'number', '0|1e−6|2e−6'],
    ['large numbers that hardly differ', [1e6, 1.01e6, 1.02e6], 1e4, 'number', '1e6|1.01e6|1.02e6'],
    ['amounts beyond all prefixes', [0, 5e29, 1e30], 5e29, 'bytes', '0 TB|5e17 TB|1e18 TB'],
    ['shares beyond all reason', [0, 1e300], 1e300, 'ratio', '0 %|1e302 %'],
    ['a zero that was missed', [-1e307, 5e291, 1e307], 1e307, 'number', '−1e307|0|1e307'],
    ['shares beyond all numbers', [0, 1e307], 1e307, 'ratio', '0 %|∞ %'],
    ['the least numbers', [0, 5e-324], 5e-324, 'number', '0|5e−324'],
    ['huge numbers', [0, 5e9], 5e9, 'number', '0|5e9'],
    ['numbers below zero', [-0.5, 0, 0.5], 0.5, 'number', '−0.5|0.0|0.5'],
    ['nothing but zero', [0], 1, 'seconds', '0 ms'],
  ];
  for (const [name, values, step, unit, labels] of cases) {
    it(`labels ${name}`, () => {
      assert.equal(formatTicks(values, step, unit).join('|').replaceAll('\u00a0', ' '), labels);
    });
  }
});
