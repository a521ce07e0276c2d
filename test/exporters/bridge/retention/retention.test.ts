import assert from 'node:assert/strict';
import { startRetention } from '../../../../exporters/bridge/retention/index.js';
import type { Decision } from '../../../../exporters/bridge/retention/plan.js';
import type { PruneRequest } from '../../../../exporters/bridge/retention/pruner.js';

const files = (stem: string) => ({ stem, paths: [], bytes: 100, journalBytes: 50, changedAt: 0 });

describe('retention of a bridge', () => {
  let said: string[] = [];
  let asked: PruneRequest[] = [];

  beforeEach(() => {
    said = [];
    asked = [];
  });

  /** Retention whose plans are given, and whose pruner keeps what is called `busy`. */
  function start(decisions: () => Promise<readonly Decision[]>) {
    return startRetention({
      runsDir: 'runs',
      bounds: { keepSeconds: 1 },
      pruner: {
        remove: async (request) => {
          asked.push(request);
          const { stem } = request;
          return stem === 'busy' ? { stem, kind: 'kept', reason: 'it is on its way' } : { stem, kind: 'removed' };
        },
      },
      warn: (text) => said.push(text),
      plan: () => ({ decisions: decisions(), stop: async () => undefined }),
    });
  }

  it('removes what is planned, says which and why, and says each reason to keep one once', async () => {
    const retention = start(async () => [
      { kind: 'remove', files: files('old'), why: 'age', lostTo: [] },
      { kind: 'remove', files: files('big'), why: 'size', lostTo: ['mlflow', 'wandb'] },
      { kind: 'remove', files: files('busy'), why: 'size', lostTo: [] },
      { kind: 'keep', files: files('live'), reason: 'it has not ended' },
    ]);
    await retention.sweep();
    const kept = ['retention: kept busy: it is on its way', 'retention: kept live: it has not ended'];
    const removed = [
      'retention: removed old (--keep)',
      'retention: removed big (--max-size); it never reached mlflow, wandb whole, the claim has expired',
    ];
    assert.deepEqual(said, [...removed, ...kept]);
    assert.deepEqual(asked[0], { stem: 'old', journalBytes: 50 });
    await retention.sweep();
    assert.deepEqual(said, [...removed, ...kept, ...removed]);
    await retention.stop();
  });

  it('says when it cannot look, and looks again', async () => {
    let calls = 0;
    const retention = start(async () => {
      calls += 1;
      throw new Error('the folder is gone');
    });
    await retention.sweep();
    await retention.sweep();
    assert.equal(calls, 2);
    assert.deepEqual(said, ['retention: nothing is removed: the folder is gone']);
    await retention.stop();
  });

  it('removes nothing after it was stopped', async () => {
    let planned = (_: readonly Decision[]) => {};
    const retention = start(
      () =>
        new Promise((resolve) => {
          planned = resolve;
        }),
    );
    const sweep = retention.sweep();
    const stopped = retention.stop();
    planned([{ kind: 'remove', files: files('old'), why: 'age', lostTo: [] }]);
    await Promise.all([sweep, stopped]);
    assert.deepEqual([asked, said], [[], []]);
  });
});
