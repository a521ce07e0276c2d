import assert from 'node:assert/strict';
import { type ClientObservation, HeldObservations } from '../../../lib/instruments/held-observations.js';

const size = (value: number): ClientObservation => ({ key: 'updateSize', kind: 'each', value, attributes: {} });
const bytes = (value: number, direction: string): ClientObservation => ({
  key: 'communicationIo',
  kind: 'sum',
  value,
  attributes: { direction },
});

describe('held observations', () => {
  it('come sorted, so that their order tells nobody apart', () => {
    const held = new HeldObservations();
    for (const [client, value] of [
      ['a', 30],
      ['b', 4],
      ['c', 200],
    ] as const) {
      held.hold(client, size(value));
    }
    assert.deepEqual(
      held.release(3).map(({ value }) => value),
      [4, 30, 200],
    );
  });

  it('come as one sum for counters', () => {
    const held = new HeldObservations();
    held.hold('a', bytes(1, 'receive'));
    held.hold('b', bytes(2, 'receive'));
    assert.deepEqual(held.release(2), [bytes(3, 'receive')]);
  });

  it('are grouped by series and distinct clients', () => {
    const held = new HeldObservations();
    held.hold('a', bytes(1, 'receive'));
    held.hold('b', bytes(2, 'receive'));
    held.hold('a', bytes(4, 'transmit'));
    held.hold('a', bytes(8, 'transmit'));
    assert.deepEqual(held.release(2), [bytes(3, 'receive')]);
  });

  it('are forgotten once released, shown or not', () => {
    const held = new HeldObservations();
    held.hold('a', size(1));
    assert.deepEqual(held.release(2), []);
    held.hold('b', size(2));
    assert.deepEqual(held.release(2), []);
    assert.deepEqual(held.release(1), []);
  });
});
