import assert from 'node:assert/strict';
import fc from 'fast-check';
import { exactTime } from '../../../../exporters/journal/identity/exact-time.js';
import { instantOf, timestampOf } from '../../../../exporters/journal/updates/timestamp.js';

describe('timestampOf', () => {
  it('has as many digits as the instant needs', () => {
    const millis = Date.UTC(2026, 2, 2, 9, 0, 0, 4);
    assert.equal(timestampOf(millis, 0), '2026-03-02T09:00:00.004Z');
    assert.equal(timestampOf(millis, 7_000), '2026-03-02T09:00:00.004007Z');
    assert.equal(timestampOf(millis, 7), '2026-03-02T09:00:00.004000007Z');
  });
});

describe('instantOf', () => {
  it('is the way back, for every instant up to the year 9999', () => {
    const millis = fc.integer({ min: 0, max: 253_402_300_799_999 });
    fc.assert(
      fc.property(millis, fc.nat(999_999), (milli, nanos) => {
        assert.deepEqual(instantOf(exactTime(timestampOf(milli, nanos))), { millis: milli, nanos });
      }),
    );
  });

  it('takes no text that another instant has, or none', () => {
    for (const text of [
      '2026-02-30T00:00:00.000000000',
      '2026-03-02T24:00:00.000000000',
      '2026-03-02T09:00:60.000000000',
      '2026-03-02T09:60:00.000000000',
      '2026-02-29T00:00:00.000000000',
      '2026-00-01T00:00:00.000000000',
      '2026-13-01T00:00:00.000000000',
      '2026-03-02T09:00:00.000',
      '+12026-03-02T09:00:00.000000000',
      'yesterday',
      '',
    ]) {
      assert.equal(instantOf(text), undefined, text);
    }
    assert.deepEqual(instantOf('0001-01-01T00:00:00.000000000'), { millis: -62_135_596_800_000, nanos: 0 });
  });
});
