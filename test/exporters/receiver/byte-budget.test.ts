import assert from 'node:assert/strict';
import { createByteBudget } from '../../../exporters/receiver/byte-budget.js';

describe('createByteBudget', () => {
  it('gives out so many bytes and no more', () => {
    const budget = createByteBudget(10);
    const [one, two] = [budget.lease(), budget.lease()];
    assert.equal(one.grow(6), true);
    assert.equal(two.grow(5), false);
    assert.equal(two.grow(4), true);
    assert.equal(one.grow(1), false);
  });

  it('takes back a lease once, and all of it', () => {
    const budget = createByteBudget(10);
    const lease = budget.lease();
    lease.grow(3);
    lease.grow(4);
    lease.release();
    lease.release();
    assert.equal(budget.lease().grow(11), false);
    assert.equal(budget.lease().grow(10), true);
  });
});
