import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { doctorCommand } from '../../../cli/commands/doctor.js';
import type { Finding } from '../../../cli/doctor/finding.js';
import { type Bridge, createBridge } from '../../../exporters/bridge/index.js';
import { ownIdentity } from '../../../exporters/journal/state/process-identity.js';
import { temporaryFolder } from '../../support/temporary-folder.js';
import { createTestContext } from '../test-context.js';

describe('fedotel doctor', () => {
  const folder = temporaryFolder('doctor');
  after(() => folder.remove());
  let bridge: Bridge | undefined;
  let runsDir = '';
  let count = 0;

  beforeEach(() => {
    runsDir = join(folder.path, `runs${count++}`);
    mkdirSync(runsDir);
    env = {};
  });

  afterEach(async () => {
    await bridge?.stop();
    bridge = undefined;
  });

  let env: NodeJS.ProcessEnv = {};

  async function doctor(...argv: string[]) {
    const context = createTestContext({ env });
    const code = await doctorCommand.run(['--runs-dir', runsDir, ...argv], context);
    return { code, stdout: context.stdout() };
  }

  /** The finding about something. */
  async function finding(what: string, ...argv: string[]): Promise<Finding & { code: number }> {
    const { code, stdout } = await doctor('--json', ...argv);
    const found = (JSON.parse(stdout) as Finding[]).find((candidate) => candidate.what.startsWith(what));
    assert.ok(found, stdout);
    return { ...found, code };
  }

  it('says ok on one line for each thing, ends with 0, and leaves nothing behind', async () => {
    const { code, stdout } = await doctor('--to', 'map,geojson');
    assert.equal(code, 0, stdout);
    const lines = stdout.trimEnd().split('\n');
    assert.deepEqual(
      lines.map((line) => /^ok {5}([^:]+):/.exec(line)?.[1]),
      ['node', 'startTelemetry', 'variables', 'runs folder', 'folder owner', 'destination map', 'destination geojson'],
    );
    assert.deepEqual(readdirSync(runsDir), []);
  });

  it('finds the bridge of the folder by itself, and says which it is', async () => {
    bridge = await createBridge({ runsDir, listen: { port: 0 }, to: [] });
    const found = await finding(`bridge ${bridge.url}`, '--to', '');
    assert.equal(found.ok, true);
    assert.match(found.detail, new RegExp(bridge.instance));
    assert.deepEqual([bridge.counts.events, bridge.counts.malformed], [0, 0]);
  });

  it('passes over what a killed bridge left', async () => {
    mkdirSync(join(runsDir, '.state'));
    const dead = { url: 'http://127.0.0.1:9', pid: 2 ** 22 + 1, instance: 'x' };
    writeFileSync(join(runsDir, '.state', 'bridge.json'), JSON.stringify(dead));
    writeFileSync(
      join(runsDir, '.state', 'bridge.lock.1'),
      JSON.stringify({ ...ownIdentity(), ...dead, lockedAt: 'x' }),
    );
    const { code, stdout } = await doctor('--to', '');
    assert.equal(code, 0, stdout);
    assert.match(stdout, /^ok {5}folder owner: nobody: process 4194305 on .+ is gone; the next bridge takes it$/m);
    assert.doesNotMatch(stdout, /bridge http/);
  });

  it('tells a token that is not taken from one that is', async () => {
    const security = { tokens: ['secret-token-of-16'] };
    bridge = await createBridge({ runsDir, listen: { port: 0 }, to: [], security });
    const refused = await finding('bridge', '--to', '');
    assert.deepEqual([refused.ok, refused.code, refused.detail], [false, 1, 'it wants a token (401 to metrics)']);
    assert.match(refused.mend ?? '', /--token-file/);
    const file = join(folder.path, 'token');
    writeFileSync(file, '# new\nsecret-token-of-16\n');
    assert.equal((await finding('bridge', '--to', '', '--token-file', file)).ok, true);
    env = {
      OTEL_EXPORTER_OTLP_ENDPOINT: bridge.url,
      OTEL_EXPORTER_OTLP_HEADERS: 'authorization=Bearer%20secret-token-of-16',
    };
    const taken = await finding('bridge', '--to', '');
    assert.match(taken.detail, /^takes metrics, traces, logs; version /);
    env.OTEL_EXPORTER_OTLP_HEADERS = 'authorization=Bearer%20old';
    assert.equal((await finding('bridge', '--to', '')).detail, 'it does not take the token (401 to metrics)');
    assert.doesNotMatch((await doctor('--to', '')).stdout, /secret-token/);
  });

  it('says that nobody, or somebody else, answers at an address', async () => {
    const server = createServer((_, response) => response.end('hello'));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const other = await finding('receiver', '--to', '', '--endpoint', `${url}/`);
    assert.match(other.detail, /something else answers there \(200 to metrics\)/);
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    const nobody = await finding('receiver', '--to', '', '--endpoint', url);
    assert.match(nobody.detail, /no answer \(.*ECONNREFUSED/);
    assert.equal(nobody.code, 1);
  });

  it('takes a Collector for a receiver, and names the signal that it does not take', async () => {
    let refused = '';
    const server = createServer((request, response) => {
      const known = request.url?.startsWith('/v1/') && !request.url.endsWith(refused || 'none');
      response.writeHead(known ? 200 : 404, known ? { 'Content-Type': request.headers['content-type'] ?? '' } : {});
      response.end();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    env.OTEL_EXPORTER_OTLP_ENDPOINT = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    try {
      assert.equal(
        (await finding('receiver', '--to', '')).detail,
        'takes metrics, traces, logs; it is no fedotel bridge',
      );
      env.OTEL_TRACES_EXPORTER = 'none';
      assert.match((await finding('receiver', '--to', '')).detail, /^takes metrics, logs;/);
      refused = 'logs';
      assert.match((await finding('receiver', '--to', '')).detail, /something else answers there \(404 to logs\)/);
    } finally {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    }
  });

  it('reads the variables as an app would', async () => {
    env.OTEL_EXPORTER_OTLP_PROTOCOL = 'grpc';
    const wrong = await finding('variables', '--to', '');
    assert.match(wrong.detail, /OTEL_EXPORTER_OTLP_PROTOCOL must be .*got "grpc"/);
    assert.deepEqual([wrong.ok, wrong.code], [false, 1]);
    env = { OTEL_SDK_DISABLED: 'true' };
    assert.match((await finding('variables', '--to', '')).detail, /telemetry is off/);
    env = { OTEL_METRICS_EXPORTER: 'console' };
    assert.match((await finding('variables', '--to', '')).detail, /OTEL_METRICS_EXPORTER=console is not supported/);
  });

  it('says who has the folder, and whether its page answers', async () => {
    bridge = await createBridge({ runsDir, listen: { port: 0 }, to: [], page: { port: 0 } });
    const owner = await finding('folder owner', '--to', '');
    assert.match(owner.detail, new RegExp(`^process ${process.pid} on \\S+ since 20.+, a bridge on ${bridge.url}$`));
    const page = await finding('page', '--to', '');
    assert.deepEqual([page.what, page.detail], [`page ${bridge.pageUrl}`, 'it answers']);
    const path = join(runsDir, '.state', 'bridge.json');
    const announced = JSON.parse(readFileSync(path, 'utf8')) as { page: string };
    writeFileSync(path, JSON.stringify({ ...announced, page: 'http://127.0.0.1:9/' }));
    const gone = await finding('page', '--to', '');
    assert.match(gone.detail, /^no answer \(/);
    assert.equal(gone.code, 1);
  });

  it('tries the addresses of a bridge before it is started', async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const taken = `127.0.0.1:${(server.address() as AddressInfo).port}`;
    const argv = ['--to', '', '--listen', '0', '--page', taken, '--metrics-listen', '0.0.0.0:0'];
    const { code, stdout } = await doctor(...argv);
    await new Promise((resolve) => server.close(resolve));
    assert.equal(code, 1);
    assert.match(stdout, /^ok {5}address --listen 0: a free port is taken$/m);
    assert.match(stdout, /^WRONG {2}address --page \S+: it is in use by another program; choose another with --page$/m);
    assert.match(stdout, /^WRONG {2}address --metrics-listen 0\.0\.0\.0:0: .*--token-file.*; see docs\/bridge\.md$/m);
    assert.match((await doctor('--to', '', '--page', taken)).stdout, /^ok {5}address --page \S+: it is free$/m);
    assert.match((await doctor('--to', '', '--page', 'x')).stdout, /^WRONG {2}address --page x: .*expected HOST:PORT/m);
    assert.doesNotMatch((await doctor('--to', '', '--page', 'off')).stdout, /--page/);
  });

  it('says what is wrong with a file of tokens', async () => {
    const file = join(folder.path, 'tokens');
    writeFileSync(file, 'a b\n');
    assert.match((await finding('token file', '--to', '', '--token-file', file)).detail, /visible ASCII/);
    assert.match((await finding('token file', '--to', '', '--token-file', `${file}-not`)).detail, /readable file/);
  });

  it('names what bridges left for somebody to look at', async () => {
    const state = join(runsDir, '.state');
    mkdirSync(join(state, 'sinks', 'mlflow', 'parked'), { recursive: true });
    mkdirSync(join(state, 'quarantine'));
    writeFileSync(join(state, 'quarantine', 'one.bin'), 'x');
    for (const stem of ['a', 'b', 'c', 'd']) {
      const parked = JSON.stringify({ reason: 'the password is wrong' });
      writeFileSync(join(state, 'sinks', 'mlflow', 'parked', `${stem}.json`), parked);
    }
    const { code, stdout } = await doctor('--to', '');
    assert.equal(code, 1);
    assert.match(stdout, /^WRONG {2}parked at mlflow: a, b, c and 1 more: the password is wrong; mend that/m);
    assert.match(stdout, /^WRONG {2}set aside: 1 request\(s\) on which the bridge failed; look at them/m);
  });

  it('tells another version from its own', async () => {
    const server = createServer((_, response) => response.end('{"instance":"abc","version":"9.9.9"}'));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const found = await finding('bridge', '--to', '', '--endpoint', `http://127.0.0.1:${port}`);
    assert.match(found.detail, /it is version 9\.9\.9, this is/);
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  it('says what is wrong with each destination, without passwords, and goes on with the others', async () => {
    const failing = join(folder.path, 'failing.mjs');
    writeFileSync(
      failing,
      `export const createSink = () => ({ name: 'failing', resume: 'cursor', open: async () => {}, apply: async () => {},
        flush: async () => {}, check: async () => ({ kind: 'failed', reason: 'no such experiment\\nmore' }),
        close: async () => {} });`,
    );
    const { code, stdout } = await doctor('--to', `mlflow=http://me:secret@127.0.0.1:9,nosuch,${failing},map`);
    assert.equal(code, 1);
    assert.match(stdout, /^WRONG {2}destination mlflow=http:\/\/\*\*\*@127\.0\.0\.1:9: .+; see docs\/bridge\.md/m);
    assert.match(stdout, /^WRONG {2}destination nosuch: .*expected one of map/m);
    assert.match(stdout, /^WRONG {2}destination \S+failing\.mjs: no such experiment; /m);
    assert.match(stdout, /^ok {5}destination map: writes /m);
    assert.doesNotMatch(stdout, /secret/);
  });

  it('says where a runs folder cannot be, and makes none', async () => {
    const file = join(folder.path, 'a-file');
    writeFileSync(file, '');
    const below = await finding('runs folder', '--to', '', '--runs-dir', file);
    assert.match(below.detail, /a-file is no folder/);
    const missing = join(folder.path, 'not', 'there');
    const made = await finding('runs folder', '--to', '', '--runs-dir', missing);
    assert.match(made.detail, /there \(will be made\), .* GB free/);
    assert.equal(existsSync(join(folder.path, 'not')), false);
  });
});
