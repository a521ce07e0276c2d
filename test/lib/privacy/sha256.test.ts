import assert from 'node:assert/strict';
import { createHash, createHmac as createNodeHmac } from 'node:crypto';
import fc from 'fast-check';
import { createHmac, toHex } from '../../../lib/privacy/hmac.js';
import { sha256 } from '../../../lib/privacy/sha256.js';

const utf8 = (text: string) => new TextEncoder().encode(text);
const repeat = (byte: number, count: number) => new Uint8Array(count).fill(byte);

describe('SHA-256', () => {
  // FIPS 180-4 examples, as published by NIST.
  for (const [message, digest] of [
    ['', 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'],
    ['abc', 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'],
    [
      'abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq',
      '248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1',
    ],
  ] as const) {
    it(`digests ${message.length} bytes`, () => {
      assert.equal(toHex(sha256(utf8(message))), digest);
    });
  }

  it('agrees with the platform on any message', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (message) => {
        assert.equal(toHex(sha256(message)), createHash('sha256').update(message).digest('hex'));
      }),
    );
  });
});

describe('HMAC-SHA-256', () => {
  // RFC 4231, test cases 1, 2, 3, 6 and 7.
  for (const [name, key, message, mac] of [
    [
      'a short key',
      repeat(0x0b, 20),
      utf8('Hi There'),
      'b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7',
    ],
    [
      'a text key',
      utf8('Jefe'),
      utf8('what do ya want for nothing?'),
      '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843',
    ],
    [
      'binary data',
      repeat(0xaa, 20),
      repeat(0xdd, 50),
      '773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe',
    ],
    [
      'a key longer than a block',
      repeat(0xaa, 131),
      utf8('Test Using Larger Than Block-Size Key - Hash Key First'),
      '60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54',
    ],
    [
      'a long key and a long message',
      repeat(0xaa, 131),
      utf8(
        'This is a test using a larger than block-size key and a larger than block-size data. ' +
          'The key needs to be hashed before being used by the HMAC algorithm.',
      ),
      '9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2',
    ],
  ] as const) {
    it(`has the RFC's result for ${name}`, () => {
      assert.equal(toHex(createHmac(key)(message)), mac);
    });
  }

  it('agrees with the platform on any key', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.uint8Array({ maxLength: 200 }), (key, message) => {
        assert.equal(toHex(createHmac(key)(message)), createNodeHmac('sha256', key).update(message).digest('hex'));
      }),
    );
  });
});
