import assert from 'node:assert/strict';
import { failureOf } from '../../../../exporters/mlflow/api/failure.js';

const WHERE = 'https://mlflow.example';
const failed = (code: string, reached = false, message = code) =>
  failureOf({ kind: 'failed', code, reached, message }, WHERE);

describe('failureOf', () => {
  for (const [code, said] of [
    ['ECONNREFUSED', /nothing listens there/],
    ['ENOTFOUND', /name is not known/],
    ['EAI_AGAIN', /cannot be looked up/],
    ['EHOSTUNREACH', /no way there/],
    ['ECONNRESET', /no connection \(ECONNRESET\)/],
    ['TIMEOUT', /no connection, TIMEOUT/],
  ] as const) {
    it(`tries again, sure that nothing was done: ${code}`, () => {
      const result = failed(code);
      assert.deepEqual([result.kind, result.kind === 'retry' && result.unsure], ['retry', false]);
      assert.match(result.reason, said);
      assert.ok(result.reason.startsWith(`MLflow at ${WHERE}: `));
    });
  }

  for (const code of ['ECONNRESET', 'EPIPE', 'TIMEOUT', 'EPROTO', 'HPE_INVALID_CONSTANT']) {
    it(`tries again, unsure once a connection stood: ${code}`, () => {
      const result = failed(code, true);
      assert.deepEqual([result.kind, result.kind === 'retry' && result.unsure], ['retry', true]);
    });
  }

  for (const code of [
    'DEPTH_ZERO_SELF_SIGNED_CERT',
    'SELF_SIGNED_CERT_IN_CHAIN',
    'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
    'CERT_HAS_EXPIRED',
    'ERR_TLS_CERT_ALTNAME_INVALID',
  ]) {
    it(`says whom to trust: ${code}`, () => {
      const result = failed(code);
      assert.deepEqual(result.kind === 'reject' && [result.code, result.scope], ['certificate', 'server']);
      assert.match(result.reason, /MLFLOW_TRACKING_SERVER_CERT_PATH/);
    });
  }

  it('knows plain HTTP where TLS was expected, a file that cannot be read, an answer without end', () => {
    const codeOf = (result: ReturnType<typeof failureOf>) => result.kind === 'reject' && result.code;
    assert.equal(codeOf(failed('EPROTO')), 'not_mlflow');
    assert.equal(codeOf(failed('BODY', true)), 'file');
    assert.equal(codeOf(failed('TOO_LARGE', true)), 'too_large');
  });
});
