import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { doctorCommand } from '../../../cli/commands/doctor.js';
import type { Finding } from '../../../cli/doctor/finding.js';
import { type Bridge, createBridge } from '../../../exporters/bridge/index.js';
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
  });

  afterEach(async () => {
    await bridge?.stop();
    bridge = undefined;
  });

  async function doctor(...argv: string[]) {
    const context = createTestContext();
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
      ['node', 'startTelemetry', 'runs folder', 'destination map', 'destination geojson'],
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
    const dead = { url: 'http://127.0.0.1:9', pid: 2 ** 30, instance: 'x' };
    writeFileSync(join(runsDir, '.state', 'bridge.json'), JSON.stringify(dead));
    const { code, stdout } = await doctor('--to', '');
    assert.equal(code, 0, stdout);
    assert.doesNotMatch(stdout, /bridge http/);
  });

  it('tells a token that is not taken from one that is', async () => {
    const security = { tokens: ['secret-token-of-16'] };
    bridge = await createBridge({ runsDir, listen: { port: 0 }, to: [], security });
    const refused = await finding('bridge', '--to', '');
    assert.deepEqual([refused.ok, refused.code, refused.detail], [false, 1, 'it does not take the token']);
    assert.match(refused.mend ?? '', /--token-file/);
    const file = join(folder.path, 'token');
    writeFileSync(file, '# new\nsecret-token-of-16\n');
    assert.equal((await finding('bridge', '--to', '', '--token-file', file)).ok, true);
  });

  it('says that nobody, or somebody else, answers at an address', async () => {
    const server = createServer((_, response) => response.end('hello'));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const other = await finding('bridge', '--to', '', '--endpoint', `${url}/`);
    assert.match(other.detail, /something else answers there \(200\)/);
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    const nobody = await finding('bridge', '--to', '', '--endpoint', url);
    assert.match(nobody.detail, /no answer \(.*ECONNREFUSED/);
    assert.equal(nobody.code, 1);
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
