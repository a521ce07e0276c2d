import assert from 'node:assert/strict';
import fc from 'fast-check';
import { createStringCache } from '../../../../exporters/otlp/protobuf/string-cache.js';
import { text } from '../any-value-trees.js';

describe('createStringCache', () => {
  it('decodes any text, again and again, at any place', () => {
    const cache = createStringCache();
    fc.assert(
      fc.property(text, fc.nat(20), (value, offset) => {
        const bytes = Buffer.concat([Buffer.alloc(offset, 0xff), Buffer.from(value), Buffer.alloc(3, 0xff)]);
        const end = bytes.length - 3;
        assert.equal(cache.decode(bytes, offset, end), value);
        assert.equal(cache.decode(bytes, offset, end), value);
      }),
    );
  });

  it('does not mix up texts that share a slot', () => {
    const cache = createStringCache();
    for (let pass = 0; pass < 2; pass++) {
      for (let i = 0; i < 20_000; i++) {
        const bytes = Buffer.from(`client-${i}`);
        assert.equal(cache.decode(bytes, 0, bytes.length), `client-${i}`);
      }
    }
  });

  it('decodes texts longer than it remembers', () => {
    const long = 'é'.repeat(40_000);
    const bytes = Buffer.from(long);
    assert.equal(createStringCache().decode(bytes, 0, bytes.length), long);
  });

  it('tells broken UTF-8 from a real replacement character', () => {
    const cache = createStringCache();
    const real = Buffer.from('a\ufffdb');
    assert.equal(cache.decode(real, 0, real.length), 'a\ufffdb');
    for (const hex of ['ff', 'c3', 'c080', 'eda080', 'f8888080', '61e28261', 'f4908080']) {
      const broken = Buffer.from(hex, 'hex');
      assert.equal(cache.decode(broken, 0, broken.length), undefined, hex);
    }
  });
});
