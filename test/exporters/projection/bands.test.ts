import assert from 'node:assert/strict';
import fc from 'fast-check';
import { bandOf } from '../../../exporters/projection/bands.js';

/** The band by definition, on the side of clarity. */
function byHand(values: readonly number[]): Readonly<Record<string, number>> {
  const sorted = values.filter((value) => !Number.isNaN(value)).sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  const count = sorted.length;
  if (count === 0) return {};
  const at = (percent: number): number => {
    const hundredths = (count - 1) * percent;
    const low = sorted[Math.floor(hundredths / 100)] ?? 0;
    const high = sorted[Math.ceil(hundredths / 100)] ?? 0;
    const share = (hundredths % 100) / 100;
    return low === high ? low : low * (1 - share) + high * share;
  };
  const outer = count < 10 ? {} : { p10: at(10), p90: at(90) };
  return { count, min: at(0), median: at(50), max: at(100), ...outer };
}

function band(values: readonly number[]): Readonly<Record<string, number>> {
  return Object.fromEntries(bandOf(Float64Array.from(values)).map(({ statistic, value }) => [statistic, value]));
}

describe('bands', () => {
  it('agrees with a calculation by hand', () => {
    const value = fc.oneof(
      fc.double({ noNaN: true, min: -1e6, max: 1e6 }),
      fc.integer({ min: 0, max: 5 }),
      fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY),
    );
    fc.assert(
      fc.property(fc.array(value, { maxLength: 60 }), (values) => {
        const expected = byHand(values);
        const found = band(values);
        assert.deepEqual(Object.keys(found).sort(), Object.keys(expected).sort());
        for (const [name, number] of Object.entries(expected)) {
          const other = found[name] ?? Number.NaN;
          const near = Math.abs(other - number) <= 1e-9 * Math.max(1, Math.abs(number));
          assert.ok(near || Object.is(other, number), `${name}: ${other} instead of ${number}`);
        }
      }),
      { numRuns: 2000 },
    );
  });

  it('does not depend on the order of the clients', () => {
    fc.assert(
      fc.property(fc.array(fc.double(), { maxLength: 40 }), (values) => {
        assert.deepEqual(band([...values].reverse()), band(values));
      }),
    );
  });

  it('lies between neighbours in proportion, as NumPy does', () => {
    const values = [15, 20, 35, 40, 50, 55, 60, 70, 80, 95, 100];
    assert.deepEqual(band(values), { count: 11, min: 15, p10: 20, median: 55, p90: 95, max: 100 });
    // numpy.percentile(range(1, 11), [10, 50, 90])
    assert.deepEqual(
      bandOf(Float64Array.from([10, 9, 8, 7, 6, 5, 4, 3, 2, 1])).map(({ value }) => Number(value.toFixed(9))),
      [10, 1, 1.9, 5.5, 9.1, 10],
    );
  });

  it('counts no NaN, and says nothing where there is nothing else', () => {
    assert.deepEqual(band([Number.NaN, 1, Number.NaN]), { count: 1, min: 1, median: 1, max: 1 });
    assert.deepEqual(bandOf(Float64Array.from([Number.NaN])), []);
  });

  it('keeps infinities what they are', () => {
    const all = [Number.NEGATIVE_INFINITY, 0, Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
    assert.deepEqual(band(all), {
      count: 4,
      min: Number.NEGATIVE_INFINITY,
      median: Number.POSITIVE_INFINITY,
      max: Number.POSITIVE_INFINITY,
    });
  });

  it('says the extremes of a field in the order that its keys have', () => {
    assert.deepEqual(
      bandOf(new Float64Array(10)).map(({ statistic }) => statistic),
      ['count', 'min', 'p10', 'median', 'p90', 'max'],
    );
  });
});
