import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runsShowCommand } from '../../../cli/commands/runs-show.js';
import { CommandError, UsageError } from '../../../cli/errors.js';
import { JournalFormatError } from '../../../exporters/journal/index.js';
import { temporaryFolder } from '../../support/temporary-folder.js';
import { runCli } from '../cli-process.js';
import { createTestContext } from '../test-context.js';

const FULL = 'test/fixtures/hivewatch/full.jsonl';

describe('fedotel runs show', () => {
  const folder = temporaryFolder('runs-show');
  after(() => folder.remove());
  const write = (id: string, events: readonly object[]) =>
    writeFileSync(
      join(folder.path, `${id}.jsonl`),
      events.map((event) => `${JSON.stringify({ run_id: id, ...event })}\n`).join(''),
    );
  const show = async (...argv: string[]) => {
    const context = createTestContext();
    const code = await runsShowCommand.run(['--runs-dir', folder.path, ...argv], context);
    assert.equal(code, 0);
    return { stdout: context.stdout(), stderr: context.stderr() };
  };
  it('tells which destination takes nothing of the run, why, and what to do', async () => {
    write('parked', [{ event_type: 'init', timestamp: ago(1) }]);
    const parked = {
      sink: 'mlflow',
      runId: 'parked',
      reason: 'it is deleted there',
      since: '2026-01-01T00:00:00.000Z',
    };
    const dir = join(folder.path, '.state', 'sinks', 'mlflow', 'parked');
    mkdirSync(dir, { recursive: true });
    writeFileSync(join(dir, 'parked.json'), JSON.stringify(parked));
    writeFileSync(join(dir, 'other.json'), 'damaged');
    const { stdout } = await show('parked');
    assert.match(
      stdout,
      /\nmlflow takes nothing since 2026-01-01T00:00:00\.000Z: it is deleted there\n.*fedotel export\n$/,
    );
    assert.deepEqual(JSON.parse((await show('parked', '--json')).stdout).parked, [parked]);
    write('other', [{ event_type: 'init', timestamp: ago(1) }]);
    assert.deepEqual(JSON.parse((await show('other', '--json')).stdout).parked, []);
  });

  it('tells that somebody pressed Stop in a destination’s page', async () => {
    write('stopped', [{ event_type: 'init', timestamp: ago(1) }]);
    const request = { sink: 'wandb', runId: 'stopped', since: '2026-01-01T00:00:00.000Z' };
    const dir = join(folder.path, '.state', 'sinks', 'wandb', 'stop-requests');
    mkdirSync(dir, { recursive: true });
    writeFileSync(join(dir, 'stopped.json'), JSON.stringify(request));
    const { stdout } = await show('stopped');
    assert.match(
      stdout,
      /\nsomebody pressed Stop in wandb’s page at 2026-01-01T00:00:00\.000Z; the app is not told\n$/,
    );
    assert.deepEqual(JSON.parse((await show('stopped', '--json')).stdout).stopRequests, [request]);
  });

  const ago = (seconds: number) => new Date(Date.now() - seconds * 1000).toISOString();

  /** A run in its second round: `done` has answered, `slow` and the control characters have not. */
  const openRun = (startedSeconds: number) => {
    const time = (seconds: number) => ago(startedSeconds - seconds);
    const started = (client_id: string) => {
      const start = time(10);
      return { event_type: 'task', kind: 'task', phase: 'started', round: 2, client_id, operation: 'train', start };
    };
    const update = { client_id: 'done', round: 2, local_loss: 0.5 };
    return [
      { event_type: 'init', timestamp: time(0), algorithm: 'FedAvg', planned_rounds: 5, job: 'digits' },
      { event_type: 'round_start', timestamp: time(1), round: 1, num_selected: 3 },
      {
        event_type: 'round_end',
        timestamp: time(9),
        round: 1,
        round_metrics: { global_accuracy: 0.5, num_selected: 3 },
      },
      { event_type: 'round_start', timestamp: time(10), round: 2, num_selected: 3 },
      ...['done', 'slow', 'od\u001b[2Jd'].map((id) => ({ ...started(id), timestamp: time(10) })),
      { event_type: 'client_update', timestamp: time(12), round: 2, clients: [update] },
    ];
  };

  it('tells how much the code of the app logged', async () => {
    const scalar = { event_type: 'scalar', timestamp: ago(1), name: 'lr', value: 1 };
    const events = [{ event_type: 'init', timestamp: ago(1) }, ...[1, 2].map((step) => ({ ...scalar, step }))];
    write('logged', [...events, { event_type: 'text', timestamp: ago(1), name: 'n', step: 0, text: 'x' }]);
    assert.match((await show('logged')).stdout, /\nlogged {4}2 numbers in 1 series, 0 histograms, 1 texts\n/);
    const { logged } = JSON.parse((await show('logged', '--json')).stdout);
    assert.deepEqual(logged, { scalars: 2, tags: 1, histograms: 0, texts: 1 });
    assert.doesNotMatch((await show(FULL)).stdout, /logged/);
  });

  it('shows what a finished run came to, round by round', async () => {
    const { stdout, stderr } = await show(FULL);
    assert.equal(stderr, '');
    assert.match(stdout, /^run {7}run-full-0001\nalgorithm FedAsync\nstate {5}finished\n/);
    assert.match(stdout, /\nbest {6}accuracy 0\.6900 in round 5\n/);
    const rows = stdout.split('\n').filter((line) => /^ +\d/.test(line));
    assert.equal(rows.length, 6);
    assert.match(rows[2] ?? '', /^ +2 {2}completed +0\.4700 +1\.3200 +5 +2 +0 +3 +0 +0 +2\.52 +2\.1 MB +6\.3 MB$/);
    assert.match(rows[4] ?? '', /^ +4 {2}completed +- /, 'an accuracy that was not evaluated');
    assert.match(stdout, /\ndrop-out in round 2: client\.4, battery low\n/);
    assert.match(stdout, /\nfailure in round 3: 🐝-hive_5, unknown\n/);
    assert.doesNotMatch(stdout, /wait/);
  });

  it('says that the run id was used for another job before', async () => {
    const start = (attempt: number, job: string) => ({ event_type: 'init', timestamp: ago(9), attempt, job });
    write('reused', [start(1, 'texts'), start(2, 'digits'), { event_type: 'round_start', attempt: 1, round: 7 }]);
    const { stdout } = await show('reused');
    assert.match(stdout, /\njob {7}digits\n/);
    assert.match(stdout, /\nnot shown texts: other job under this run id\n/);
    const { attempts, rounds } = JSON.parse((await show('reused', '--json')).stdout);
    assert.deepEqual([attempts.map(({ job }: { job: string }) => job), rounds], [['texts', 'digits'], []]);
  });

  it('shows whom a running round waits for, and since when', async () => {
    write('open', openRun(70));
    const { stdout } = await show('open');
    assert.match(stdout, /\nstate {5}running\n/);
    assert.match(stdout, /\nplanned {3}5 rounds\n/);
    const waits = /\nround 2 waits for 2 client\(s\): (.*)\n/.exec(stdout)?.[1] ?? '';
    assert.match(waits, /slow \(train, (?:[6-9]|1\d)\d\.\d s\)/);
    assert.match(waits, /od\ufffd\[2Jd \(train, /);
    assert.doesNotMatch(waits, /done/);
    const { rounds, state } = JSON.parse((await show('open', '--json')).stdout) as {
      state: string;
      rounds: { round: number; state: string; waitingFor: { clientId: string; waitedSeconds: number }[] }[];
    };
    assert.equal(state, 'running');
    assert.deepEqual(rounds[1]?.waitingFor.map(({ clientId }) => clientId).sort(), ['od\u001b[2Jd', 'slow']);
    assert.ok((rounds[1]?.waitingFor[0]?.waitedSeconds ?? 0) >= 60);
    assert.deepEqual(rounds[0]?.waitingFor, []);
  });

  it('shows whom the last round of an interrupted run was waiting for', async () => {
    write('silent', openRun(7200));
    const { stdout } = await show('silent');
    assert.match(stdout, /\nstate {5}interrupted\n/);
    assert.match(stdout, /\nround 2 was waiting for 2 client\(s\): /);
  });

  it('counts instead of naming when tasks are unknown, and cuts long lists', async () => {
    const [init, ...rest] = openRun(60);
    write('bare', [init ?? {}, { event_type: 'round_start', timestamp: ago(30), round: 1, num_selected: 4 }]);
    assert.match((await show('bare')).stdout, /\nround 1 has not ended; 4 selected client\(s\) have not answered\n/);
    const task = rest.find(({ event_type }) => event_type === 'task');
    const crowd = Array.from({ length: 25 }, (_, n) => ({ ...task, client_id: `client-${n}` }));
    write('crowd', [init ?? {}, ...crowd]);
    const { stdout } = await show('crowd');
    assert.match(stdout, /round 2 waits for 25 client\(s\): .* and 5 more\n/);
    assert.equal(stdout.match(/client-\d+ \(/g)?.length, 20);
  });

  it('shows why a run failed', async () => {
    write('failed', [
      { event_type: 'init', timestamp: ago(60) },
      { event_type: 'finished', timestamp: ago(50), state: 'failed', error: 'OutOfMemory\u001b[2J' },
    ]);
    assert.match((await show('failed')).stdout, /\nstate {5}failed \(OutOfMemory\ufffd\[2J\)\n/);
  });

  it('is one line of JSON', async () => {
    const { stdout } = await show(FULL, '--json');
    assert.match(stdout, /^\{[^\n]*\}\n$/);
    const run = JSON.parse(stdout) as {
      rounds: unknown[];
      dropouts: unknown[];
      commFailures: unknown[];
      updates: number;
    };
    assert.deepEqual([run.rounds.length, run.dropouts.length, run.commFailures.length, run.updates], [6, 3, 2, 29]);
  });

  it('says what it had to skip', async () => {
    writeFileSync(join(folder.path, 'dirty.jsonl'), '{"event_type":"init","run_id":"dirty"}\nrubbish\n');
    const { stdout, stderr } = await show('dirty');
    assert.match(stdout, /^run {7}dirty\n/);
    assert.match(stderr, /^fedotel runs show: \S+dirty\.jsonl: 1 line\(s\) are no events; the first: not JSON.*\n$/);
  });

  it('refuses what is no run, a newer format, and more or less than one word', async () => {
    await assert.rejects(show('nothing'), CommandError);
    await assert.rejects(show(), UsageError);
    await assert.rejects(show('a', 'b'), UsageError);
    write('newer', [{ event_type: 'init', format: 2 }]);
    await assert.rejects(show('newer'), JournalFormatError);
    const { code, stdout, stderr } = await runCli(['runs', 'show', 'newer', '--runs-dir', folder.path]);
    assert.deepEqual([code, stdout, stderr.split('\n').length], [1, '', 2]);
  });
});
