import assert from 'node:assert/strict';
import { HeldObservations } from '../../../lib/instruments/held-observations.js';
import { ClientSeries } from '../../../lib/instruments/series.js';

const { updateSize, received, transmitted } = new ClientSeries({ 'fl.job.name': 'digits' });

describe('held observations', () => {
  it('come sorted, so that their order tells nobody apart', () => {
    const held = new HeldObservations();
    for (const [client, value] of [
      ['a', 30],
      ['b', 4],
      ['c', 200],
    ] as const) {
      held.hold(client, updateSize, value);
    }
    assert.deepEqual(
      held.release(3).map(({ value }) => value),
      [4, 30, 200],
    );
  });

  it('come as one sum for counters', () => {
    const held = new HeldObservations();
    held.hold('a', received, 1);
    held.hold('b', received, 2);
    assert.deepEqual(held.release(2), [{ series: received, value: 3 }]);
  });

  it('are grouped by series and distinct clients', () => {
    const held = new HeldObservations();
    held.hold('a', received, 1);
    held.hold('b', received, 2);
    held.hold('a', transmitted, 4);
    held.hold('a', transmitted, 8);
    assert.deepEqual(held.release(2), [{ series: received, value: 3 }]);
  });

  it('are forgotten once released, shown or not', () => {
    const held = new HeldObservations();
    held.hold('a', updateSize, 1);
    assert.deepEqual(held.release(2), []);
    held.hold('b', updateSize, 2);
    assert.deepEqual(held.release(2), []);
    assert.deepEqual(held.release(1), []);
  });
});
