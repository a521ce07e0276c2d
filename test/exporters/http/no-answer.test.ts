import assert from 'node:assert/strict';
import { isUntrusted, noAnswerWords } from '../../../exporters/http/no-answer.js';

const failed = (code: string, reached = false) => ({ code, message: `what is said of ${code}`, reached });

describe('a request without an answer', () => {
  it('is told in words', () => {
    assert.equal(noAnswerWords(failed('ECONNREFUSED')), 'nothing listens there (connection refused)');
    assert.match(noAnswerWords(failed('ERR_PROXY_TUNNEL')), /^the proxy opens no way there \(.+\)$/);
    assert.equal(noAnswerWords(failed('ENOTFOUND')), 'the name is not known');
    assert.equal(noAnswerWords(failed('TIMEOUT')), 'no connection, what is said of TIMEOUT');
    assert.equal(noAnswerWords(failed('TIMEOUT', true)), 'what is said of TIMEOUT');
    assert.equal(noAnswerWords(failed('TOO_LARGE', true)), 'what is said of TOO_LARGE');
    assert.equal(noAnswerWords(failed('EPIPE', true)), 'the connection broke (EPIPE)');
    assert.equal(noAnswerWords(failed('E\nODD')), 'no connection (E ODD)');
  });

  it('may be one of somebody who is not trusted, before there is a connection only', () => {
    for (const code of ['DEPTH_ZERO_SELF_SIGNED_CERT', 'CERT_HAS_EXPIRED', 'ERR_TLS_CERT_ALTNAME_INVALID']) {
      assert.equal(isUntrusted(failed(code)), true, code);
      assert.equal(isUntrusted(failed(code, true)), false, code);
    }
    for (const code of ['ECONNRESET', 'TIMEOUT', 'EPROTO']) assert.equal(isUntrusted(failed(code)), false, code);
  });
});
