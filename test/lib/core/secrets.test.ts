import assert from 'node:assert/strict';
import { REDACTED, redactSecrets } from '../../../lib/core/secrets.js';

describe('secrets', () => {
  for (const key of [
    'password',
    'dbPassword',
    'DB_PASSWORD',
    'api_key',
    'apiKey',
    'x-api-key',
    'clientSecret',
    'accessKey',
    'credentials',
    'hf_token',
    'Authorization',
  ]) {
    it(`redacts ${key}`, () => {
      assert.equal(redactSecrets(key, 'hunter2'), REDACTED);
    });
  }

  for (const key of [
    'max_tokens',
    'tokenizer',
    'pad_token',
    'eos_token',
    'author',
    'key',
    'keyframe',
    'monkey',
    'secretary',
  ]) {
    it(`keeps ${key}`, () => {
      assert.equal(redactSecrets(key, 'plain'), 'plain');
    });
  }

  it('keeps flags and absent values', () => {
    assert.equal(redactSecrets('password', false), false);
    assert.equal(redactSecrets('password', null), null);
  });

  it('redacts whole objects and numbers under a secret name', () => {
    assert.equal(redactSecrets('credentials', { user: 'u' }), REDACTED);
    assert.equal(redactSecrets('password', 1234), REDACTED);
    assert.equal(redactSecrets('token', 4), 4);
  });

  it('takes user and password out of URLs', () => {
    assert.equal(
      redactSecrets('store', 'postgres://u:p@db/x and http://h/a@b'),
      `postgres://${REDACTED}@db/x and http://h/a@b`,
    );
  });
});
