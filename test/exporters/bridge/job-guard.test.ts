import assert from 'node:assert/strict';
import { createJobGuard, type JobGuard } from '../../../exporters/bridge/job-guard.js';
import type { InitEvent } from '../../../exporters/journal/events.js';
import { createJournal, type Journal } from '../../../exporters/journal/index.js';
import { temporaryFolder } from '../../support/temporary-folder.js';

describe('job guard', () => {
  const folder = temporaryFolder('jobs');
  let journal: Journal;
  let warnings: string[];
  let guard: JobGuard;
  before(async () => {
    journal = await createJournal({ runsDir: folder.path });
    await journal.append([
      start('kept', 'digits'),
      { event_type: 'scalar', run_id: 'bare', name: 'x', step: 1, value: 1 },
    ]);
  });
  beforeEach(() => {
    warnings = [];
    guard = createJobGuard({ journal, warn: (text) => void warnings.push(text) });
  });
  after(async () => {
    await journal.close();
    folder.remove();
  });

  it('is silent while a run id means one job', async () => {
    for (let times = 0; times < 2; times++) await guard.look([start('new', 'digits'), start('other', 'texts')]);
    await guard.look([start('kept', 'digits'), { event_type: 'round_start', run_id: 'kept', round: 1 }]);
    await guard.look([{ event_type: 'init', run_id: 'kept' }]);
    assert.deepEqual(warnings, []);
  });

  it('says another job once, as it was seen before or as the journal has it', async () => {
    await guard.look([start('new', 'digits')]);
    await guard.look([start('new', 'te"xts'), start('new', 'te"xts')]);
    await guard.look([start('kept', 'texts')]);
    assert.equal(warnings.length, 2);
    assert.match(
      warnings[0] ?? '',
      /^run "new" was started as job "te\\"xts", but its file holds a run of job "digits"\./,
    );
    assert.match(warnings[1] ?? '', /^run "kept" was started as job "texts"/);
  });

  it('knows nothing of runs whose start has not come', async () => {
    await guard.look([start('bare', 'digits')]);
    assert.deepEqual(warnings, []);
  });
});

function start(runId: string, job: string): InitEvent {
  return { event_type: 'init', run_id: runId, job };
}
