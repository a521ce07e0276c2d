import assert from 'node:assert/strict';
import { createLimiter } from '../../../../exporters/journal/store/limiter.js';

describe('createLimiter', () => {
  it('runs at most so many at once, in order, and all of them', async () => {
    const limiter = createLimiter(3);
    const started: number[] = [];
    let running = 0;
    let most = 0;
    const tasks = Array.from({ length: 20 }, (_, at) =>
      limiter.run(async () => {
        started.push(at);
        most = Math.max(most, ++running);
        await new Promise((resolve) => setImmediate(resolve));
        running--;
        return at;
      }),
    );
    const numbers = Array.from({ length: 20 }, (_, at) => at);
    assert.deepEqual(await Promise.all(tasks), numbers);
    assert.deepEqual(started, numbers);
    assert.equal(most, 3);
  });

  it('gives the place of a task that failed to the next', async () => {
    const limiter = createLimiter(1);
    const failing = limiter.run(() => Promise.reject(new Error('no')));
    const next = limiter.run(() => Promise.resolve('yes'));
    await assert.rejects(failing, /no/);
    assert.equal(await next, 'yes');
    assert.equal(await limiter.run(() => Promise.resolve('again')), 'again');
  });
});
