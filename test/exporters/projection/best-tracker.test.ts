import assert from 'node:assert/strict';
import fc from 'fast-check';
import { BestTracker } from '../../../exporters/projection/best-tracker.js';

describe('best tracker', () => {
  it('knows the best of what stands for each round, whatever replaced what', () => {
    const result = fc.record({
      round: fc.nat({ max: 6 }),
      value: fc.constantFrom(0, 1, 2, 3, null, Number.NaN, Number.POSITIVE_INFINITY),
    });
    fc.assert(
      fc.property(fc.array(result, { maxLength: 30 }), fc.constantFrom('max', 'min'), (results, goal) => {
        const tracker = new BestTracker({ metric: 'f1', goal });
        const standing = new Map<number, number | null>();
        let told: { readonly round: number; readonly value: number } | undefined;
        for (const { round, value } of results) {
          standing.set(round, value);
          told = tracker.set(round, new Map([['metrics', { f1: value }]])) ?? told;
          const values = [...standing].filter((entry): entry is [number, number] => Number.isFinite(entry[1]));
          values.sort(([a, x], [b, y]) => (goal === 'max' ? y - x : x - y) || a - b);
          const [best] = values;
          // When no round has a value any more there is nothing to tell.
          if (best !== undefined) assert.deepEqual([told?.round, told?.value], best);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('takes results by their short names and by those of the journal', () => {
    const results = new Map([
      ['global_accuracy', 0.5],
      ['global_loss', 2],
      ['train_loss', 3],
    ]);
    for (const [metric, value] of [
      ['accuracy', 0.5],
      ['global_accuracy', 0.5],
      ['loss', 2],
      ['global_loss', 2],
      ['train_loss', 3],
    ] as const) {
      assert.equal(new BestTracker({ metric, goal: 'max' }).set(1, results)?.value, value, metric);
    }
    assert.equal(new BestTracker({ metric: 'f1', goal: 'max' }).set(1, results), undefined);
  });

  it('tells a change once, and keeps to an objective that was given', () => {
    const tracker = new BestTracker({ metric: 'loss', goal: 'min' });
    const results = new Map([['global_loss', 2]]);
    assert.deepEqual(tracker.set(1, results), { metric: 'loss', goal: 'min', round: 1, value: 2 });
    assert.equal(tracker.set(1, results), undefined);
    assert.equal(tracker.setObjective({ metric: 'accuracy', goal: 'max' }), undefined);
    tracker.clear();
    assert.deepEqual(tracker.set(2, results), { metric: 'loss', goal: 'min', round: 2, value: 2 });
  });
});
