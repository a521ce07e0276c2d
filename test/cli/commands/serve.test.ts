import assert from 'node:assert/strict';
import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { askRuns } from '../../exporters/page/support/page-client.js';
import { temporaryFolder } from '../../support/temporary-folder.js';
import { until } from '../../support/until.js';
import { runCli, startCli } from '../cli-process.js';

const FULL = 'test/fixtures/hivewatch/full.jsonl';

describe('fedotel serve', () => {
  const folder = temporaryFolder('serve');
  after(() => folder.remove());
  const runsDir = join(folder.path, 'runs');
  before(() => {
    mkdirSync(runsDir);
    copyFileSync(FULL, join(runsDir, 'run-full-0001.jsonl'));
    writeFileSync(join(runsDir, 'other.jsonl'), '{"event_type":"init","run_id":"other"}\n');
  });
  const start = async (...words: readonly string[]) => {
    const serving = startCli(['serve', '--json', '--listen', '127.0.0.1:0', ...words]);
    const [line] = await serving.seen(/^\{.*\}\n/);
    return { serving, ...(JSON.parse(line) as { url: string; runsDir: string }) };
  };
  const stems = async (url: string) => {
    const { runs } = await askRuns(url);
    return runs.map(({ stem }) => stem).sort();
  };

  it('serves the runs of a folder until it is told to end, and then ends with 0', async () => {
    const { serving, url } = await start('--runs-dir', runsDir);
    assert.deepEqual(await stems(url), ['other', 'run-full-0001']);
    assert.equal((await fetch(url)).status, 200);
    serving.child.kill('SIGTERM');
    assert.equal((await serving.ended).code, 0);
  });

  it('shows one run alone, by id or by file, and opens on it', async () => {
    for (const words of [
      ['--runs-dir', runsDir, '--run', 'run-full-0001'],
      ['--run', join(runsDir, 'run-full-0001.jsonl')],
    ]) {
      const { serving, url } = await start(...words);
      assert.match(url, /\/#run=run-full-0001$/);
      assert.deepEqual(await stems(url), ['run-full-0001']);
      serving.child.kill('SIGINT');
      assert.equal((await serving.ended).code, 0);
    }
  });

  it('shows no file as a folder', async () => {
    const { code, stderr } = await runCli(['serve', '--runs-dir', FULL, '--listen', '127.0.0.1:0']);
    assert.equal(code, 1);
    assert.match(stderr, /^fedotel serve: --runs-dir \S+: expected a folder that can be read, got ENOTDIR[^\n]*\n$/);
  });

  it('says in words where the page is, and how a browser gets in with a token', async () => {
    const tokenFile = join(folder.path, 'token');
    writeFileSync(tokenFile, 'some-token\n');
    const serving = startCli(['serve', '--runs-dir', runsDir, '--listen', '127.0.0.1:0', '--token-file', tokenFile]);
    const [, url = ''] = await serving.seen(/fedotel serve: page on (\S+), runs in \S+runs\n/);
    await serving.seen(/open it once with \?token=TOKEN/);
    assert.equal((await fetch(url)).status, 401);
    assert.equal(
      (await fetch(new URL('api/runs', url), { headers: { authorization: 'Bearer some-token' } })).status,
      200,
    );
    serving.child.kill('SIGTERM');
    const { stdout, stderr } = await serving.ended;
    assert.doesNotMatch(stdout + stderr, /some-token/);
  });

  it('waits for a folder that is not there yet', async () => {
    const { serving, url } = await start('--runs-dir', join(folder.path, 'later'));
    await serving.seen(/there is no folder \S+later yet/);
    mkdirSync(join(folder.path, 'later'));
    copyFileSync(FULL, join(folder.path, 'later', 'a.jsonl'));
    await until('the run is listed', async () => (await stems(url)).length === 1);
    serving.child.kill('SIGTERM');
    await serving.ended;
  });

  it('says what is wrong with its words', async () => {
    const cases: readonly (readonly [readonly string[], number, RegExp])[] = [
      [['--listen', 'nowhere'], 2, /--listen: expected HOST:PORT/],
      [['--listen', '0.0.0.0:0'], 1, /expected, off loopback, a bearer token/],
      [['--run', 'nosuch'], 1, /expected a run in \S+ \(it has other, run-full-0001\) or a \.jsonl file, got "nosuch"/],
      [['extra'], 2, /expected "fedotel serve/],
    ];
    for (const [words, code, pattern] of cases) {
      const ended = await runCli(['serve', '--runs-dir', runsDir, ...words]);
      assert.equal(ended.code, code, words.join(' '));
      assert.match(ended.stderr, pattern);
    }
  });

  it('names the option when the address is taken', async () => {
    const { serving, url } = await start('--runs-dir', runsDir);
    const { code, stderr } = await runCli(['serve', '--runs-dir', runsDir, '--listen', new URL(url).host]);
    assert.equal(code, 1);
    assert.match(stderr, /--listen 127\.0\.0\.1:\d+: the address is in use by another program; choose another/);
    serving.child.kill('SIGTERM');
    await serving.ended;
  });
});
