import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readRun } from '../../support/read-run.js';
import { temporaryFolder } from '../../support/temporary-folder.js';
import { runCli, startCli } from '../cli-process.js';

const library = (name: string) => JSON.stringify(new URL(`../../../lib/${name}`, import.meta.url).href);

/** An app as a user would write it, with the library of this build. */
const APP = `
import { startRun } from ${library('index.js')};
import { startTelemetry } from ${library('telemetry/index.js')};
const telemetry = await startTelemetry({ job: 'dev-app' });
const run = startRun({ job: 'dev-app', runId: 'dev-run', rounds: 2 });
for (let number = 1; number <= 2; number++) {
  const round = run.startRound({ number, selected: 2 });
  for (const client of ['a', 'b']) round.clientUpdate({ client, loss: 1 / number, samples: 10 });
  round.end({ accuracy: number / 4, loss: 0.5 });
}
await run.finish();
await telemetry.shutdown();
process.exitCode = 5;
`;

/** Any program that posts OTLP/JSON where the environment says. */
const POSTS = `
const attribute = (key, value) => ({ key, value });
const points = { dataPoints: [{ timeUnixNano: '1700000000000000000', asDouble: 0.5, attributes: [
  attribute('fl.run.id', { stringValue: 'posted' }), attribute('fl.round.number', { intValue: '1' }),
  attribute('fl.client.id', { stringValue: 'c' }), attribute('fl.operation.name', { stringValue: 'train' })] }] };
const body = { resourceMetrics: [{ resource: {}, scopeMetrics: [{ scope: { name: 'fedotel.client' }, metrics: [
  { name: 'fl.client.loss', unit: '{loss}', gauge: points }] }] }] };
const url = process.env.OTEL_EXPORTER_OTLP_ENDPOINT + '/v1/metrics';
const headers = { 'content-type': 'application/json' };
const { status } = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) });
console.log('answered', status, process.env.OTEL_EXPORTER_OTLP_PROTOCOL, process.env.OTEL_EXPORTER_OTLP_LOGS_ENDPOINT);
`;

