import assert from 'node:assert/strict';
import { CommandError } from '../../../cli/errors.js';
import { createPatience } from '../../../cli/export/patience.js';
import type { SinkResult } from '../../../exporters/bridge/index.js';
import { createTestContext } from '../test-context.js';

const again = (afterSeconds: number): SinkResult => ({ kind: 'retry', reason: 'not yet', afterSeconds });

function insist(patienceSeconds: number, answers: readonly (SinkResult | Error)[]) {
  const context = createTestContext();
  const patience = createPatience(patienceSeconds, context);
  let attempts = 0;
  const outcome = patience.insist('slow', async () => {
    const answer = answers[attempts] ?? { kind: 'ok' };
    attempts += 1;
    if (answer instanceof Error) throw answer;
    return answer;
  });
  return { outcome, context, patience, attempts: () => attempts };
}

describe('createPatience', () => {
  it('tries until it works', async () => {
    const { outcome, attempts } = insist(10, [again(0), again(0.01)]);
    assert.equal(await outcome, undefined);
    assert.equal(attempts(), 3);
  });

  it('gives the reason of a refusal back', async () => {
    const { outcome, attempts } = insist(10, [{ kind: 'reject', reason: 'never' }]);
    assert.equal(await outcome, 'never');
    assert.equal(attempts(), 1);
  });

  it('does not wait longer than it may', async () => {
    const { outcome, attempts } = insist(5, [again(6)]);
    await assert.rejects(outcome, new CommandError('slow: not yet'));
    assert.equal(attempts(), 1);
  });

  it('names the destination that threw', async () => {
    await assert.rejects(insist(5, [new Error('a defect')]).outcome, new CommandError('slow: a defect'));
  });

  it('wakes and ends at a signal, with the exit code of a shell', async () => {
    for (const [signal, code] of [
      ['SIGINT', 130],
      ['SIGTERM', 143],
    ] as const) {
      const { outcome, context, patience, attempts } = insist(3600, [again(1800)]);
      const ended = assert.rejects(outcome, (error) => error instanceof CommandError && error.exitCode === code);
      await new Promise((resolve) => setImmediate(resolve));
      assert.equal(context.signal(signal), 1);
      await ended;
      assert.equal(attempts(), 1);
      assert.throws(() => patience.check(), new RegExp(`ended by ${signal}`));
      assert.equal(context.signal(signal), 0, 'the second signal is the process’s own again');
    }
  });

  it('gives the signals back', () => {
    const context = createTestContext();
    const patience = createPatience(1, context);
    patience.check();
    patience.release();
    assert.equal(context.signal('SIGINT'), 0);
  });
});
