import assert from 'node:assert/strict';
import { oneLine } from '../../../exporters/http/one-line.js';

describe('oneLine', () => {
  it('has no control characters and no ends', () => {
    assert.equal(oneLine(' a\r\n\tb\u2028c\u0000\u0007 '), 'a b c');
    assert.equal(oneLine('\u2029'), '');
  });

  it('is bounded', () => {
    assert.equal(oneLine('x'.repeat(20), 10), `${'x'.repeat(10)}…`);
    assert.equal(oneLine('x'.repeat(10), 10), 'x'.repeat(10));
    assert.equal(oneLine('x'.repeat(400)).length, 301);
  });
});
