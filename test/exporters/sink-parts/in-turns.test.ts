import assert from 'node:assert/strict';
import { inTurns } from '../../../exporters/sink-parts/index.js';
import { atOnce, mapSteps, STEP, type Steps } from '../../../exporters/steps/index.js';

describe('turns', () => {
  const { now } = performance;
  afterEach(() => {
    performance.now = now;
  });

  it('give the result of the steps, at once or in turns', async () => {
    const work = () => mapSteps([1, 2, 3], (item) => item * 2);
    assert.deepEqual(atOnce(work()), [2, 4, 6]);
    assert.deepEqual(await inTurns(work()), [2, 4, 6]);
  });

  it('let others have theirs when work has gone on for long, and not before', async () => {
    // Only the work takes time: a machine that stands still for a moment would give a turn, too.
    let clock = 0;
    performance.now = () => clock;
    const order: string[] = [];
    function* work(millis: number): Steps<void> {
      for (const part of ['first', 'second', 'third']) {
        order.push(part);
        clock += millis;
        yield STEP;
      }
    }
    setImmediate(() => order.push('other'));
    await inTurns(work(0));
    assert.deepEqual(order.splice(0), ['first', 'second', 'third']);
    await new Promise(setImmediate);
    assert.deepEqual(order.splice(0), ['other']);
    setImmediate(() => order.push('other'));
    await inTurns(work(15));
    assert.deepEqual(order, ['first', 'other', 'second', 'third']);
  });

  it('end with the error of a step', async () => {
    const failing = () =>
      mapSteps([1], () => {
        throw new Error('no');
      });
    assert.throws(() => atOnce(failing()), /no/);
    await assert.rejects(inTurns(failing()), /no/);
  });
});
