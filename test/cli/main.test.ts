import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { VERSION } from '../../exporters/bridge/version.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { runCli, startCli } from './cli-process.js';

const MAIN = fileURLToPath(new URL('../../cli/main.js', import.meta.url));

describe('the command as a process', () => {
  const folder = temporaryFolder('main');
  after(() => folder.remove());

  it('says its version and helps, with exit code 0', async () => {
    assert.deepEqual(await runCli(['--version']), { code: 0, signal: null, stdout: `${VERSION}\n`, stderr: '' });
    const { code, stdout } = await runCli(['export', '--help']);
    assert.equal(code, 0);
    assert.match(stdout, /^Usage: fedotel export /);
  });

  it('ends with 2 and one line on standard error when the words are off', async () => {
    const { code, stdout, stderr } = await runCli(['runs', 'list', '--nonsense']);
    assert.deepEqual([code, stdout], [2, '']);
    assert.equal(stderr, "fedotel runs list: Unknown option '--nonsense'; fedotel runs list --help tells more\n");
  });

  it('bears a reader that goes away', async () => {
    // Much more than a pipe holds, so that writing outlasts the reader.
    for (let n = 0; n < 4000; n++) {
      writeFileSync(join(folder.path, `run-${n}.jsonl`), `{"event_type":"init","run_id":"run-${n}"}\n`);
    }
    const script = `"$NODE" "$MAIN" runs list --json | head -c 1; exit "\${PIPESTATUS[0]}"`;
    const env = { ...process.env, NODE: process.execPath, MAIN, FEDOTEL_RUNS_DIR: folder.path };
    const child = spawn('bash', ['-c', script], { env, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk: Buffer) => {
        output += chunk.toString();
      });
    }
    const code = await new Promise((resolve) => child.once('close', resolve));
    assert.deepEqual([code, output], [0, '[']);
  });

  it('fails when standard output cannot take what it says', async () => {
    const script = `"$NODE" "$MAIN" --version > /dev/full`;
    const child = spawn('sh', ['-c', script], { env: { ...process.env, NODE: process.execPath, MAIN } });
    let errors = '';
    child.stderr.on('data', (chunk: Buffer) => {
      errors += chunk.toString();
    });
    const code = await new Promise((resolve) => child.once('close', resolve));
    assert.equal(code, 1);
    assert.match(errors, /^fedotel: cannot write to standard output: ENOSPC.*\n$/);
  });

  it('goes on as a service when nobody listens to what it says', async () => {
    const bridge = startCli(['bridge', '--listen', ':0', '--runs-dir', join(folder.path, 'bridge')]);
    await bridge.seen(/OTLP/);
    bridge.child.stdout?.destroy();
    bridge.child.stderr?.destroy();
    bridge.child.kill('SIGTERM');
    assert.equal((await bridge.ended).code, 0);
  });

  it('is ended by a signal as any program while it only reads and tells', async () => {
    // The list is longer than a pipe holds, and nobody takes more than its beginning: it is not over before the signal.
    const words = ['runs', 'list', '--json', '--runs-dir', folder.path];
    const list = spawn(process.execPath, [MAIN, ...words], { stdio: ['ignore', 'pipe', 'ignore'] });
    await once(list.stdout, 'data');
    list.stdout.pause();
    const ended = once(list, 'exit');
    list.kill('SIGINT');
    assert.deepEqual(await ended, [null, 'SIGINT']);
  });

  it('says on one line when it may open too few files', async () => {
    const script = 'ulimit -n 40; exec "$NODE" "$MAIN" runs list';
    const env = { ...process.env, NODE: process.execPath, MAIN, FEDOTEL_RUNS_DIR: folder.path };
    const child = spawn('sh', ['-c', script], { env, stdio: ['ignore', 'ignore', 'pipe'] });
    let errors = '';
    child.stderr.on('data', (chunk: Buffer) => {
      errors += chunk.toString();
    });
    const [code] = await once(child, 'close');
    // Later versions of Node.js load modules one after the other, and need no more.
    if (code === 0) assert.equal(errors, '');
    else assert.match(`${code} ${errors}`, /^1 fedotel[^\n]*: EMFILE: too many open files[^\n]*\n$/);
  });
});
