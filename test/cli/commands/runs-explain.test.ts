import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runsExplainCommand } from '../../../cli/commands/runs-explain.js';
import { CommandError, UsageError } from '../../../cli/errors.js';
import { temporaryFolder } from '../../support/temporary-folder.js';
import { runCli } from '../cli-process.js';
import { createTestContext } from '../test-context.js';

const FULL = 'test/fixtures/hivewatch/full.jsonl';

describe('fedotel runs explain', () => {
  const folder = temporaryFolder('runs-explain');
  after(() => folder.remove());
  const write = (id: string, events: readonly object[]) =>
    writeFileSync(
      join(folder.path, `${id}.jsonl`),
      events.map((event) => `${JSON.stringify({ run_id: id, ...event })}\n`).join(''),
    );
  const explain = async (...argv: string[]) => {
    const context = createTestContext();
    const code = await runsExplainCommand.run(['--runs-dir', folder.path, ...argv], context);
    assert.equal(code, 0);
    return { stdout: context.stdout(), stderr: context.stderr() };
  };
  const time = (base: number, seconds: number) => new Date(base + seconds * 1000).toISOString();

  /** Round 1 of a run that began at `base`: one client answers after a second, `lost` never does. */
  const openRun = (base: number, lost: string) => {
    const started = (client_id: string) => {
      const start = time(base, 0);
      return { event_type: 'task', kind: 'task', phase: 'started', round: 1, client_id, timestamp: start, start };
    };
    return [
      { event_type: 'init', timestamp: time(base, 0) },
      { event_type: 'round_start', timestamp: time(base, 0), round: 1, num_selected: 2 },
      started('quick'),
      started(lost),
      { event_type: 'client_update', timestamp: time(base, 1), round: 1, clients: [{ client_id: 'quick' }] },
    ];
  };

  it('explains one round in sentences, most important first', async () => {
    const { stdout, stderr } = await explain(FULL, '--round', '2');
    assert.equal(stderr, '');
    const lines = stdout.trimEnd().split('\n');
    assert.match(
      lines[0] ?? '',
      /^Round 2 took 2\.52 s, 1\.2 times as long as usual \(the median of 2 earlier rounds is 2\.15 s\)\.$/,
    );
    assert.match(lines[1] ?? '', /^病院-東京 answered last, after 2\.51 s/);
    assert.match(stdout, /^Drop-outs: .*“battery low” \(client\.4\)/m);
    assert.match(stdout, /^There are no spans of this round: all this is worked out from events\.$/m);
  });

  it('ranks the slowest rounds, one line each, when no round is named', async () => {
    const { stdout } = await explain(FULL);
    const lines = stdout.trimEnd().split('\n');
    assert.match(lines[0] ?? '', /^ROUND {2}STATE {6}SECONDS {2}TIMES THE MEDIAN {2}WHY$/);
    assert.deepEqual(
      lines.slice(1).map((line) => Number(line.trim().split(' ')[0])),
      [5, 4, 3, 2, 1, 0],
    );
    assert.match(lines[1] ?? '', /^ {4}5 {2}completed {5}3\.27 {15}1\.3 {2}“🐝-hive_5” answered last/u);
  });

  it('is one line of JSON', async () => {
    const one = await explain(FULL, '--round', '2', '--json');
    assert.match(one.stdout, /^\{[^\n]*\}\n$/);
    const { runId, round, basis, sentences, path, dropouts } = JSON.parse(one.stdout);
    assert.deepEqual([runId, round, basis, dropouts.length], ['run-full-0001', 2, 'events', 3]);
    assert.ok(sentences.length > 3 && path.length > 0);
    const all = JSON.parse((await explain(FULL, '--json')).stdout) as { slowest: { round: number }[] };
    assert.deepEqual(
      all.slowest.map((each) => each.round),
      [5, 4, 3, 2, 1, 0],
    );
  });

  it('lets a running round last until now, and a silent run’s only as long as it was heard of', async () => {
    write('open', openRun(Date.now() - 100_000, 'slow'));
    const { stdout } = await explain('open', '--round', '1');
    assert.match(stdout, /^Round 1 has been running for 1[0-9][0-9] s\.\nIt waits for slow\.\n/);
    write('silent', openRun(Date.UTC(2026, 2, 2), 'slow'));
    assert.match((await explain('silent', '--round', '1')).stdout, /^Round 1 has been running for 1\.00 s\.\n/);
    assert.match((await explain('silent')).stdout, /\n +1 {2}running +1\.00 +- {2}It waits for slow\.\n/);
  });

  it('prints hostile names as harmless text on their line', async () => {
    write('hostile', openRun(Date.UTC(2026, 2, 2), '\u001b[2J\nRound 9 took 0 s\u202e<script>'));
    for (const argv of [['hostile', '--round', '1'], ['hostile']]) {
      const { stdout } = await explain(...argv);
      assert.doesNotMatch(stdout.replaceAll('\n', ''), /[\p{Cc}\p{Cf}]/u);
      assert.doesNotMatch(stdout, /^Round 9/m);
      assert.match(stdout, /“�\[2J�Round 9 took 0 s�<script>”/);
    }
  });

  it('says what it had to skip, and that there is nothing to rank', async () => {
    writeFileSync(join(folder.path, 'dirty.jsonl'), '{"event_type":"init","run_id":"dirty"}\nrubbish\n');
    const { stdout, stderr } = await explain('dirty');
    assert.equal(stdout, 'No round of dirty says how long it took.\n');
    assert.match(stderr, /^fedotel runs explain: \S+dirty\.jsonl: 1 line\(s\) are no events; the first: not JSON.*\n$/);
  });

  it('refuses a round that is not there, no number, and no run', async () => {
    await assert.rejects(explain(FULL, '--round', '99'), (error: Error) => {
      assert.ok(error instanceof CommandError);
      assert.match(error.message, /^--round: expected a round of run-full-0001 \(it has rounds 0 to 5\), got 99$/);
      return true;
    });
    for (const round of ['x', '-1', '1.5']) await assert.rejects(explain(FULL, '--round', round), UsageError);
    await assert.rejects(explain('nothing'), CommandError);
    await assert.rejects(explain(), UsageError);
    const { code, stdout, stderr } = await runCli(['runs', 'explain', FULL, '--round', '99']);
    assert.deepEqual([code, stdout, stderr.split('\n').length], [1, '', 2]);
  });
});
