import assert from 'node:assert/strict';
import fc from 'fast-check';
import { REDACTED, redactText } from '../../../lib/core/secret-text.js';

describe('secrets in texts', () => {
  for (const text of [
    'postgres://user:SECRET@db:5432/x',
    'https://SECRET@sentry.example/1',
    'mysql://u:SECRET/with/slashes@db/x',
    'mysql://u:SECRET@and@more@db/x',
    'amqp://u:SECRET@[::1]:5672/',
    'Server=db;User Id=sa;Password=SECRET;Encrypt=true',
    'AccountName=a;AccountKey=SECRET==;EndpointSuffix=x',
    'Endpoint=sb://x/;SharedAccessKeyName=n;SharedAccessKey=SECRET',
    'https://store.example/x?sig=SECRET&v=1',
    's3://bucket/key?X-Amz-Signature=SECRET',
    'train.py --lr 0.1 --api-key SECRET',
    'train.py --password=SECRET',
    '{"db_password": "SECRET with spaces"}',
    "token='SECRET'",
    'Authorization: Basic SECRET',
    'Bearer SECRETSECRETSECRET.x',
    'eyJSECRETSECRET.SECRETSECRET.SECRET',
    'uses ghp_SECRETSECRETSECRET1 for git',
    'sk-SECRETSECRETSECRETSECRET',
    '-----BEGIN RSA PRIVATE KEY-----\nSECRET\n-----END RSA PRIVATE KEY-----',
  ]) {
    it(`are hidden: ${text.replace(/\s+/g, ' ')}`, () => {
      const redacted = redactText(text);
      assert.equal(redacted.includes('SECRET'), false, redacted);
      assert.equal(redacted.includes(REDACTED), true);
    });
  }

  for (const text of [
    'phone',
    'lr=0.1, momentum: 0.9',
    'max_tokens=100',
    'http://host:8080/path@v2',
    'http://h/a@b',
    'mailto someone@example.org',
    'https://host/x?page=2',
    'author: somebody',
    'Basic federated averaging',
    'the bearer of news',
    '2026-01-01T10:00:00Z',
  ]) {
    it(`are not seen where there are none: ${text}`, () => {
      assert.equal(redactText(text), text);
    });
  }

  it('cost little in any text', () => {
    // Each would take minutes if a pattern looked at the same characters again and again.
    for (const unit of ['a', '-', '--a', 'x=', ' --token', '://', 'a.', 'eyJ.', '"', '-----BEGIN PRIVATE KEY-----']) {
      assert.equal(typeof redactText(`:${unit.repeat(200_000 / unit.length)}`), 'string');
    }
  });

  it('are hidden once: hiding twice changes nothing more', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 200 }), (text) => {
        const once = redactText(`password=${text}`);
        assert.equal(redactText(redactText(once)), redactText(once));
      }),
    );
  });
});
