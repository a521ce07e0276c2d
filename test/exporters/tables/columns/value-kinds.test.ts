import assert from 'node:assert/strict';
import type { JsonValue } from '../../../../exporters/journal/events.js';
import { ValueKinds } from '../../../../exporters/tables/columns/value-kinds.js';
import type { ColumnType } from '../../../../exporters/tables/sources/index.js';

function typeOf(values: readonly (JsonValue | undefined)[], declared?: ColumnType): ColumnType {
  const kinds = new ValueKinds();
  for (const value of values) kinds.add(value, declared);
  return kinds.resolve(declared);
}

describe('ValueKinds', () => {
  it('finds the narrowest type that holds all values', () => {
    assert.equal(typeOf([true, false, null, undefined]), 'boolean');
    assert.equal(typeOf([1, -5, 2n ** 62n]), 'int64');
    assert.equal(typeOf([1, 0.5, Number.NaN, Number.POSITIVE_INFINITY]), 'double');
    assert.equal(typeOf([-0]), 'double');
    assert.equal(typeOf([1e300]), 'double');
    assert.equal(typeOf(['a', '']), 'string');
    assert.equal(typeOf([{ a: 1 }]), 'json');
    assert.equal(typeOf(['a', 1]), 'json');
    assert.equal(typeOf([true, 1]), 'json');
    assert.equal(typeOf([null, undefined]), 'string');
  });

  it('takes the names of numbers for numbers among numbers, and for texts among texts', () => {
    assert.equal(typeOf([0.5, 'NaN']), 'double');
    assert.equal(typeOf([2, '-Infinity']), 'double');
    assert.equal(typeOf(['NaN', 'none']), 'string');
    assert.equal(typeOf(['NaN', true]), 'json');
  });

  it('loses no digit: integers beyond doubles among fractions, and beyond 64 bits', () => {
    assert.equal(typeOf([2n ** 53n + 1n, 0.5]), 'json');
    assert.equal(typeOf([2n ** 64n]), 'json');
    assert.equal(typeOf([-(2n ** 63n), 2n ** 63n - 1n]), 'int64');
  });

  it('keeps the declared type while it holds, and widens it otherwise', () => {
    assert.equal(typeOf([], 'int64'), 'int64');
    assert.equal(typeOf([1, 2], 'double'), 'double');
    assert.equal(typeOf([1, 2.5], 'int64'), 'double');
    assert.equal(typeOf([2n ** 60n + 1n], 'double'), 'int64');
    assert.equal(typeOf(['lots'], 'double'), 'string');
    assert.equal(typeOf([5], 'string'), 'int64');
    assert.equal(typeOf(['text', { a: 1 }, 2], 'json'), 'json');
    assert.equal(typeOf(['2026-03-02T09:00:00Z'], 'timestamp'), 'timestamp');
    assert.equal(typeOf(['2026-03-02T09:00:00Z', 'later'], 'timestamp'), 'string');
    assert.equal(typeOf(['2026-03-02T09:00:00Z']), 'string');
  });
});
