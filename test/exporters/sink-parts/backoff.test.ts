import assert from 'node:assert/strict';
import { Backoff } from '../../../exporters/sink-parts/index.js';

/** Asserts a wait of so many seconds, of which half is left to chance. */
function near(seconds: number, most: number): void {
  assert.ok(seconds >= most / 2 && seconds < most, `${seconds} of ${most}`);
}

describe('Backoff', () => {
  it('doubles up to the longest wait, half of it by chance', () => {
    const backoff = new Backoff();
    for (const most of [1, 2, 4, 8, 16, 32, 60, 60]) near(backoff.next(), most);
    backoff.reset();
    near(backoff.next(), 1);
  });

  it('waits as the destination wishes, and longer of its own will afterwards', () => {
    const backoff = new Backoff({ firstSeconds: 3, lastSeconds: 5 });
    assert.equal(backoff.next(17), 17);
    assert.equal(backoff.next(0), 0);
    near(backoff.next(), 5);
  });
});
