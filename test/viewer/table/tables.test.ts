import assert from 'node:assert/strict';
import fc from 'fast-check';
import { textFilter } from '../../../viewer/table/filtering.js';
import { nextSorting, type SortValue, sortRows } from '../../../viewer/table/sorting.js';
import { rowWindow } from '../../../viewer/table/window.js';

describe('sortRows', () => {
  const sorted = (rows: readonly SortValue[], direction: 'ascending' | 'descending') =>
    sortRows(rows, (row) => row, direction);

  it('sorts numbers as numbers, and text as people do', () => {
    assert.deepEqual(sorted([10, 9, 2], 'ascending'), [2, 9, 10]);
    assert.deepEqual(sorted(['client-10', 'Client-2', 'client-1'], 'ascending'), ['client-1', 'Client-2', 'client-10']);
    assert.deepEqual(sorted(['b', 'ä', 'a'], 'descending'), ['b', 'ä', 'a']);
  });

  it('puts nothing and NaN last, in both directions', () => {
    assert.deepEqual(sorted([undefined, 2, Number.NaN, 1], 'ascending'), [1, 2, undefined, Number.NaN]);
    assert.deepEqual(sorted([undefined, 2, Number.NaN, 1], 'descending'), [2, 1, undefined, Number.NaN]);
  });

  it('keeps the order of equal rows', () => {
    const rows = [
      { key: 1, name: 'a' },
      { key: 1, name: 'b' },
      { key: 0, name: 'c' },
    ];
    assert.deepEqual(
      sortRows(rows, ({ key }) => key, 'descending').map(({ name }) => name),
      ['a', 'b', 'c'],
    );
  });
});

describe('nextSorting', () => {
  it('turns the same column round, and begins another with its own direction', () => {
    const first = nextSorting(undefined, 'loss', 'descending');
    assert.deepEqual(first, { column: 'loss', direction: 'descending' });
    assert.equal(nextSorting(first, 'loss', 'descending').direction, 'ascending');
    assert.deepEqual(nextSorting(first, 'name', 'ascending'), { column: 'name', direction: 'ascending' });
  });
});

describe('textFilter', () => {
  it('finds every word, in any case, with or without accents', () => {
    const fits = textFilter('  montreal  SITE ');
    assert.equal(fits(['site-Montréal']), true);
    assert.equal(fits(['Montréal', 'site']), true);
    assert.equal(fits(['Montréal']), false);
  });

  it('takes what is typed as text, and nothing typed as everything', () => {
    assert.equal(textFilter('(.*')(['abc']), false);
    assert.equal(textFilter('<b>')(['a <b> c']), true);
    assert.equal(textFilter(' ')([undefined]), true);
    assert.equal(textFilter('東京')(['病院-東京']), true);
  });
});

describe('rowWindow', () => {
  it('lays out what can be seen and a little more', () => {
    const { from, to, before, after } = rowWindow(10_000, 30, 3000, 600);
    assert.ok(from <= 100 && from >= 80 && to >= 120 && to <= 140);
    assert.equal(before, from * 30);
    assert.equal(after, (10_000 - to) * 30);
  });

  it('always has room for all rows and no row twice', () => {
    const whole = fc.nat({ max: 20_000 });
    fc.assert(
      fc.property(whole, whole, whole, (count, top, height) => {
        const { from, to, before, after } = rowWindow(count, 30, top, height);
        assert.ok(from >= 0 && from <= to && to <= count);
        assert.equal(before + (to - from) * 30 + after, count * 30);
      }),
    );
  });

  it('has nothing of an empty table', () => {
    assert.deepEqual(rowWindow(0, 30, 100, 600), { from: 0, to: 0, before: 0, after: 0 });
  });
});
