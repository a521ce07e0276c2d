import assert from 'node:assert/strict';
import fc from 'fast-check';
import { NumberScanner } from '../../../../lib/monitor/linux/number-scanner.js';

describe('NumberScanner', () => {
  it('reads the numbers of a line one after the other, whatever space is between them', () => {
    const safe = fc.integer({ min: Number.MIN_SAFE_INTEGER, max: Number.MAX_SAFE_INTEGER });
    const pair = fc.tuple(safe, fc.nat({ max: 5 }));
    fc.assert(
      fc.property(fc.array(pair, { minLength: 1, maxLength: 9 }), (pairs) => {
        const text = `x:${pairs.map(([number, spaces]) => `${' '.repeat(spaces + 1)}${number}`).join('')}`;
        const scanner = new NumberScanner(text, 2);
        // The kernel writes no negative zero, and none is read.
        for (const [number] of pairs) assert.equal(scanner.next() + 0, number + 0);
        assert.ok(Number.isNaN(scanner.next()));
      }),
    );
  });

  it('passes over words of any characters', () => {
    const scanner = new NumberScanner('S  12 -1 a,b 0 7\n8', 0);
    scanner.skip(2);
    assert.equal(scanner.next(), -1);
    scanner.skip(2);
    assert.equal(scanner.next(), 7);
    assert.ok(Number.isNaN(scanner.next()));
    scanner.skip(3);
    assert.ok(Number.isNaN(scanner.next()));
  });

  it('gives no number for what is none, and stays there', () => {
    for (const text of ['', '-', 'kB 5', ' \n5']) {
      const scanner = new NumberScanner(text, 0);
      assert.ok(Number.isNaN(scanner.next()), text);
      assert.ok(Number.isNaN(scanner.next()), text);
    }
  });

  it('loses digits of a number that a double cannot hold, and nothing else', () => {
    const scanner = new NumberScanner('18446744073709551615 3', 0);
    assert.equal(scanner.next(), 2 ** 64);
    assert.equal(scanner.next(), 3);
  });
});
