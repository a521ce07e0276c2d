import assert from 'node:assert/strict';
import { type Answer, isCrash, refusalOf } from '../../../../exporters/mlflow/api/refusal.js';

const WHERE = 'http://127.0.0.1:5000';

function answer(status: number, body: object | string, parts: Partial<Answer> = {}): Answer {
  const json = typeof body === 'object';
  return {
    kind: 'answer',
    status,
    mediaType: json ? 'application/json' : 'text/html',
    retryAfter: undefined,
    location: undefined,
    body: Buffer.from(json ? JSON.stringify(body) : body),
    ...parts,
  };
}
const error = (status: number, code: string, message = '') => answer(status, { error_code: code, message });

describe('refusalOf', () => {
  // Messages as the real server writes them.
  for (const [what, given, code, scope] of [
    ['a duplicate', error(400, 'RESOURCE_ALREADY_EXISTS', 'Experiment(name=x) already exists.'), 'exists', 'request'],
    [
      'no experiment',
      error(404, 'RESOURCE_DOES_NOT_EXIST', "Could not find experiment with name 'x'"),
      'not_found',
      'request',
    ],
    ['no run', error(404, 'RESOURCE_DOES_NOT_EXIST', 'Run with id=7 not found'), 'not_found', 'run'],
    [
      'a deleted run',
      error(400, 'INVALID_PARAMETER_VALUE', "The run 7 must be in the 'active' state. Current state is deleted."),
      'run_deleted',
      'run',
    ],
    [
      'a deleted experiment',
      error(
        400,
        'INVALID_PARAMETER_VALUE',
        "The experiment 7 must be in the 'active' state.\nCurrent state is deleted.",
      ),
      'experiment_deleted',
      'run',
    ],
    [
      'another value of a param',
      error(400, 'INVALID_PARAMETER_VALUE', "Changing param values is not allowed. Params were already logged='[]'"),
      'param_conflict',
      'request',
    ],
    ['a bad key', error(400, 'INVALID_PARAMETER_VALUE', 'Invalid value "a@b"'), 'invalid', 'request'],
    [
      'a constraint',
      error(400, 'BAD_REQUEST', '(sqlite3.IntegrityError) UNIQUE constraint failed'),
      'invalid',
      'request',
    ],
    ['what a proxy refuses', answer(400, '<html>'), 'invalid', 'request'],
    ['too much', answer(413, '<html>'), 'too_large', 'request'],
    ['no password', answer(401, 'You are not authenticated.'), 'unauthorized', 'server'],
    ['no token', error(400, 'UNAUTHENTICATED'), 'unauthorized', 'server'],
    ['no right', answer(403, 'Permission denied'), 'forbidden', 'run'],
    ['no right, in JSON', error(403, 'PERMISSION_DENIED'), 'forbidden', 'run'],
    [
      'a host it does not know',
      answer(403, 'Invalid Host header - possible DNS rebinding attack detected', { mediaType: 'text/plain' }),
      'host_refused',
      'server',
    ],
    ['a workspace', error(500, 'FEATURE_DISABLED', 'Workspaces are not enabled'), 'workspace_refused', 'server'],
    ['another path', answer(404, '<html>'), 'not_mlflow', 'server'],
    ['another server', answer(405, { detail: 'Method Not Allowed' }), 'not_mlflow', 'server'],
    ['a redirect', answer(302, '', { location: 'https://sso.example/login?user=ann' }), 'not_mlflow', 'server'],
    ['an endpoint of later servers', error(404, 'ENDPOINT_NOT_FOUND'), 'not_mlflow', 'server'],
  ] as const) {
    it(`refuses ${what}: ${code}`, () => {
      const result = refusalOf(given, WHERE);
      assert.deepEqual(result.kind === 'reject' && [result.code, result.scope], [code, scope]);
      assert.ok(result.reason.startsWith(`MLflow at ${WHERE}: ${given.status}`), result.reason);
      assert.ok(!result.reason.includes('\n'));
    });
  }

  for (const [what, given, unsure] of [
    [
      'a locked database',
      error(503, 'TEMPORARILY_UNAVAILABLE', '(sqlite3.OperationalError) database is locked'),
      false,
    ],
    ['too many requests', error(429, 'REQUEST_LIMIT_EXCEEDED'), false],
    ['a fault', error(500, 'INTERNAL_ERROR'), true],
    ['an exception', answer(500, '<html>'), true],
    ['a gateway', answer(502, '<html>'), true],
    ['a gateway without a server', answer(503, '<html>'), true],
    ['a slow gateway', answer(504, '<html>'), true],
    ['a slow request', answer(408, ''), true],
  ] as const) {
    it(`tries again after ${what}, ${unsure ? 'having looked' : 'at once'}`, () => {
      const result = refusalOf(given, WHERE);
      assert.deepEqual(result.kind === 'retry' && result.unsure, unsure);
    });
  }

  it('waits as long as it is asked to', () => {
    const asked = refusalOf(answer(429, '', { retryAfter: '17' }), WHERE);
    assert.equal(asked.kind === 'retry' && asked.afterSeconds, 17);
    assert.equal('afterSeconds' in refusalOf(answer(429, ''), WHERE), false);
  });

  it('advises', () => {
    const advice = (given: Answer) => refusalOf(given, WHERE).reason;
    const host = answer(403, 'Invalid Host header', { mediaType: 'text/plain' });
    assert.match(advice(host), /--allowed-hosts/);
    assert.match(advice(answer(401, '')), /MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD/);
    assert.match(advice(error(500, 'FEATURE_DISABLED')), /unset MLFLOW_WORKSPACE/);
    assert.match(
      advice(answer(302, '', { location: 'https://sso.example/login?user=ann' })),
      /sends us to https:\/\/sso.example: /,
    );
    assert.match(advice(answer(302, '', { location: '/login' })), /sends us to another path/);
    assert.match(advice(answer(404, '')), /a path missing in MLFLOW_TRACKING_URI/);
  });

  it('leaves out the statement of a database, with the values in it', () => {
    const message =
      '(sqlite3.OperationalError) database is locked\n[SQL: SELECT 1]\n(Background on this error at: https://x)';
    const result = refusalOf(error(503, 'TEMPORARILY_UNAVAILABLE', message), WHERE);
    assert.ok(result.reason.endsWith('503 TEMPORARILY_UNAVAILABLE: (sqlite3.OperationalError) database is locked'));
  });

  it('is bounded, whatever comes', () => {
    for (const given of [
      error(400, 'X', 'y'.repeat(10_000)),
      error(400, 'X'.repeat(10_000)),
      error(400, 'X', ' '.repeat(1_000_000)),
      error(400, 'X', 'experiment run '.repeat(100_000)),
      answer(404, 'z'.repeat(10_000), { mediaType: 'text/plain' }),
    ]) {
      assert.ok(refusalOf(given, WHERE).reason.length < 600);
    }
    for (const body of ['null', '[]', '7', '{', '']) {
      const given = answer(400, body, { mediaType: 'application/json' });
      assert.equal(refusalOf(given, WHERE).kind, 'reject');
    }
  });

  it('knows a crash from a fault', () => {
    assert.ok(isCrash(answer(500, '<html>')));
    assert.ok(isCrash(answer(500, 'Internal Server Error', { mediaType: 'text/plain' })));
    assert.ok(!isCrash(error(500, 'INTERNAL_ERROR')));
    assert.ok(!isCrash(answer(502, '<html>')));
  });
});
