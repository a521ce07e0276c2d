import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createWriteStream, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { finished } from 'node:stream/promises';
import { temporaryFolder } from '../../support/temporary-folder.js';
import { runCli, startCli } from '../cli-process.js';

const FIXTURES = resolve('test/fixtures/hivewatch');
const FULL = join(FIXTURES, 'full.jsonl');
const TORN = join(FIXTURES, 'live-torn.jsonl');

/** A sink of the user's own that writes down how it was used. */
const RECORDER = `
import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
export function createSink() {
  let path;
  const say = (value) => appendFileSync(path, JSON.stringify(value) + '\\n');
  return {
    name: 'recorder', resume: 'cursor',
    open: async ({ runsDir, argument }) => { path = join(runsDir, 'recorded'); say({ argument: argument ?? null }); },
    apply: async (run, events) => { say({ ...run, events: events.length }); return { kind: 'ok' }; },
    flush: async () => { say('flush'); return { kind: 'ok' }; },
    check: async () => ({ kind: 'ok', detail: '' }),
    close: async () => say('close'),
  };
}
setInterval(() => undefined, 1000); // a module that would keep a process for ever
`;

describe('fedotel export', () => {
  const folder = temporaryFolder('export-command');
  const at = (...names: string[]) => join(folder.path, ...names);
  after(() => folder.remove());
  before(() => {
    mkdirSync(at('cwd'));
    writeFileSync(at('recorder.mjs'), RECORDER);
  });
  const readJson = (path: string) => JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>;

  it('makes map and GeoJSON of HiveWatch’s logs, a torn one included', async () => {
    const words = ['export', FULL, TORN, '--to', 'map,geojson', '--out', at('maps')];
    const { code, stdout, stderr } = await runCli(words);
    assert.equal(code, 0);
    assert.deepEqual(readdirSync(at('maps')).sort(), [
      'full.geojson',
      'full.map.json',
      'live-torn.geojson',
      'live-torn.map.json',
    ]);
    assert.deepEqual(stdout.split('\n'), [
      `run-full-0001: 45 events to map in ${at('maps')}`,
      `run-full-0001: 17 events to map in ${at('maps')}`,
      `run-full-0001: 45 events to geojson in ${at('maps')}`,
      `run-full-0001: 17 events to geojson in ${at('maps')}`,
      '',
    ]);
    assert.match(stderr, /live-torn\.jsonl: the last line is incomplete \(\d+ bytes\); skipped/);
    const { run_id, rounds } = readJson(at('maps', 'full.map.json')) as { run_id: string; rounds: unknown[] };
    assert.deepEqual([run_id, rounds.length], ['run-full-0001', 6]);
  });

  it('exports to where it is, or where the destination’s argument says, and again over its own files', async () => {
    const { code, stdout } = await runCli(['export', FULL], { cwd: at('cwd') });
    assert.deepEqual([code, stdout], [0, 'run-full-0001: 45 events to map in .\n']);
    const first = readFileSync(at('cwd', 'full.map.json'));
    const again = await runCli(['export', FULL, '--to', `map,geojson=${at('geo')}`], { cwd: at('cwd') });
    assert.equal(again.code, 0);
    assert.deepEqual(readFileSync(at('cwd', 'full.map.json')), first);
    assert.deepEqual(readdirSync(at('geo')), ['full.geojson']);
  });

  it('finds runs of the folder by id and tells in one line of JSON what it did', async () => {
    mkdirSync(at('runs'));
    writeFileSync(at('runs', 'run-1.jsonl'), readFileSync(FULL));
    const words = ['export', 'run-1', '--runs-dir', at('runs'), '--out', at('json'), '--json'];
    const { code, stdout } = await runCli(words);
    assert.equal(code, 0);
    assert.match(stdout, /^[^\n]*\n$/);
    const file = at('runs', 'run-1.jsonl');
    assert.deepEqual(JSON.parse(stdout), {
      exported: [{ run: 'run-full-0001', file, to: 'map', events: 45, skipped: 0, rejected: 0 }],
      failed: [],
      out: at('json'),
    });
  });

  it('feeds a sink of the user’s own, with its argument or none, and is not kept by what it leaves behind', async () => {
    mkdirSync(at('own'));
    for (const argument of [null, '30']) {
      const to = argument === null ? at('recorder.mjs') : `${at('recorder.mjs')}=${argument}`;
      const { code, stdout } = await runCli(['export', FULL, '--to', to, '--out', at('own')]);
      assert.equal(code, 0);
      assert.equal(stdout, 'run-full-0001: 45 events to recorder\n');
      const said = readFileSync(at('own', 'recorded'), 'utf8').trimEnd().split('\n').slice(-4);
      assert.deepEqual(
        said.map((line) => JSON.parse(line) as unknown),
        [{ argument }, { runId: 'run-full-0001', stem: 'full', journal: FULL, events: 45 }, 'flush', 'close'],
      );
    }
  });

  it('takes the example of a sink', async () => {
    const words = ['export', FULL, '--to', './examples/sinks/slow-rounds.js=2.5', '--out', at('slow', 'deep')];
    const { code } = await runCli(words);
    assert.equal(code, 0);
    const lines = readFileSync(at('slow', 'deep', 'slow-rounds.txt'), 'utf8')
      .trimEnd()
      .split('\n');
    assert.deepEqual(
      lines.map((line) => line.replace(/ at \d+$/, '')),
      [2, 3, 4, 5].map((round) => `run-full-0001 round ${round}`),
    );
  });

  it('writes W&B’s directories into the folder of --out, which wins over WANDB_DIR', async () => {
    const env = { WANDB_MODE: 'offline', WANDB_DIR: at('of-variable') };
    const directory = /^offline-run-\d{8}_\d{6}-run-full-0001$/;
    for (const [out, folder] of [
      [['--out', at('of-flag')], 'of-flag'],
      [[], 'of-variable'],
    ] as const) {
      const { code, stderr } = await runCli(['export', FULL, '--to', 'wandb', ...out], { env });
      assert.equal(code, 0, stderr);
      assert.match(stderr, new RegExp(`upload it with: \\(cd ${at(folder)} && wandb sync `));
      assert.match(readdirSync(at(folder, 'wandb')).join(), directory);
    }
    const again = await runCli(['export', FULL, '--to', 'wandb', '--out', at('of-flag')], { env });
    assert.equal(again.code, 1);
    assert.match(again.stderr, /is there already, .* remove it, or name another folder with --out\n/);
  });

  it('refuses --out where nothing would be written to it', async () => {
    const words = ['export', FULL, '--to', 'mlflow=http://127.0.0.1:1', '--out', at('nobodys')];
    const { code, stdout, stderr } = await runCli(words);
    assert.deepEqual([code, stdout], [2, '']);
    assert.match(
      stderr,
      /--out \S+nobodys: expected a destination that writes files, got mlflow, whose server MLFLOW_TRACKING_URI or --to mlflow=URL names/,
    );
    assert.equal(existsSync(at('nobodys')), false);
  });

  it('replaces no file of another run', async () => {
    mkdirSync(at('other'));
    const other = at('other', 'full.jsonl');
    writeFileSync(other, readFileSync(FULL, 'utf8').replaceAll('run-full-0001', 'run-other'));
    await runCli(['export', FULL, '--out', at('kept')]);
    const before = readFileSync(at('kept', 'full.map.json'));
    const { code, stdout, stderr } = await runCli(['export', other, '--out', at('kept')]);
    assert.deepEqual([code, stdout], [1, '']);
    assert.match(stderr, /full\.map\.json is of run "run-full-0001", not of run "run-other".* --out\n$/);
    assert.deepEqual(readFileSync(at('kept', 'full.map.json')), before);
    const both = await runCli(['export', FULL, other, '--out', at('both')]);
    assert.equal(both.code, 1);
    assert.match(both.stderr, /would be exported to the same files/);
    assert.equal(existsSync(at('both')), false);
  });

  it('writes nothing anywhere when a destination or a run is unknown', async () => {
    const cases: readonly (readonly [readonly string[], number, RegExp])[] = [
      [['--to', 'map,nosuch', FULL], 1, /--to: expected one of map, geojson, .*or the path of a module, got "nosuch"/],
      [['--to', './nosuch.js', FULL], 1, /--to \.\/nosuch\.js: Cannot find module/],
      [[FULL, 'nosuch'], 1, /expected a run in runs \(it has no runs\) or a \.jsonl file, got "nosuch"/],
      [[], 2, /expected "fedotel export FILE\|RUN… .*", got no words/],
      [['--to', '', FULL], 2, /--to: expected a destination, got none/],
      [['--out', join(FULL, 'x'), FULL], 1, /--out \S+x: expected a writable folder, got ENOTDIR/],
    ];
    for (const [words, expected, pattern] of cases) {
      const { code, stdout, stderr } = await runCli(['export', '--out', at('nothing'), ...words], { cwd: at('cwd') });
      assert.deepEqual([code, stdout, stderr.split('\n').length], [expected, '', 2], stderr);
      assert.match(stderr, pattern);
      assert.equal(existsSync(at('nothing')), false);
    }
  });

  it('exports the others when a journal is damaged or newer, and ends with 1', async () => {
    writeFileSync(at('newer.jsonl'), '{"event_type":"init","run_id":"n","format":2}\n');
    writeFileSync(at('rubbish.jsonl'), 'rubbish\n');
    const words = ['export', at('newer.jsonl'), at('rubbish.jsonl'), FULL, '--out', at('some'), '--json'];
    const { code, stdout, stderr } = await runCli(words);
    assert.equal(code, 1);
    assert.deepEqual(readdirSync(at('some')), ['full.map.json']);
    const { exported, failed } = JSON.parse(stdout) as { exported: unknown[]; failed: { file: string }[] };
    assert.equal(exported.length, 1);
    assert.deepEqual(
      failed.map(({ file }) => file),
      [at('newer.jsonl'), at('rubbish.jsonl')],
    );
    assert.match(stderr, /newer\.jsonl has journal format 2; this fedotel reads up to 1\. Use a newer fedotel/);
    assert.match(stderr, /rubbish\.jsonl: expected a journal, found no events: not JSON/);
  });

  it('ends at a signal while a destination is down, and says what is missing', async () => {
    const retry = `async () => ({ kind: 'retry', reason: 'down', afterSeconds: 600 })`;
    writeFileSync(at('down.mjs'), RECORDER.replace(/apply: .*/, `apply: (run) => { say(run); return (${retry})(); },`));
    mkdirSync(at('down'));
    const words = ['export', FULL, '--to', at('down.mjs'), '--out', at('down'), '--patience', '3600'];
    const exporting = startCli(words);
    while (!existsSync(at('down', 'recorded')) || !readFileSync(at('down', 'recorded'), 'utf8').includes('full'))
      await new Promise((wait) => setTimeout(wait, 20));
    exporting.child.kill('SIGINT');
    const { code, stderr } = await exporting.ended;
    assert.deepEqual(
      [code, stderr],
      [130, 'fedotel export: ended by SIGINT; what was not delivered yet is not there\n'],
    );
  });

  it('gives up on a destination that is down for longer than --patience', async () => {
    const words = ['export', FULL, '--to', at('down.mjs'), '--out', at('down'), '--patience', '0'];
    const { code, stderr } = await runCli(words);
    assert.deepEqual([code, stderr], [1, 'fedotel export: recorder: down\n']);
  });

  it('reads a journal much larger than its memory', async () => {
    const file = createWriteStream(at('large.jsonl'));
    const text = 'x'.repeat(20_000);
    file.write('{"event_type":"init","run_id":"large","format":1}\n');
    for (let step = 0; step < 8000; step++) {
      const line = JSON.stringify({ event_type: 'scalar', run_id: 'large', name: text, step, value: 1 });
      if (!file.write(`${line}\n`)) await once(file, 'drain');
    }
    file.end();
    await finished(file);
    mkdirSync(at('large'));
    const words = ['export', at('large.jsonl'), '--to', at('recorder.mjs'), '--out', at('large')];
    const { code, stdout, stderr } = await runCli(words, { nodeOptions: ['--max-old-space-size=64'] });
    assert.deepEqual([code, stdout], [0, 'large: 8001 events to recorder\n'], stderr);
  });
});