describe('fedotel dev', () => {
  const folder = temporaryFolder('dev');
  const runsDir = join(folder.path, 'my runs');
  after(() => folder.remove());
  const script = (name: string, text: string) => {
    const path = join(folder.path, name);
    writeFileSync(path, text);
    return ['node', path];
  };

  it('keeps what a program with the library records, drains, and ends with its exit code', async () => {
    const { code, stderr } = await runCli(['dev', '--runs-dir', runsDir, '--', ...script('app.mjs', APP)]);
    assert.equal(code, 5, stderr);
    const run = await readRun(join(runsDir, 'dev-run.jsonl'));
    assert.equal(run.state, 'finished');
    assert.deepEqual(
      run.rounds.map(({ round, completed, clients }) => [round, completed, clients.map(({ clientId }) => clientId)]),
      [
        [1, 2, ['a', 'b']],
        [2, 2, ['a', 'b']],
      ],
    );
    const map = JSON.parse(readFileSync(join(runsDir, 'dev-run.map.json'), 'utf8')) as { state: string };
    assert.equal(map.state, 'finished');
    assert.match(stderr, /fedotel dev: OTLP\/HTTP on http:\/\/127\.0\.0\.1:\d+, runs in .*my runs, to map\n/);
    assert.match(
      stderr,
      /fedotel dev: watch the run on http:\/\/127\.0\.0\.1:\d+\/\n[\s\S]*\d+ event\(s\) kept; see them with: fedotel runs list --runs-dir '.*my runs', or in the browser: fedotel serve --runs-dir '.*my runs'\n$/,
    );
  });

  it('gives any program the endpoint, leaves its standard output alone, and tells in JSON what came', async () => {
    const env = { OTEL_EXPORTER_OTLP_LOGS_ENDPOINT: 'http://elsewhere', FEDOTEL_RUNS_DIR: join(folder.path, 'json') };
    const { code, stdout, stderr } = await runCli(['dev', '--json', '--', ...script('post.mjs', POSTS)], { env });
    assert.equal(code, 0);
    assert.equal(stdout, 'answered 200 http/protobuf undefined\n');
    const [started, ended, ...more] = stderr
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as unknown);
    assert.deepEqual(more, []);
    const { url, page } = started as { url: string; page: string };
    assert.match(page, /^http:\/\/127\.0\.0\.1:\d+\/$/);
    assert.deepEqual(started, { url, page, runsDir: join(folder.path, 'json'), to: ['map'] });
    assert.deepEqual(ended, { requests: 1, events: 1, duplicates: 0, malformed: 0, unusable: 0, owed: [] });
    assert.ok(readdirSync(join(folder.path, 'json')).includes('posted.map.json'));
  });

  it('says how many values could not be used, and how many records, in text and in JSON', async () => {
    // An accuracy that is a text, in a record that is kept without it, and a record of no run.
    const records = `
const record = (run, accuracy) => ({
  resource: { attributes: [{ key: 'fl.run.id', value: run }, { key: 'fl.run.attempt', value: { intValue: '1' } }] },
  scopeLogs: [{ scope: { name: 'fedotel' }, logRecords: [{ timeUnixNano: '1', eventName: 'fl.round.finished', attributes: [
    { key: 'fl.round.number', value: { intValue: '1' } }, { key: 'fl.round.accuracy', value: accuracy }] }] }],
});
const resourceLogs = [record({ stringValue: 'odd' }, { stringValue: 'high' }), record({ boolValue: true }, { doubleValue: 1 })];
const url = process.env.OTEL_EXPORTER_OTLP_ENDPOINT + '/v1/logs';
const headers = { 'content-type': 'application/json' };
await fetch(url, { method: 'POST', headers, body: JSON.stringify({ resourceLogs }) });
`;
    const dir = join(folder.path, 'unusable');
    const program = script('records.mjs', records);
    const said = await runCli(['dev', '--runs-dir', dir, '--', ...program]);
    assert.match(
      said.stderr,
      /\d event\(s\) kept; 1 record\(s\) broke the conventions and are not kept; 1 value\(s\) could not be used and are left out; see/,
    );
    const { stderr } = await runCli(['dev', '--json', '--runs-dir', `${dir}-json`, '--', ...program]);
    const { malformed, unusable } = JSON.parse(stderr.trimEnd().split('\n').at(-1) ?? '') as Record<string, unknown>;
    assert.deepEqual([malformed, unusable], [1, 1]);
  });

  it('says so when the program sends nothing', async () => {
    const { code, stderr } = await runCli(['dev', '--runs-dir', runsDir, '--page', 'off', '--', 'true']);
    assert.equal(code, 0);
    assert.doesNotMatch(stderr, /watch the run/);
    assert.match(stderr, /the program sent nothing to OTEL_EXPORTER_OTLP_ENDPOINT\n$/);
  });

  it('leaves a destination behind that does not give the bridge back, and ends as the program did', async () => {
    const path = join(folder.path, 'hanging.mjs');
    const methods = `open: async () => {}, flush: async () => ({ kind: 'ok' }), close: async () => {}`;
    const hang = `apply: () => new Promise(() => {}), check: async () => ({ kind: 'ok', detail: '' })`;
    writeFileSync(
      path,
      `export const createSink = () => ({ name: 'hanging', resume: 'cursor', ${methods}, ${hang} });`,
    );
    const words = ['dev', '--runs-dir', join(folder.path, 'hang'), '--to', path, '--drain', '0', '--'];
    const { code, stderr } = await runCli([...words, ...script('app.mjs', APP)]);
    assert.equal(code, 5);
    assert.match(stderr, /fedotel dev: \d+ event\(s\) of dev-run are in the run file and not yet at hanging\n/);
    assert.equal((await readRun(join(folder.path, 'hang', 'dev-run.jsonl'))).state, 'finished');
  });

  it('ends with 128 + N when signal N ended the program', async () => {
    const { code } = await runCli(['dev', '--runs-dir', runsDir, '--', 'sh', '-c', 'kill -KILL $$']);
    assert.equal(code, 137);
  });

  it('ends with 127 for a program that is not there, and leaves the folder free', async () => {
    const { code, stderr } = await runCli(['dev', '--runs-dir', runsDir, '--', 'no-such-program']);
    assert.equal(code, 127);
    assert.match(stderr, /fedotel dev: cannot start "no-such-program": there is no such program\n$/);
    assert.ok(!readdirSync(join(runsDir, '.state')).includes('bridge.json'));
  });

  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    it(`passes ${signal} on, waits for the program and drains`, async () => {
      const trap = `trap 'node "${script(`post-${signal}.mjs`, POSTS)[1]}"; exit 9' ${signal.slice(3)}`;
      const child = `${trap}; echo ready; while :; do sleep 0.05; done`;
      const dir = join(folder.path, signal);
      const dev = startCli(['dev', '--runs-dir', dir, '--', 'sh', '-c', child]);
      await dev.seen(/ready/);
      dev.child.kill(signal);
      const { code, stdout, stderr } = await dev.ended;
      assert.equal(code, 9);
      assert.match(stdout, /answered 200/);
      assert.match(stderr, /1 event\(s\) kept/);
      assert.ok(readdirSync(dir).includes('posted.map.json'));
    });
  }

  it('starts nothing when its own words are off', async () => {
    const cases: readonly (readonly [string[], RegExp])[] = [
      [['dev', 'node', 'app.mjs', '--lr', '1'], /expected "fedotel dev \[options\] -- CMD \[ARG…\]", got no --/],
      [['dev', '--drain', '-1', '--', 'true'], /--drain/],
      [['dev', '--drain=-1', '--', 'true'], /--drain: expected a number from 0 up to 86400, got "-1"/],
      [['dev', '--to', 'map,map', '--', 'true'], /expected each destination once/],
    ];
    for (const [words, pattern] of cases) {
      const { code, stderr } = await runCli(words, { cwd: folder.path });
      assert.equal(code, 2, stderr);
      assert.match(stderr, pattern);
      assert.equal(stderr.split('\n').length, 2);
    }
    assert.ok(!readdirSync(folder.path).includes('runs'));
  });

  it('starts nothing when the folder is none, or another bridge’s', async () => {
    const file = join(folder.path, 'file');
    writeFileSync(file, '');
    const words = ['--', 'sh', '-c', 'echo started'];
    const unusable = await runCli(['dev', '--runs-dir', file, ...words]);
    assert.deepEqual([unusable.code, unusable.stdout], [1, '']);
    assert.match(unusable.stderr, /^fedotel dev: --runs-dir \S+file: expected a writable folder, got E[A-Z]+.*\n$/);

    const shared = join(folder.path, 'shared');
    mkdirSync(shared);
    const first = startCli(['dev', '--runs-dir', shared, '--', 'sh', '-c', 'echo ready; exec sleep 600']);
    await first.seen(/ready/);
    const second = await runCli(['dev', '--runs-dir', shared, ...words]);
    assert.deepEqual([second.code, second.stdout], [1, '']);
    assert.match(second.stderr, new RegExp(`^fedotel dev: .*in use by process ${first.child.pid} .*\\n$`));
    first.child.kill('SIGTERM');
    assert.equal((await first.ended).code, 143);
  });
});
