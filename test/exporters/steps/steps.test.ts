import assert from 'node:assert/strict';
import fc from 'fast-check';
import { atOnce, flatMapSteps, mapSteps, STEP_SIZE, type Steps, sortSteps } from '../../../exporters/steps/index.js';

/** How many steps some work has. */
function stepsOf(work: Steps<unknown>): number {
  let steps = 0;
  while (!work.next().done) steps++;
  return steps;
}

describe('lists in steps', () => {
  const items = Array.from({ length: 10 * STEP_SIZE }, (_, index) => index);

  it('are mapped as by map and flatMap, in more steps the longer they are', () => {
    const pair = (item: number) => (item % 3 === 0 ? [] : [item, -item]);
    assert.deepEqual(atOnce(mapSteps(items, String)), items.map(String));
    assert.deepEqual(atOnce(flatMapSteps(new Set(items), pair)), items.flatMap(pair));
    assert.equal(stepsOf(mapSteps(items, String)), 10);
    assert.equal(stepsOf(flatMapSteps(items, pair)), 10);
    assert.deepEqual([atOnce(mapSteps([], String)), atOnce(flatMapSteps([], pair))], [[], []]);
  });

  it('are sorted as by sort, equal items in their order', () => {
    const compare = (a: { key: number }, b: { key: number }) => a.key - b.key;
    for (const keys of [3, 100, 100_000]) {
      fc.assert(
        fc.property(fc.nat(12_000), fc.integer(), (length, seed) => {
          const list = Array.from({ length }, (_, index) => ({ key: Math.abs((index * 7919 + seed) % keys), index }));
          const before = [...list];
          assert.deepEqual(atOnce(sortSteps(list, compare)), [...list].sort(compare));
          assert.deepEqual(list, before);
        }),
        { numRuns: 10 },
      );
    }
    assert.deepEqual(atOnce(sortSteps(items, (a, b) => a - b)), items);
    assert.ok(stepsOf(sortSteps(items.concat(items), (a, b) => a - b)) > 20);
  });
});
