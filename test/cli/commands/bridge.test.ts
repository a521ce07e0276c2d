import assert from 'node:assert/strict';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePort, startBridgeProcess } from '../../support/bridge-process.js';
import { post, updatesBody } from '../../support/otlp-json.js';
import { readEvents } from '../../support/read-run.js';
import { temporaryFolder } from '../../support/temporary-folder.js';
import { runCli, startCli } from '../cli-process.js';

const update = (client: string) => ({ client, round: 1, time: 1_700_000_000_000_000_000n, loss: 0.5, samples: 3 });

describe('fedotel bridge', () => {
  const folder = temporaryFolder('bridge-command');
  const at = (name: string) => join(folder.path, name);
  after(() => folder.remove());

  it('says on one line where it listens, keeps what comes, and drains on SIGTERM', async () => {
    const bridge = startCli(['bridge', '--listen', ':0', '--runs-dir', at('text'), '--to', 'map,geojson']);
    const [line, url] = await bridge.seen(
      /^fedotel bridge: OTLP\/HTTP on (http\S+), runs in \S+text, to map, geojson\n$/,
    );
    const answer = await post(`${url}/v1/metrics`, updatesBody('r', [update('a'), update('b')]));
    assert.equal(answer?.status, 200);
    bridge.child.kill('SIGTERM');
    const { code, stdout, stderr } = await bridge.ended;
    assert.deepEqual([code, stdout, stderr], [0, line, '']);
    assert.deepEqual(
      readdirSync(at('text')).filter((name) => name.startsWith('r.')),
      ['r.geojson', 'r.jsonl', 'r.map.json'],
    );
    const updates = (await readEvents(join(at('text'), 'r.jsonl'))).filter(
      (event) => event.event_type === 'client_update',
    );
    assert.equal(updates.length, 2);
    assert.ok(!readdirSync(join(at('text'), '.state')).includes('bridge.json'));
  });

  it('says it in JSON for scripts, and ends with 0 on SIGINT too', async () => {
    const bridge = startCli(['bridge', '--json', '--listen', ':0', '--runs-dir', at('json'), '--to', '']);
    await bridge.seen(/\n/);
    bridge.child.kill('SIGINT');
    const { code, stdout } = await bridge.ended;
    assert.equal(code, 0);
    assert.equal(stdout.split('\n').length, 2);
    const { url, instance, ...rest } = JSON.parse(stdout) as { url: string; instance: string };
    assert.match(url, /^http:\/\/127\.0\.0\.1:\d+$/);
    assert.match(instance, /^[0-9a-f]{16}$/);
    assert.deepEqual(rest, { runsDir: at('json'), to: [] });
  });

  it('wants to know for how long it is to keep runs in words that it knows', async () => {
    const { code, stderr } = await runCli(['bridge', '--listen', ':0', '--runs-dir', at('kept'), '--keep', '30']);
    assert.deepEqual([code, stderr.includes('--keep: expected an age such as 30d')], [2, true]);
    const bridge = startCli([
      'bridge',
      '--listen',
      ':0',
      '--runs-dir',
      at('kept'),
      '--keep',
      '30d',
      '--max-size',
      '1GB',
    ]);
    await bridge.seen(/\n/);
    bridge.child.kill('SIGTERM');
    assert.equal((await bridge.ended).code, 0);
  });

  it('shows its own metrics where --metrics-listen says', async () => {
    const words = [
      'bridge',
      '--json',
      '--listen',
      ':0',
      '--runs-dir',
      at('metrics'),
      '--metrics-listen',
      ':0',
      '--to',
      '',
    ];
    const bridge = startCli(words);
    const [line] = await bridge.seen(/.*\n/);
    const { metrics } = JSON.parse(line) as { metrics: string };
    assert.match(await (await fetch(metrics)).text(), /^fedotel_bridge_requests_total 0$/m);
    bridge.child.kill('SIGTERM');
    assert.equal((await bridge.ended).code, 0);
  });

  it('takes its options from a file that serves other commands too', async () => {
    writeFileSync(at('fedotel.yaml'), `listen: "127.0.0.1:0"\nruns-dir: ${at('file')}\nto: [geojson]\nout: maps\n`);
    const bridge = startCli(['bridge', '--json'], { env: { FEDOTEL_CONFIG: at('fedotel.yaml') } });
    const [line] = await bridge.seen(/.*\n/);
    bridge.child.kill('SIGTERM');
    await bridge.ended;
    assert.deepEqual((JSON.parse(line) as { to: string[] }).to, ['geojson']);
    assert.ok(readdirSync(folder.path).includes('file'));
  });

  it('refuses an address in use and a folder in use on one line each', async () => {
    const port = await freePort();
    const first = await startBridgeProcess(at('one'), port);
    const taken = await runCli(['bridge', '--listen', `127.0.0.1:${port}`, '--runs-dir', at('two')]);
    assert.deepEqual([taken.code, taken.stdout], [1, '']);
    assert.match(taken.stderr, new RegExp(`^fedotel bridge: --listen 127\\.0\\.0\\.1:${port}: .* in use .*\\n$`));
    const locked = await runCli(['bridge', '--listen', ':0', '--runs-dir', at('one')]);
    assert.deepEqual([locked.code, locked.stdout], [1, '']);
    assert.match(locked.stderr, /^fedotel bridge: The folder \S+one\S* is in use by process \d+ .*\n$/);
    assert.equal((await fetch(`${first.url}/health`)).status, 200, 'the first one goes on');
    assert.equal(await first.stop(), 0);
  });

  it('refuses words and settings that are off before it touches anything', async () => {
    const cases: readonly (readonly [readonly string[], number, RegExp])[] = [
      [['runs'], 2, /expected "fedotel bridge \[options\]", got "runs"/],
      [['--listen', 'here'], 2, /--listen: expected HOST:PORT/],
      [['--max-body', '0.5'], 2, /--max-body: expected a whole number from 1, got "0\.5"/],
      [['--index-entries', '0'], 2, /--index-entries: expected a whole number from 1, got "0"/],
      [['--drain', '1e9'], 2, /--drain: expected a number from 0 up to 86400/],
      [['--tls-cert', 'x'], 2, /expected --tls-cert and --tls-key together, got --tls-cert alone/],
      [['--tls-cert', 'x', '--tls-key', 'x'], 1, /--tls-cert: expected a file that can be read, got ENOENT/],
      [['--config', at('none.yaml')], 2, /--config \S+none\.yaml: ENOENT/],
    ];
    for (const [words, expected, pattern] of cases) {
      const { code, stdout, stderr } = await runCli(['bridge', '--runs-dir', at('never'), ...words]);
      assert.deepEqual([code, stdout, stderr.split('\n').length], [expected, '', 2], stderr);
      assert.match(stderr, pattern);
    }
    assert.ok(!readdirSync(folder.path).includes('never'));
  });

  it('needs a token and TLS off loopback, and takes an unknown destination back', async () => {
    const open = await runCli(['bridge', '--runs-dir', at('open'), '--listen', '0.0.0.0:0']);
    assert.equal(open.code, 1);
    assert.match(open.stderr, /--token-file.*--tls-cert and --tls-key/);
    const nosuch = await runCli(['bridge', '--runs-dir', at('open'), '--listen', ':0', '--to', 'nosuch']);
    assert.equal(nosuch.code, 1);
    assert.match(nosuch.stderr, /--to: expected one of map, geojson, .*or the path of a module, got "nosuch"/);
    assert.ok(!readdirSync(join(at('open'), '.state')).includes('bridge.json'));
  });

  it('leaves a destination that does not stop behind, and says what it is owed', async () => {
    const sink = (name: string, apply: string) => {
      const path = at(`${name}.mjs`);
      const methods = `open: async () => {}, apply: ${apply}, flush: async () => ({ kind: 'ok' }), close: async () => {}`;
      const check = `check: async () => ({ kind: 'ok', detail: '' })`;
      writeFileSync(
        path,
        `export const createSink = () => ({ name: '${name}', resume: 'cursor', ${methods}, ${check} });`,
      );
      return path;
    };
    const down = sink('down', `async () => ({ kind: 'retry', reason: 'not now', afterSeconds: 60 })`);
    const dir = at('my owed');
    const bridge = startCli(['bridge', '--listen', ':0', '--runs-dir', dir, '--to', down, '--drain', '0.2']);
    const [, url] = await bridge.seen(/on (http\S+),/);
    await post(`${url}/v1/metrics`, updatesBody('r', [update('a')]));
    await bridge.seen(/fedotel bridge: down: not now/);
    bridge.child.kill('SIGTERM');
    const { code, stderr } = await bridge.ended;
    assert.equal(code, 0);
    assert.match(stderr, /fedotel bridge: \d event\(s\) of r are in the run file and not yet at down\n/);
    assert.match(stderr, new RegExp(`deliver them with: fedotel bridge --runs-dir '.*my owed' --to ${down}\\n$`));
    assert.match(readFileSync(join(dir, 'r.jsonl'), 'utf8'), /client_update/);
  });

  it('ends at once on a second signal', async () => {
    const path = at('hanging.mjs');
    const methods = 'open: async () => {}, flush: async () => ({ kind: "ok" }), close: async () => {}';
    const hang = 'apply: () => new Promise(() => {}), check: async () => ({ kind: "ok", detail: "" })';
    writeFileSync(
      path,
      `export const createSink = () => ({ name: 'hanging', resume: 'cursor', ${methods}, ${hang} });`,
    );
    const bridge = startCli(['bridge', '--listen', ':0', '--runs-dir', at('hang'), '--to', path, '--drain', '600']);
    const [, url] = await bridge.seen(/on (http\S+),/);
    await post(`${url}/v1/metrics`, updatesBody('r', [update('a')]));
    bridge.child.kill('SIGTERM');
    while ((await post(`${url}/v1/metrics`, '{}'))?.status === 200);
    bridge.child.kill('SIGTERM');
    assert.equal((await bridge.ended).signal, 'SIGTERM');
  });
});
