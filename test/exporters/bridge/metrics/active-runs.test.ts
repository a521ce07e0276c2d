import assert from 'node:assert/strict';
import { createActiveRuns } from '../../../../exporters/bridge/metrics/active-runs.js';

describe('active runs', () => {
  it('are those that something came of in the last 15 minutes', () => {
    let now = 0;
    const runs = createActiveRuns(() => now);
    assert.equal(runs.count(), 0);
    runs.heard('a');
    runs.heard('b');
    now = 10 * 60_000;
    runs.heard('a');
    assert.equal(runs.count(), 2);
    now = 15 * 60_000;
    assert.equal(runs.count(), 1);
    now = 25 * 60_000;
    assert.equal(runs.count(), 0);
    runs.heard('b');
    assert.equal(runs.count(), 1);
  });
});
