import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { privacyOptions } from '../../lib/privacy/options.js';
import type { RunOptions } from '../../lib/types.js';
import { cleanEnvironment } from '../support/app-process.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { isIn, needlesOfNumber, needlesOfText } from './needles.js';
import { startWireServer, type WireServer } from './wire-server.js';

const APP = fileURLToPath(new URL('./apps/hospital-app.js', import.meta.url));
const ID = needlesOfText('hospital-Quedlinburg');
const LOSS = needlesOfNumber(0.731_250_913);
const KEY = 'a key of the process tests';

/** Runs the app in a process of its own. @returns everything that it wrote to standard output and standard error */
async function runApp(code: Partial<RunOptions>, env: Readonly<Record<string, string>>): Promise<Buffer> {
  const child = spawn(process.execPath, [APP, JSON.stringify(code)], { env: { ...cleanEnvironment(), ...env } });
  const written: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => written.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => written.push(chunk));
  const [exitCode] = await once(child, 'close');
  const output = Buffer.concat(written);
  assert.equal(exitCode, 0, output.toString());
  return output;
}

describe('an app with privacy settings, as a process', () => {
  let server: WireServer;

  beforeEach(async () => {
    server = await startWireServer();
  });

  afterEach(() => server.close());

  const variables = {
    [privacyOptions['privacy.clientIds'].env]: 'hmac',
    [privacyOptions['privacy.key'].env]: KEY,
    [privacyOptions.secureAggregation.env]: 'TRUE',
  };

  for (const [title, code, env] of [
    ['in code only', { privacy: { clientIds: 'hmac', key: KEY }, secureAggregation: true }, {}],
    ['in the environment only', {}, variables],
  ] as const) {
    it(`names no client on the wire, in its warnings or in its carriers, with settings ${title}`, async () => {
      const output = await runApp(code, { ...env, OTEL_EXPORTER_OTLP_ENDPOINT: server.url });
      const everything = Buffer.concat([server.bytes(), output]);
      assert.equal(isIn(everything, ID), false);
      assert.equal(isIn(everything, LOSS), false);
      assert.equal(isIn(everything, needlesOfText(KEY)), false);
      assert.ok(isIn(server.bytes(), needlesOfText('fl.client.samples')));
    });
  }

  it('names clients when there are no settings', async () => {
    await runApp({}, { OTEL_EXPORTER_OTLP_ENDPOINT: server.url });
    assert.ok(isIn(server.bytes(), ID));
    assert.ok(isIn(server.bytes(), LOSS));
  });

  it('does not start a run with a setting that is misspelt', async () => {
    const misspelt = { [privacyOptions['privacy.clientIds'].env]: 'hmca', OTEL_EXPORTER_OTLP_ENDPOINT: server.url };
    await assert.rejects(runApp({}, misspelt), /FEDOTEL_PRIVACY_CLIENT_IDS: expected one of plain, hmac/);
    assert.equal(isIn(server.bytes(), ID), false);
  });

  describe('and no endpoint', () => {
    const folder = temporaryFolder('privacy');
    after(() => folder.remove());

    /** Paths of all files below the runs folder, and what is in them. */
    function files(): { path: string; bytes: Buffer }[] {
      return readdirSync(folder.path, { recursive: true, encoding: 'utf8' })
        .filter((path) => statSync(join(folder.path, path)).isFile())
        .map((path) => ({ path, bytes: readFileSync(join(folder.path, path)) }));
    }

    it('writes only into its runs folder, and there neither id nor loss', async () => {
      const env = { ...variables, FEDOTEL_RUNS_DIR: folder.path };
      await runApp({}, env);
      assert.ok(files().some(({ path }) => path.endsWith('.jsonl')));
      const bytes = Buffer.concat(files().flatMap((file) => [Buffer.from(file.path), file.bytes]));
      assert.ok(isIn(bytes, needlesOfText('client_update')));
      assert.equal(isIn(bytes, ID), false);
      assert.equal(isIn(bytes, LOSS), false);
      assert.equal(server.paths.length, 0);
    });

    it('is gone with the files of its name', async () => {
      await runApp({}, { FEDOTEL_RUNS_DIR: folder.path });
      const named = files().filter(({ bytes }) => isIn(bytes, ID));
      assert.ok(named.length > 0);
      for (const { path } of named) {
        const [run = ''] = basename(path).split('.');
        for (const file of files().filter((other) => basename(other.path).startsWith(run))) {
          rmSync(join(folder.path, file.path));
        }
      }
      assert.deepEqual(
        files().filter(({ bytes }) => isIn(bytes, ID) || isIn(bytes, LOSS)),
        [],
      );
    });
  });
});
