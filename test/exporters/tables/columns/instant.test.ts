import assert from 'node:assert/strict';
import { epochNanos } from '../../../../exporters/tables/columns/instant.js';

describe('epochNanos', () => {
  it('keeps every digit, in the spellings of our journals and of HiveWatch', () => {
    assert.equal(epochNanos('1970-01-01T00:00:00Z'), 0n);
    assert.equal(epochNanos('1970-01-01T00:00:01.000000001Z'), 1_000_000_001n);
    assert.equal(epochNanos('2026-03-02T09:00:00.123Z'), 1_772_442_000_123_000_000n);
    assert.equal(epochNanos('2026-03-02T09:00:00.123456+00:00'), 1_772_442_000_123_456_000n);
    assert.equal(epochNanos('2026-03-02T11:00:00.5+02:00'), 1_772_442_000_500_000_000n);
  });

  it('counts backwards before 1970', () => {
    assert.equal(epochNanos('1969-12-31T23:59:59.999999999Z'), -1n);
  });

  it('takes nothing that is no time, or lies beyond 64 bits', () => {
    for (const text of ['', 'yesterday', '2026-13-45T00:00:00Z', '9999-01-01T00:00:00Z', '0001-01-01T00:00:00Z']) {
      assert.equal(epochNanos(text), undefined, text);
    }
    assert.equal(epochNanos('2262-04-11T23:47:16.854775807Z'), 2n ** 63n - 1n);
    assert.equal(epochNanos('2262-04-11T23:47:16.854775808Z'), undefined);
  });
});
