import assert from 'node:assert/strict';
import { isUntrusted, noAnswerWords } from '../../../exporters/http/no-answer.js';

const failed = (code: string, reached = false) => ({ code, message: `what is said of ${code}`, reached });

describe('a request without an answer', () => {
  it('is told in words', () => {
    assert.equal(noAnswerWords(failed('ECONNREFUSED')), 'nothing listens there (connection refused)');
    assert.equal(noAnswerWords(failed('ENOTFOUND')), 'the name is not known');
    assert.equal(noAnswerWords(failed('TIMEOUT')), 'no connection, what is said of TIMEOUT');
    assert.equal(noAnswerWords(failed('TIMEOUT', true)), 'what is said of TIMEOUT');
    assert.equal(noAnswerWords(failed('TOO_LARGE', true)), 'what is said of TOO_LARGE');
    assert.equal(noAnswerWords(failed('EPIPE', true)), 'the connection broke (EPIPE)');
    assert.equal(noAnswerWords(failed('E\nODD')), 'no connection (E ODD)');
  });

  it('has what a proxy answered, and not its password', () => {
    const told = (end: string) => {
      const message = `Failed to establish tunnel to a:443 via http://user:secret@b:1${end}`;
      return noAnswerWords({ code: 'ERR_PROXY_TUNNEL', message, reached: false });
    };
    assert.equal(told(': HTTP/1.1 407 Not\u0007you'), 'the proxy opens no way there (407 Not you)');
    assert.equal(told(' timed out'), 'the proxy opens no way there (ERR_PROXY_TUNNEL)');
  });

  it('may be one of somebody who is not trusted, before there is a connection only', () => {
    for (const code of ['DEPTH_ZERO_SELF_SIGNED_CERT', 'CERT_HAS_EXPIRED', 'ERR_TLS_CERT_ALTNAME_INVALID']) {
      assert.equal(isUntrusted(failed(code)), true, code);
      assert.equal(isUntrusted(failed(code, true)), false, code);
    }
    for (const code of ['ECONNRESET', 'TIMEOUT', 'EPROTO']) assert.equal(isUntrusted(failed(code)), false, code);
  });
});
