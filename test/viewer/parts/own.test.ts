import assert from 'node:assert/strict';
import { own } from '../../../viewer/parts/own.js';

describe('own', () => {
  it('finds what is there, and nothing that every object has', () => {
    assert.equal(own({ auc: 0.5 }, 'auc'), 0.5);
    for (const name of ['constructor', 'toString', 'valueOf', '__proto__', 'hasOwnProperty']) {
      assert.equal(own({ auc: 0.5 }, name), undefined, name);
      assert.equal(own(JSON.parse(`{"${name}":1}`) as Record<string, number>, name), 1, name);
    }
  });
});
