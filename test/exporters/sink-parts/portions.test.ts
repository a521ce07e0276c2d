import assert from 'node:assert/strict';
import { portionsOf } from '../../../exporters/sink-parts/index.js';

describe('portions of a text', () => {
  it('are the text, however it comes', () => {
    const pieces = ['ä'.repeat(200_000), '', 'b'.repeat(100_000), '🎈', 'c'.repeat(600_000), 'end'];
    for (const content of [pieces.join(''), pieces]) {
      assert.equal(Buffer.concat([...portionsOf(content)]).toString(), pieces.join(''));
    }
    assert.deepEqual([...portionsOf('')], []);
    assert.deepEqual([...portionsOf([])], []);
  });

  it('gather small pieces, and ask for no more than they need', () => {
    let asked = 0;
    function* pieces() {
      for (; asked < 10_000; asked++) yield 'x'.repeat(100);
    }
    const portions = portionsOf(pieces());
    const first = portions.next().value;
    assert.ok(first instanceof Buffer && first.length >= 256 * 1024 && first.length < 257 * 1024);
    assert.ok(asked < 2700, `${asked}`);
    assert.equal([...portions].length, 3);
  });
});
