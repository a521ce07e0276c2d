import assert from 'node:assert/strict';
import { mkdirSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Decision } from '../../../../exporters/bridge/retention/index.js';
import { planFolder } from '../../../../exporters/bridge/retention/index.js';
import { planInThread } from '../../../../exporters/bridge/retention/plan-thread.js';
import { temporaryFolder } from '../../../support/temporary-folder.js';

const DAY = 86_400_000;

describe('plan of a folder', () => {
  const folder = temporaryFolder('plan-folder');
  after(() => folder.remove());
  const runsDir = join(folder.path, 'runs');
  const now = Date.now();

  function write(name: string, text: string, daysOld: number): void {
    writeFileSync(join(runsDir, name), text);
    const time = (now - daysOld * DAY) / 1000;
    utimesSync(join(runsDir, name), time, time);
  }

  const lines = (run_id: string, ...events: object[]) =>
    events.map((event) => `${JSON.stringify({ run_id, timestamp: '2026-01-01T00:00:00.000Z', ...event })}\n`).join('');

  before(() => {
    mkdirSync(join(runsDir, '.state', 'cursors', 'mlflow'), { recursive: true });
    mkdirSync(join(runsDir, 'folder.jsonl'));
    const ended = [{ event_type: 'init' }, { event_type: 'finished', state: 'finished' }];
    write('old.jsonl', lines('old', ...ended), 5);
    const { length } = lines('old', ...ended);
    writeFileSync(join(runsDir, '.state/cursors/mlflow/old.json'), JSON.stringify({ run_id: 'old', sequence: length }));
    write('owed.jsonl', lines('owed', ...ended), 5);
    write('again.jsonl', lines('again', ...ended, { event_type: 'run_update', attempt: Date.UTC(2026, 0, 2) }), 5);
    write('live.jsonl', lines('live', { event_type: 'init' }), 5);
    write('.hidden.jsonl', lines('hidden', ...ended), 500);
    write('empty.jsonl', '', 500);
    write('fresh.jsonl', 'not even read', 1);
  });

  const shown = (decisions: readonly Decision[]) =>
    decisions
      .map((decision) => `${decision.files.stem}: ${decision.kind === 'keep' ? decision.reason : 'goes'}`)
      .sort();

  const EXPECTED = [
    /^again: it has not ended/,
    /^empty: .*empty\.jsonl has no events of a run$/,
    /^live: it has not ended/,
    /^old: goes$/,
    /^owed: mlflow does not have all of it yet/,
  ];

  it('looks at what is on disk, and keeps what may go on, is owed, or is no run', async () => {
    const plan = shown(await planFolder(runsDir, { keepSeconds: 2 * 86_400 }, now));
    assert.equal(plan.length, EXPECTED.length, plan.join('\n'));
    plan.forEach((line, at) => {
      assert.match(line, EXPECTED[at] ?? /^$/);
    });
  });

  it('comes from a thread of its own to the same', async () => {
    const { decisions, stop } = planInThread(runsDir, { keepSeconds: 2 * 86_400 });
    assert.deepEqual(shown(await decisions), shown(await planFolder(runsDir, { keepSeconds: 2 * 86_400 }, now)));
    await stop();
  });

  it('is none when the folder is gone, or the thread was stopped', async () => {
    await assert.rejects(planInThread(join(runsDir, 'missing'), {}).decisions, /ENOENT/);
    const { decisions, stop } = planInThread(runsDir, { maxBytes: 0 });
    const outcome = assert.rejects(decisions, /it was stopped/);
    await stop();
    await outcome;
  });
});
