import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { exportCommand } from '../../../cli/commands/export.js';
import { runsPruneCommand } from '../../../cli/commands/runs-prune.js';
import { createBridge } from '../../../exporters/bridge/index.js';
import { temporaryFolder } from '../../support/temporary-folder.js';
import { until } from '../../support/until.js';
import { createTestContext } from '../test-context.js';

const DAY_SECONDS = 86_400;

describe('fedotel runs prune', () => {
  const folder = temporaryFolder('runs-prune');
  after(() => folder.remove());
  let count = 0;
  let dir = '';

  beforeEach(() => {
    dir = join(folder.path, `runs${count++}`);
    mkdirSync(dir);
  });

  /** A run file with a map beside it, whose last data is so old. @returns its size */
  function writeRun(stem: string, daysOld: number, ended = true): number {
    const at = (event: object) => JSON.stringify({ ...event, run_id: stem, timestamp: '2026-01-01T00:00:00.000Z' });
    const events = [at({ event_type: 'init' }), ...(ended ? [at({ event_type: 'finished', state: 'finished' })] : [])];
    const text = `${events.join('\n')}\n`;
    const path = join(dir, `${stem}.jsonl`);
    writeFileSync(path, text);
    writeFileSync(join(dir, `${stem}.map.json`), '{}');
    const time = Date.now() / 1000 - daysOld * DAY_SECONDS;
    utimesSync(path, time, time);
    return text.length;
  }

  function writeState(path: string, content: object): string {
    const full = join(dir, '.state', path);
    mkdirSync(join(full, '..'), { recursive: true });
    writeFileSync(full, JSON.stringify(content));
    return full;
  }

  async function prune(...argv: string[]) {
    const context = createTestContext();
    const code = await runsPruneCommand.run(['--runs-dir', dir, ...argv], context);
    return { code, stdout: context.stdout(), stderr: context.stderr() };
  }

  const names = () =>
    readdirSync(dir)
      .filter((name) => !name.startsWith('.'))
      .sort();

  it('removes old runs with all their files and what is remembered, and nothing of a run with a like name', async () => {
    const size = writeRun('old', 40);
    writeRun('old.map', 1);
    const own = [
      writeState('cursors/mlflow/old.json', { run_id: 'old', sequence: size }),
      writeState('sinks/mlflow/old.json', {}),
      writeState('sinks/mlflow/parked/old.json', {}),
    ];
    const other = writeState('sinks/mlflow/old.map.json', {});
    const { code, stdout, stderr } = await prune('--keep', '30d');
    assert.deepEqual([code, stderr], [0, '']);
    assert.match(stdout, /^removed old\n1 run\(s\), /);
    assert.deepEqual(names(), ['old.map.jsonl', 'old.map.map.json']);
    assert.deepEqual(own.map(existsSync), [false, false, false]);
    assert.ok(existsSync(other));
  });

  it('removes what TensorBoard has of a run in the runs folder, and nothing that is somebody else’s', async () => {
    const tensorboard = (...names: string[]) => join(dir, 'tensorboard', ...names);
    const log = readFileSync('test/fixtures/hivewatch/full.jsonl', 'utf8');
    const time = Date.now() / 1000 - 40 * DAY_SECONDS;
    for (const stem of ['old', 'watched', 'fresh']) {
      writeFileSync(join(dir, `${stem}.jsonl`), log.replaceAll('run-full-0001', stem));
      const words = [stem, '--runs-dir', dir, '--to', 'tensorboard', '--out', dir];
      assert.equal(await exportCommand.run(words, createTestContext()), 0);
      if (stem !== 'fresh') utimesSync(join(dir, `${stem}.jsonl`), time, time);
    }
    const [client = ''] = readdirSync(tensorboard('watched')).filter((name) => !name.includes('tfevents'));
    const foreign = ['events.out.tfevents.1.host', join(client, 'notes.txt')].map((name) =>
      tensorboard('watched', name),
    );
    for (const path of foreign) writeFileSync(path, 'mine');
    // A folder that is called like a run, of another run.
    writeRun('twin', 40);
    mkdirSync(tensorboard('twin'));
    writeFileSync(tensorboard('twin', '.fedotel.json'), readFileSync(tensorboard('fresh', '.fedotel.json')));

    const before = readdirSync(tensorboard('fresh'));
    const json = JSON.parse((await prune('--keep', '30d', '--dry-run', '--json')).stdout) as { bytes: number };
    assert.ok(json.bytes > 2 * log.length, 'event files count');
    const { code, stdout } = await prune('--keep', '30d');
    assert.equal(code, 0);
    assert.match(stdout, /removed old\n/);
    assert.deepEqual(readdirSync(tensorboard()).sort(), ['fresh', 'twin', 'watched']);
    assert.deepEqual(readdirSync(tensorboard('watched')).sort(), [client, 'events.out.tfevents.1.host'].sort());
    for (const path of foreign) assert.equal(readFileSync(path, 'utf8'), 'mine');
    assert.deepEqual(readdirSync(tensorboard('fresh')), before);
    assert.deepEqual(names(), ['fresh.jsonl', 'tensorboard']);
  });

  it('keeps W&B’s directories, synced or not, and what stands in folders of the user’s own', async () => {
    writeRun('old', 40);
    const kept = [
      'wandb/offline-run-20260101_000000-old/run-old.wandb',
      'tensorboard/mine/events.out.tfevents.1.fedotel',
    ];
    for (const name of kept) {
      mkdirSync(join(dir, name, '..'), { recursive: true });
      writeFileSync(join(dir, name), 'x');
    }
    assert.match((await prune('--keep', '30d')).stdout, /removed old/);
    for (const name of kept) assert.ok(existsSync(join(dir, name)), name);
  });

  it('keeps what a destination does not have, says so, and after 14 days says that it is lost to it', async () => {
    const size = writeRun('behind', 5);
    writeState('cursors/mlflow/behind.json', { run_id: 'behind', sequence: size - 1 });
    const kept = await prune('--keep', '1d');
    assert.match(kept.stderr, /kept behind: mlflow does not have all of it yet; the claim ends after 14 days/);
    assert.equal(kept.stdout, '0 run(s), 0.0 MB\n');
    assert.deepEqual(names(), ['behind.jsonl', 'behind.map.json']);
    writeRun('behind', 15);
    const lost = await prune('--keep', '1d');
    assert.match(lost.stderr, /behind never reached mlflow whole: the claim has expired/);
    assert.deepEqual(names(), []);
  });

  it('counts a destination without a cursor, which never answered, among those that are owed', async () => {
    writeRun('r', 5);
    mkdirSync(join(dir, '.state', 'sinks', 'mlflow'), { recursive: true });
    assert.match((await prune('--keep', '1d')).stderr, /kept r: mlflow does not have all of it/);
  });

  it('keeps a run that has not ended, and a file that is no run', async () => {
    writeRun('live', 5, false);
    writeFileSync(join(dir, 'notes.jsonl'), 'hello\n');
    const { stderr } = await prune('--max-size', '0B');
    assert.match(stderr, /kept live: it has not ended/);
    assert.match(stderr, /kept notes: /);
    assert.equal(names().length, 3);
  });

  it('has a running bridge do it, which keeps what it knows better', async () => {
    writeRun('old', 40);
    writeRun('fresh', 1);
    const bridge = await createBridge({ runsDir: dir, listen: { port: 0 }, to: ['geojson'] });
    try {
      await until('all is delivered', async () => {
        const { sinks } = (await (await fetch(`${bridge.url}/health`)).json()) as { sinks: { delivered: number }[] };
        return sinks[0]?.delivered === 4;
      });
      // Something comes of a run that looks old.
      writeRun('live', 40);
      let { code, stdout, stderr } = await prune('--keep', '30d');
      // What is delivered is still written out and noted: until then the bridge keeps the run.
      await until('the bridge is done with the old run', async () => {
        if (!stderr.includes('kept old')) return true;
        ({ code, stdout, stderr } = await prune('--keep', '30d'));
        return false;
      });
      assert.equal(code, 0);
      assert.match(stdout, /^removed old\n1 run\(s\), /);
      assert.match(stderr, /kept live: the bridge has no such run/);
      assert.deepEqual(
        names().filter((name) => name.startsWith('old')),
        [],
      );
      let json = { removed: [] as string[], kept: 0 };
      await until('the bridge is done with the fresh run', async () => {
        json = JSON.parse((await prune('--max-size', '0B', '--json')).stdout) as typeof json;
        return json.removed.length > 0;
      });
      assert.deepEqual(json.removed, ['fresh']);
      assert.equal(json.kept, 1);
    } finally {
      await bridge.stop();
    }
  });

  it('has a running bridge remove what its own TensorBoard files have of a run', async () => {
    for (const stem of ['old', 'fresh']) writeRun(stem, stem === 'old' ? 40 : 1);
    const bridge = await createBridge({ runsDir: dir, listen: { port: 0 }, to: ['tensorboard'] });
    const folders = () => readdirSync(join(dir, 'tensorboard')).sort();
    try {
      await until('all is delivered', async () => {
        const { sinks } = (await (await fetch(`${bridge.url}/health`)).json()) as { sinks: { delivered: number }[] };
        return sinks[0]?.delivered === 4;
      });
      await until('both have files', () => folders().length === 2);
      const pruned = async () => (await prune('--keep', '30d')).stdout.startsWith('removed old');
      await until('the bridge is done with the run', pruned);
      assert.deepEqual(folders(), ['fresh']);
    } finally {
      await bridge.stop();
    }
    assert.deepEqual(folders(), ['fresh']);
  });

  it('says whose the folder is when the bridge does not answer, and takes no orders without the secret', async () => {
    writeRun('old', 40);
    const bridge = await createBridge({ runsDir: dir, listen: { port: 0 }, to: [] });
    const path = join(dir, '.state', 'bridge.json');
    const announced = JSON.parse(readFileSync(path, 'utf8')) as { control: { url: string; secret: string } };
    try {
      assert.equal(statSync(path).mode & 0o777, 0o600);
      const order = { method: 'POST', body: '{"runs":[{"stem":"old","journalBytes":1}]}' };
      assert.equal((await fetch(`${announced.control.url}/prune`, order)).status, 401);
      const headers = { Authorization: `Bearer ${announced.control.secret}` };
      for (const body of ['{}', '[]', 'x', '{"runs":[{"stem":1}]}', '{"runs":[null]}']) {
        assert.equal((await fetch(`${announced.control.url}/prune`, { ...order, headers, body })).status, 400, body);
      }
      const json = { ...headers, 'Content-Type': 'application/json' };
      const sent = await fetch(`${announced.control.url}/v1/logs`, { method: 'POST', headers: json, body: '{}' });
      assert.equal(sent.status, 503);
      writeFileSync(path, JSON.stringify({ ...announced, control: { ...announced.control, secret: 'wrong' } }));
      await assert.rejects(prune('--keep', '30d'), /in use by process .*It was asked to remove .* answers with 401/);
      writeFileSync(path, JSON.stringify({ ...announced, control: undefined }));
      await assert.rejects(prune('--keep', '30d'), /in use by process/);
      assert.ok(existsSync(join(dir, 'old.jsonl')));
    } finally {
      await bridge.stop();
    }
  });

  it('touches nothing with --dry-run, also beside a running bridge, and says the same in JSON', async () => {
    writeRun('old', 40);
    const before = names();
    const bridge = await createBridge({ runsDir: dir, listen: { port: 0 }, to: [] });
    try {
      const { stdout } = await prune('--keep', '30d', '--dry-run', '--json');
      const { bytes, ...rest } = JSON.parse(stdout) as { bytes: number };
      assert.deepEqual(rest, { dryRun: true, removed: ['old'], kept: 0 });
      assert.equal(bytes, readFileSync(join(dir, 'old.jsonl')).length + 2);
    } finally {
      await bridge.stop();
    }
    assert.deepEqual(names(), before);
    assert.match((await prune('--keep', '30d')).stdout, /removed old/);
  });

  it('leaves a folder that a bridge goes on with', async () => {
    writeRun('old', 40);
    await prune('--keep', '30d');
    const bridge = await createBridge({ runsDir: dir, listen: { port: 0 } });
    assert.deepEqual(await bridge.stop(), { owed: [] });
    assert.deepEqual(names(), []);
  });

  it('wants to be told what to remove, and a folder', async () => {
    await assert.rejects(prune(), /expected --keep AGE, --max-size SIZE, or both, got neither/);
    await assert.rejects(prune('--keep', '30'), /--keep: expected an age/);
    dir = join(dir, 'missing');
    await assert.rejects(prune('--keep', '30d'), /there is no such folder/);
    assert.equal(existsSync(dir), false);
  });
});
