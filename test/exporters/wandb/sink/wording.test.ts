import assert from 'node:assert/strict';
import { offlineNotice, syncCommand, writtenNotice } from '../../../../exporters/wandb/sink/wording.js';

describe('what the wandb sink says', () => {
  it('syncs from the folder above wandb, quoted for a shell', () => {
    assert.equal(syncCommand(process.cwd(), 'offline-run-x'), 'wandb sync wandb/offline-run-x');
    assert.equal(syncCommand('/data/a', 'offline-run-x'), '(cd /data/a && wandb sync wandb/offline-run-x)');
    assert.equal(syncCommand("/my data/it's", 'x'), "(cd '/my data/it'\\''s' && wandb sync wandb/x)");
  });

  it('says one line for the directories of a run and its clients', () => {
    const names = ['offline-run-20260101_000000-a', 'offline-run-20260101_000000-a-1'];
    assert.equal(
      writtenNotice('/d', names),
      'wrote 2 directories /d/wandb/offline-run-20260101_000000-…; upload them with: (cd /d && wandb sync wandb/offline-run-20260101_000000-*)',
    );
    assert.match(
      writtenNotice('/d', names.slice(1)),
      /^wrote \/d\/wandb\/offline-run-20260101_000000-a-1; upload it with: /,
    );
    assert.match(writtenNotice('/d', ['offline-run-20260101_000000-a', 'offline-run-2_1-b']), /-a and 1 more; /);
  });

  it('says how to see that a sync has succeeded', () => {
    assert.match(offlineNotice('/d'), /wandb sync wandb\/offline-run-….*\.wandb\.synced/);
  });
});
