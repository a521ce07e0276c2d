import assert from 'node:assert/strict';
import fc from 'fast-check';
import { WriteBudget } from '../../../exporters/map/write-budget.js';

describe('map: write budget', () => {
  it('lets the first write through, then only as the map grows', () => {
    const budget = new WriteBudget();
    budget.reached(1000);
    assert.equal(budget.allows(0.5), true);
    budget.wrote(800);
    assert.equal(budget.allows(0.5), false);
    budget.reached(1999);
    assert.equal(budget.allows(0.5), false);
    budget.reached(2000);
    assert.equal(budget.allows(0.5), true);
    budget.wrote(1600);
    budget.reached(2500);
    assert.equal(budget.allows(1), false);
    budget.reached(3000);
    assert.deepEqual([budget.allows(0.5), budget.allows(1)], [false, true]);
  });

  it('does not count what comes again', () => {
    const budget = new WriteBudget();
    budget.reached(100);
    budget.wrote(100);
    for (let turn = 0; turn < 100; turn++) budget.reached(50);
    assert.equal(budget.allows(0.5), false);
  });

  it('keeps all writes within (1 + share) times the size, however the journal grows', () => {
    const growth = fc.array(fc.integer({ min: 1, max: 5000 }), { minLength: 1, maxLength: 300 });
    fc.assert(
      fc.property(
        growth,
        fc.constantFrom(0.5, 1),
        fc.double({ min: 0.1, max: 3, noNaN: true }),
        (steps, share, ratio) => {
          const budget = new WriteBudget();
          let journal = 0;
          let written = 0;
          for (const step of steps) {
            journal += step;
            budget.reached(journal);
            if (!budget.allows(share)) continue;
            budget.wrote(journal * ratio);
            written += journal * ratio;
          }
          assert.ok(written <= (1 + share) * journal * ratio * 1.000001);
        },
      ),
    );
  });
});
