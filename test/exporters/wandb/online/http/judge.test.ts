import assert from 'node:assert/strict';
import { judge } from '../../../../../exporters/wandb/online/http/judge.js';

describe('judge', () => {
  const answer = (status: number, body = '', headers: Readonly<Record<string, string>> = {}) =>
    judge({ kind: 'answer', status, headers, body: Buffer.from(body) }, 'W&B');

  it('gives the body of a success', () => {
    assert.deepEqual(answer(200, 'x'), { kind: 'ok', value: Buffer.from('x') });
    assert.equal(answer(204).kind, 'ok');
  });

  for (const status of [408, 409, 425, 429, 500, 502, 503, 504, 520, 301, 307]) {
    it(`tries ${status} again`, () => assert.equal(answer(status).kind, 'retry'));
  }
  for (const status of [400, 401, 403, 404, 405, 410, 413, 422, 501]) {
    it(`gives ${status} up`, () =>
      assert.deepEqual([answer(status).kind, Reflect.get(answer(status), 'status')], ['refused', status]));
  }

  it('knows whether the server may have acted', () => {
    const unsure = (status: number) => Reflect.get(answer(status), 'unsure');
    assert.deepEqual([429, 425, 409, 500, 503, 408].map(unsure), [false, false, false, true, true, true]);
  });

  it('says what the answer says, on one line', () => {
    const reasonOf = (body: string, headers = {}) => Reflect.get(answer(400, body, headers), 'reason');
    assert.equal(reasonOf('{"errors":[{"message":"a\\nb"}]}'), 'W&B: 400 a b');
    assert.equal(reasonOf('{"errors":["told"]}'), 'W&B: 400 told');
    assert.equal(reasonOf('{"error":"told"}'), 'W&B: 400 told');
    assert.equal(reasonOf('plain text'), 'W&B: 400 plain text');
    assert.equal(reasonOf('<html>page</html>', { 'content-type': 'text/html' }), 'W&B: 400');
    assert.equal(reasonOf('null'), 'W&B: 400');
    assert.equal(reasonOf(`{"error":"${'x'.repeat(500)}"}`).length, 'W&B: 400 '.length + 201);
  });

  it('waits as told', () => {
    assert.equal(Reflect.get(answer(429, '', { 'retry-after': '7' }), 'afterSeconds'), 7);
    assert.equal(Reflect.get(answer(429), 'afterSeconds'), undefined);
  });

  for (const [code, reached, kind, words] of [
    ['ECONNREFUSED', false, 'retry', /connection refused/],
    ['ENOTFOUND', false, 'retry', /name is not known/],
    ['TIMEOUT', true, 'retry', /late/],
    ['ECONNRESET', true, 'retry', /the connection broke \(ECONNRESET\)/],
    ['ECONNRESET', false, 'retry', /no connection \(ECONNRESET\)/],
    ['DEPTH_ZERO_SELF_SIGNED_CERT', false, 'refused', /not trusted .*NODE_EXTRA_CA_CERTS/],
    ['ERR_TLS_CERT_ALTNAME_INVALID', false, 'refused', /not trusted/],
    ['BODY', true, 'refused', /cannot be read: late/],
  ] as const) {
    it(`takes ${code} for a ${kind}`, () => {
      const judged = judge({ kind: 'failed', reached, code, message: 'late' }, 'W&B');
      assert.equal(judged.kind, kind);
      assert.match(String(Reflect.get(judged, 'reason')), words);
    });
  }
});
