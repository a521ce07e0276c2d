import assert from 'node:assert/strict';
import { gunzipSync, gzipSync } from 'node:zlib';
import { packText } from '../../../exporters/page/pack-text.js';

describe('packed text', () => {
  const pieces = Array.from({ length: 3000 }, (_, index) => `{"ä":${index},"x":"${'🎈'.repeat(index % 300)}"}\n`);

  for (const level of [4, 9]) {
    it(`is byte for byte what gzip makes of the whole text at level ${level}`, async () => {
      const packed = await packText(pieces, level);
      assert.ok(packed.equals(gzipSync(pieces.join(''), { level })));
    });
  }

  it('may be of nothing', async () => {
    assert.equal(gunzipSync(await packText([], 9)).toString(), '');
  });

  it('asks for the first piece at once, and for others when it has room, with turns for others in between', async () => {
    let asked = 0;
    function* asking() {
      for (; asked < 20; asked++) yield 'x'.repeat(300_000);
    }
    const packed = packText(asking(), 1);
    assert.ok(asked >= 0 && asked < 3, `${asked}`);
    let turns = 0;
    let isDone = false;
    const done = packed.then(() => {
      isDone = true;
    });
    for (; !isDone; turns++) await new Promise((resolve) => setImmediate(resolve));
    await done;
    assert.equal(asked, 20);
    assert.ok(turns > 3, `${turns}`);
    assert.equal(gunzipSync(await packed).length, 6_000_000);
  });

  it('says what went wrong with a piece', async () => {
    function* failing() {
      yield 'x'.repeat(300_000);
      throw new Error('no more');
    }
    await assert.rejects(packText(failing(), 4), /no more/);
  });
});
