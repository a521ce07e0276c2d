import assert from 'node:assert/strict';
import { isForBrowser, moveActive } from '../../../viewer/parts/row-keys.js';

describe('keys in a list of rows', () => {
  it('moves through a list and stays in it', () => {
    const moves = (place: number) =>
      ['ArrowDown', 'ArrowUp', 'PageDown', 'PageUp', 'Home', 'End', 'x'].map((key) => moveActive(key, place, 10, 4));
    assert.deepEqual(moves(5), [6, 4, 9, 1, 0, 9, undefined]);
    assert.deepEqual(moves(-1), [0, 9, 3, 0, 0, 9, undefined]);
    assert.deepEqual(moves(9), [9, 8, 9, 5, 0, 9, undefined]);
    assert.equal(moveActive('ArrowDown', -1, 0, 4), undefined);
  });
});

describe('isForBrowser', () => {
  it('is a key that is pressed with another one, but for Shift', () => {
    const none = { ctrlKey: false, metaKey: false, altKey: false };
    assert.equal(isForBrowser(none), false);
    for (const held of ['ctrlKey', 'metaKey', 'altKey']) assert.equal(isForBrowser({ ...none, [held]: true }), true);
  });
});
