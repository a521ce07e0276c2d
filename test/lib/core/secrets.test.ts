import assert from 'node:assert/strict';
import { REDACTED } from '../../../lib/core/secret-text.js';
import { redactSecrets } from '../../../lib/core/secrets.js';
import { copyValue } from '../../../lib/core/values.js';

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

  it('redacts what a flag or a name announces in a list', () => {
    assert.deepEqual(redactSecrets('args', ['train.py', '--api-key', 'x', '--lr', '0.1', '-v']), [
      'train.py',
      '--api-key',
      REDACTED,
      '--lr',
      '0.1',
      '-v',
    ]);
    assert.deepEqual(redactSecrets('entry', ['password', 'x']), ['password', REDACTED]);
    assert.deepEqual(redactSecrets('words', ['a', 'password', 'x']), ['a', 'password', 'x']);
  });

  it('reaches lists, nested values and what has a JSON form of its own', () => {
    const copied = copyValue(
      {
        stores: ['postgres://u:p@db/x'],
        deep: { list: [['--token', 'x'], new Map([['apiKey', 'y']])] },
        url: new URL('https://u:p@host/'),
      },
      redactSecrets,
    );
    assert.deepEqual(copied, {
      stores: [`postgres://${REDACTED}@db/x`],
      deep: { list: [['--token', REDACTED], { apiKey: REDACTED }] },
      url: `https://${REDACTED}@host/`,
    });
  });
});
