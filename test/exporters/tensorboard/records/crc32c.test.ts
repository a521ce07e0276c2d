import assert from 'node:assert/strict';
import fc from 'fast-check';
import { crc32c, maskedCrc32c } from '../../../../exporters/tensorboard/records/crc32c.js';
import { slowCrc32c } from '../support/event-reader.js';

describe('crc32c', () => {
  it('gives the sums of RFC 3720, section B.4', () => {
    assert.equal(crc32c(new Uint8Array(32)), 0x8a9136aa);
    assert.equal(crc32c(new Uint8Array(32).fill(0xff)), 0x62a8ab43);
    assert.equal(crc32c(Uint8Array.from({ length: 32 }, (_, n) => n)), 0x46dd794e);
    assert.equal(crc32c(Uint8Array.from({ length: 32 }, (_, n) => 31 - n)), 0x113fdb5c);
    assert.equal(crc32c(Buffer.from('123456789')), 0xe3069283);
    assert.equal(crc32c(new Uint8Array()), 0);
  });

  it('gives what one bit at a time gives, of every part of some bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 70 }), fc.nat(70), fc.nat(70), (bytes, a, b) => {
        const [from, to] = [Math.min(a, b, bytes.length), Math.min(Math.max(a, b), bytes.length)];
        assert.equal(crc32c(bytes, from, to), slowCrc32c(bytes.subarray(from, to)));
      }),
    );
  });
});

describe('maskedCrc32c', () => {
  it('rotates the sum and adds a constant, within 32 bits', () => {
    const crc = 0xe3069283;
    const expected = (((crc >>> 15) | (crc << 17)) >>> 0) + 0xa282ead8;
    assert.equal(maskedCrc32c(Buffer.from('123456789')), expected % 2 ** 32);
    assert.equal(maskedCrc32c(new Uint8Array()), 0xa282ead8);
  });

  it('is what TensorBoard’s own writer puts after the length of a record of 72 bytes', () => {
    assert.equal(maskedCrc32c(Uint8Array.from([0x48, 0, 0, 0, 0, 0, 0, 0])), 0x9d4892fe);
  });
});
