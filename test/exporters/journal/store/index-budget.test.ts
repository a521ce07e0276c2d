import assert from 'node:assert/strict';
import { type BudgetedIndex, createIndexBudget } from '../../../../exporters/journal/store/index-budget.js';

class FakeIndex implements BudgetedIndex {
  committing = false;
  spares: number[] = [];
  constructor(public indexSize: number) {}

  shrinkIndex(size: number, spare: number): void {
    this.spares.push(spare);
    this.indexSize = Math.min(this.indexSize, Math.ceil(size));
  }
}

describe('createIndexBudget', () => {
  it('shrinks what was not used for longest first, and only as far as needed', () => {
    const budget = createIndexBudget(100);
    const [a, b, c] = [new FakeIndex(40), new FakeIndex(40), new FakeIndex(10)];
    for (const index of [a, b, c]) budget.report(index);
    assert.deepEqual([a.indexSize, b.indexSize, c.indexSize], [40, 40, 10]);
    budget.report(a);
    c.indexSize = 30;
    budget.report(c);
    assert.deepEqual([a.indexSize, b.indexSize, c.indexSize], [40, 5, 30]);
  });

  it('leaves an index alone while a batch is under way', () => {
    const budget = createIndexBudget(100);
    const [a, b] = [new FakeIndex(80), new FakeIndex(80)];
    a.committing = true;
    budget.report(a);
    budget.report(b);
    assert.deepEqual([a.indexSize, b.indexSize], [80, 0]);
    a.committing = false;
    a.indexSize = 120;
    budget.report(a);
    assert.equal(a.indexSize, 75);
  });

  it('shrinks the one that reports when there is no other', () => {
    const budget = createIndexBudget(100);
    const only = new FakeIndex(1000);
    budget.report(only);
    assert.equal(only.indexSize, 75);
  });

  it('spares what the one that reports has in use, and no other', () => {
    const budget = createIndexBudget(100);
    const [other, index] = [new FakeIndex(80), new FakeIndex(180)];
    budget.report(other);
    budget.report(index);
    assert.deepEqual([other.spares, index.spares], [[0], [200]]);
  });
});
