import assert from 'node:assert/strict';
import { Grace } from '../../../exporters/sink-parts/index.js';

describe('Grace', () => {
  const now = performance.now;
  let millis = 5000;
  before(() => {
    performance.now = () => millis;
  });
  after(() => {
    performance.now = now;
  });

  it('begins with the end of a run, lasts ten minutes, and says how long it is left', () => {
    const grace = new Grace();
    grace.see(false);
    assert.equal(grace.isOver, false);
    grace.see(true);
    millis += 599_000;
    grace.see(true);
    assert.equal(grace.isOver, false);
    assert.deepEqual(grace.wait('a"b'), {
      kind: 'retry',
      reason: 'run "a\\"b" has ended before all of its data are here',
      afterSeconds: 1,
      expected: true,
    });
    millis += 999;
    assert.equal(grace.isOver, false);
    assert.equal(Reflect.get(grace.wait('a'), 'afterSeconds'), 1, 'never at once');
    millis += 1;
    assert.equal(grace.isOver, true);
  });

  it('begins anew when the run was taken up again', () => {
    const grace = new Grace();
    grace.see(true);
    millis += 600_000;
    grace.see(false);
    assert.equal(grace.isOver, false);
    grace.see(true);
    assert.equal(grace.isOver, false);
    assert.equal(Reflect.get(grace.wait('a'), 'afterSeconds'), 600);
  });
});
