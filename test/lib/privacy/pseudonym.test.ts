import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { createPseudonyms, randomKey } from '../../../lib/privacy/pseudonym.js';

describe('pseudonyms', () => {
  it('are the first 24 digits of HMAC-SHA-256, so that a holder of the key can compute them with any tool', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), fc.string({ minLength: 1 }), (key, client) => {
        const expected = createHmac('sha256', key).update(client).digest('hex').slice(0, 24);
        assert.equal(createPseudonyms(key)(client), expected);
      }),
    );
  });

  it('are the same for one client and differ between clients and keys', () => {
    const [first, second] = [createPseudonyms('key one'), createPseudonyms('key two')];
    assert.equal(first('anna'), first('anna'));
    assert.notEqual(first('anna'), first('bert'));
    assert.notEqual(first('anna'), second('anna'));
  });

  it('stay the same beyond what is remembered', () => {
    const pseudonyms = createPseudonyms('key');
    const before = pseudonyms('anna');
    for (let index = 0; index < 50_001; index++) pseudonyms(String(index));
    assert.equal(pseudonyms('anna'), before);
  });

  it('have random keys of 256 bits where there is none', () => {
    assert.match(randomKey(), /^[0-9a-f]{64}$/);
    assert.notEqual(randomKey(), randomKey());
  });
});
