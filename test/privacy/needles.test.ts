import assert from 'node:assert/strict';
import { isIn, needlesOfNumber, needlesOfText } from './needles.js';

describe('needles of the privacy tests', () => {
  const text = 'Klinik Nord/7';

  for (const encoding of ['utf8', 'utf16le', 'hex', 'base64', 'base64url'] as const) {
    it(`find a text as ${encoding}, wherever it stands`, () => {
      const plain = Buffer.from(text, encoding === 'utf16le' ? 'utf16le' : 'utf8');
      const isDigits = encoding !== 'utf8' && encoding !== 'utf16le';
      for (const before of ['', 'a', 'ab', 'abc']) {
        const whole = Buffer.concat([Buffer.from(before), plain, Buffer.from('xyz')]);
        const bytes = isDigits ? Buffer.from(whole.toString(encoding)) : whole;
        assert.ok(isIn(bytes, needlesOfText(text)), before);
      }
    });
  }

  it('find a text in a URL', () => {
    assert.ok(isIn(Buffer.from(`http://x/?q=${encodeURIComponent(text)}`), needlesOfText(text)));
  });

  it('find a number as text, double, integer and varint', () => {
    assert.ok(isIn(Buffer.from('{"v":0.73125}'), needlesOfNumber(0.73125)));
    assert.ok(isIn(Buffer.from(new Float64Array([1, 0.73125]).buffer), needlesOfNumber(0.73125)));
    assert.ok(isIn(Buffer.from(new BigInt64Array([1n, 918_273_645n]).buffer), needlesOfNumber(918_273_645)));
    assert.ok(isIn(Buffer.from([0x0a, 0xac, 0x02, 0x00]), needlesOfNumber(300)));
  });

  it('find nothing where nothing is', () => {
    assert.equal(isIn(Buffer.from('Klinik Sued and 0.5'), needlesOfText(text)), false);
    assert.equal(isIn(Buffer.from('Klinik Sued and 0.5'), needlesOfNumber(0.73125)), false);
  });
});
