import assert from 'node:assert/strict';
import { portionsOf } from '../../../exporters/sink-parts/index.js';

async function gather(content: string | Iterable<string>): Promise<Buffer[]> {
  const portions: Buffer[] = [];
  for await (const portion of portionsOf(content)) portions.push(portion);
  return portions;
}

describe('portions of a text', () => {
  it('are the text, however it comes', async () => {
    const pieces = ['ä'.repeat(200_000), '', 'b'.repeat(100_000), '🎈', 'c'.repeat(600_000), 'end'];
    for (const content of [pieces.join(''), pieces]) {
      assert.equal(Buffer.concat(await gather(content)).toString(), pieces.join(''));
    }
    assert.deepEqual(await gather(''), []);
    assert.deepEqual(await gather([]), []);
    assert.deepEqual(await gather(['', '']), []);
  });

  it('gather small pieces, and ask for no more than they need', async () => {
    let asked = 0;
    function* pieces() {
      for (; asked < 10_000; asked++) yield 'x'.repeat(100);
    }
    const portions = portionsOf(pieces());
    const { value: first } = await portions.next();
    assert.ok(first instanceof Buffer && first.length >= 256 * 1024 && first.length < 257 * 1024);
    assert.ok(asked < 2700, `${asked}`);
    let rest = 0;
    for await (const portion of portions) rest += portion.length;
    assert.equal(first.length + rest, 1_000_000);
  });

  it('divide a large text, and no character', async () => {
    for (const shift of ['', 'x']) {
      const text = shift + '🎈'.repeat(400_000);
      const portions = await gather(text);
      assert.ok(portions.length > 2 && portions.every(({ length }) => length < 600_000));
      assert.equal(Buffer.concat(portions).toString(), text);
    }
  });

  it('ask for the first piece at once, and let others have their turns', async () => {
    const order: string[] = [];
    function* pieces() {
      for (const piece of ['one', 'two']) {
        order.push(piece);
        for (const end = performance.now() + 15; performance.now() < end; );
        yield piece;
      }
    }
    setImmediate(() => order.push('other'));
    const gathered = gather(pieces());
    assert.deepEqual(order, ['one']);
    assert.equal(Buffer.concat(await gathered).toString(), 'onetwo');
    assert.deepEqual(order, ['one', 'other', 'two']);
  });
});
