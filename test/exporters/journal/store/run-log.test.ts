import assert from 'node:assert/strict';
import { NOTHING } from '../../../../exporters/journal/store/batch-lines.js';
import { createIndexBudget } from '../../../../exporters/journal/store/index-budget.js';
import { createLimiter } from '../../../../exporters/journal/store/limiter.js';
import type { RunFile } from '../../../../exporters/journal/store/run-file.js';
import { createRunLog } from '../../../../exporters/journal/store/run-log.js';

/** A file whose index grows with every commit. */
class GrowingFile implements RunFile {
  readonly size = 0;
  indexSize = 0;
  committing = false;

  shrinkIndex(size: number): void {
    assert.equal(this.committing, false, 'shrunk while a commit is under way');
    this.indexSize = Math.min(this.indexSize, size);
  }

  async commit(calls: readonly unknown[]): Promise<readonly (typeof NOTHING)[]> {
    this.committing = true;
    this.indexSize += 100;
    await Promise.resolve();
    this.committing = false;
    return calls.map(() => NOTHING);
  }
}

describe('createRunLog', () => {
  it('keeps the index within its budget also while there is always another call', async () => {
    const file = new GrowingFile();
    const budget = createIndexBudget(250);
    const log = createRunLog({ stem: 'r', file, commits: createLimiter(1), budget, onDurable: () => undefined });
    let most = 0;
    let idle = 0;
    /** A sender that has its next request on the way before the one of the other is answered. */
    const send = async () => {
      for (let sent = 0; sent < 20; sent++) {
        await log.append([]);
        most = Math.max(most, file.indexSize);
        if (!log.busy) idle++;
      }
    };
    const first = send();
    await Promise.resolve();
    await Promise.resolve();
    await Promise.all([first, send()]);
    assert.equal(idle, 0, 'there was always another call');
    assert.ok(most <= 350, `${most} entries`);
    await log.settled();
    assert.ok(file.indexSize <= 250, `${file.indexSize} entries`);
  });
});
