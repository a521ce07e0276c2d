import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runsListCommand } from '../../../cli/commands/runs-list.js';
import { temporaryFolder } from '../../support/temporary-folder.js';
import { runCli } from '../cli-process.js';
import { createTestContext } from '../test-context.js';

const lines = (events: readonly object[]) => events.map((event) => `${JSON.stringify(event)}\n`).join('');

describe('fedotel runs list', () => {
  const folder = temporaryFolder('runs-list');
  after(() => folder.remove());
  let count = 0;
  let dir: string;
  beforeEach(() => {
    dir = join(folder.path, `runs${count++}`);
    mkdirSync(dir);
  });
  const write = (name: string, text: string) => writeFileSync(join(dir, name), text);
  const run = async (...argv: string[]) => {
    const context = createTestContext();
    const code = await runsListCommand.run(['--runs-dir', dir, ...argv], context);
    return { code, stdout: context.stdout(), stderr: context.stderr() };
  };
  const now = () => new Date().toISOString();

  it('lists runs by start, with state, rounds and best round', async () => {
    write('hive.jsonl', readFileSync('test/fixtures/hivewatch/full.jsonl', 'utf8'));
    write(
      'a.jsonl',
      lines([
        { event_type: 'init', run_id: 'a', timestamp: now(), job: 'digits', algorithm: 'FedAvg', planned_rounds: 9 },
        { event_type: 'round_start', run_id: 'a', timestamp: now(), round: 1, num_selected: 2 },
      ]),
    );
    const { code, stdout, stderr } = await run();
    assert.deepEqual([code, stderr], [0, '']);
    const rows = stdout.split('\n').map((line) => line.split(/\s{2,}/));
    assert.deepEqual(rows[0], ['RUN', 'JOB', 'ALGORITHM', 'STATE', 'STARTED', 'ROUNDS', 'CLIENTS', 'BEST']);
    const hive = ['run-full-0001', '-', 'FedAsync', 'finished', '2026-03-02 09:00:00Z', '6', '6'];
    assert.deepEqual(rows[1], [...hive, 'accuracy 0.6900 (round 5)']);
    assert.deepEqual(rows[2]?.slice(0, 4), ['a', 'digits', 'FedAvg', 'running']);
    assert.deepEqual(rows[2]?.slice(5), ['0/9', '0', '-']);
  });

  it('lists runs of one start by id', async () => {
    const timestamp = now();
    for (const id of ['b', 'a', 'B'])
      write(`${id}.jsonl`.replace('B.', 'B2.'), lines([{ event_type: 'init', run_id: id, timestamp }]));
    const { stdout } = await run('--json');
    assert.deepEqual(
      (JSON.parse(stdout) as { runId: string }[]).map(({ runId }) => runId),
      ['B', 'a', 'b'],
    );
  });

  it('is one line of JSON with numbers that JSON lacks as text', async () => {
    const metrics = { global_accuracy: null, global_accuracy_text: 'NaN', global_loss: 'Infinity' };
    write(
      'nan.jsonl',
      lines([
        { event_type: 'init', run_id: 'nan\u2028\u001b[2J', timestamp: now() },
        { event_type: 'round_end', run_id: 'nan', timestamp: now(), round: 1, round_metrics: metrics },
      ]),
    );
    const { stdout } = await run('--json');
    assert.match(stdout, /^\[[^\p{Cc}\p{Zl}]*\]\n$/u);
    const [summary] = JSON.parse(stdout) as Record<string, unknown>[];
    assert.deepEqual([summary?.runId, summary?.loss, summary?.roundsCompleted], ['nan\u2028\u001b[2J', 'Infinity', 1]);
  });

  it('shows nothing that a terminal would obey', async () => {
    write(
      'x.jsonl',
      lines([{ event_type: 'init', run_id: 'x\u001b]0;title\u0007\n', job: '\u202ejob', timestamp: now() }]),
    );
    write('\u001b[2J.jsonl', 'rubbish\n');
    const { stdout, stderr } = await run();
    for (const text of [stdout, stderr]) assert.doesNotMatch(text.replaceAll('\n', ''), /[\p{Cc}\p{Cf}]/u);
    assert.equal(stdout.split('\n').length, 3);
  });

  it('tells of files that it cannot read, lists the others and ends with 1', async () => {
    write('good.jsonl', lines([{ event_type: 'init', run_id: 'good', timestamp: now() }]));
    write('empty.jsonl', '');
    write('newer.jsonl', lines([{ event_type: 'init', run_id: 'n', format: 7 }]));
    const { code, stdout, stderr } = await run();
    assert.equal(code, 1);
    assert.match(stdout, /\ngood /);
    const said = stderr.trimEnd().split('\n');
    assert.equal(said.length, 2);
    assert.match(
      said[0] ?? '',
      /^fedotel runs list: \S+empty\.jsonl: expected a journal, found no events: an empty file$/,
    );
    assert.match(said[1] ?? '', /newer\.jsonl has journal format 7/);
  });

  it('says so when there are none, and whether there is a folder', async () => {
    assert.deepEqual(await run(), { code: 0, stdout: `no runs in ${dir}\n`, stderr: '' });
    assert.deepEqual(await run('--json'), { code: 0, stdout: '[]\n', stderr: '' });
    dir = join(folder.path, 'nothing');
    assert.deepEqual(await run(), { code: 0, stdout: `no runs in ${dir}: no such folder\n`, stderr: '' });
  });

  it('takes the folder from the environment, and no words', async () => {
    const { code, stdout } = await runCli(['runs', 'list'], {
      env: { FEDOTEL_RUNS_DIR: dir, FEDOTEL_CONFIG: '/nothing' },
    });
    assert.deepEqual([code, stdout], [0, `no runs in ${dir}\n`]);
    assert.equal((await runCli(['runs', 'list', dir])).code, 2);
  });
});
