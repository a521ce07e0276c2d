import assert from 'node:assert/strict';
import { outcomeOf, outcomeOfThrown } from '../../../../lib/telemetry/pipeline/export-outcome.js';

/** An error as the official exporters make it: status in `code`, body of the answer in `data`. */
function failure(message: string, code?: number | string, data?: string): Error {
  return Object.assign(new Error(message), code === undefined ? {} : { code }, data === undefined ? {} : { data });
}

describe('outcome of an export', () => {
  it('is ok when the exporter says so', () => {
    assert.deepEqual(outcomeOf({ code: 0 }), { kind: 'ok' });
  });

  for (const status of [400, 401, 403, 404, 413, 415, 500, 501]) {
    it(`is a refusal for good with status ${status}`, () => {
      const outcome = outcomeOf({ code: 1, error: failure('Some Words', status, 'the\u0000 body') });
      assert.deepEqual(outcome, { kind: 'reject', reason: `HTTP ${status} Some Words the body` });
    });
  }

  for (const status of [408, 429, 502, 503, 504]) {
    it(`may pass later with status ${status}`, () => {
      assert.deepEqual(outcomeOf({ code: 1, error: failure('Busy', status) }), {
        kind: 'retry',
        reason: 'Busy',
        unreachable: false,
      });
    });
  }

  it('may pass later when the exporter gave up on a status that is worth a retry', () => {
    const outcome = outcomeOf({ code: 1, error: failure('Export failed with retryable status') });
    assert.deepEqual(outcome, { kind: 'retry', reason: 'Export failed with retryable status', unreachable: false });
  });

  for (const [error, reason] of [
    [failure('connect ECONNREFUSED', 'FEDOTEL_ECONNREFUSED'), 'connect ECONNREFUSED'],
    [failure('', 'ECONNRESET'), 'ECONNRESET'],
    [failure('Request timed out'), 'Request timed out'],
    [undefined, 'no answer'],
  ] as const) {
    it(`may pass later when nobody answered (${reason})`, () => {
      const outcome = outcomeOf(error === undefined ? { code: 1 } : { code: 1, error });
      assert.deepEqual(outcome, { kind: 'retry', reason, unreachable: true });
    });
  }

  it('is bounded in what it repeats', () => {
    const outcome = outcomeOf({ code: 1, error: failure('x', 400, 'y'.repeat(10_000)) });
    assert.ok(outcome.kind === 'reject' && outcome.reason.length <= 300);
  });

  it('is a refusal when the exporter threw', () => {
    assert.deepEqual(outcomeOfThrown(new TypeError('odd value')), { kind: 'reject', reason: 'odd value' });
    assert.deepEqual(outcomeOfThrown('text'), { kind: 'reject', reason: 'text' });
  });
});
