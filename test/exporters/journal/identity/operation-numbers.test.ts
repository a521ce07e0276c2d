import assert from 'node:assert/strict';
import { NumberedOperations } from '../../../../exporters/journal/identity/operation-numbers.js';

describe('NumberedOperations', () => {
  it('gives each its number once, in order', () => {
    const operations = new NumberedOperations();
    assert.deepEqual(
      ['train', 'evaluate', 'train', '', 'evaluate'].map((name) => operations.of(name)),
      [0, 1, 0, 2, 1],
    );
    assert.equal(operations.size, 3);
  });
});
