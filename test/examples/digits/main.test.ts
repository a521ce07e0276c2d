import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

import { temporaryFolder } from '../../support/temporary-folder.js';
import { until } from '../../support/until.js';

const run = promisify(execFile);
const built = (path: string) => fileURLToPath(new URL(`../../../${path}`, import.meta.url));
const DEMO = built('examples/digits/main.js');
const FEDOTEL = built('cli/main.js');

describe('digits: command', () => {
  const folder = temporaryFolder('digits-command');
  let output: string;

  before(async () => {
    const flags = ['--rounds', '1', '--clients', '2', '--seed', '3', '--runs-dir', folder.path];
    output = (await run(process.execPath, [DEMO, ...flags])).stdout;
  });

  after(() => folder.remove());

  it('shows each round in a pipe', () => {
    assert.match(output, /^round 1\/1 {2}loss \d\.\d{3} {2}accuracy 0\.\d{3} {2}clients 2\/2$/m);
    assert.match(output, /Accuracy 0\.\d{3} after 1 rounds\. Updates in time: 2, late: 0;/);
  });

  it('says where the run file and the map are', () => {
    const files = [...output.matchAll(/^ {2}(?:run file|map) +(\S+)$/gm)].map((match) => match[1] ?? '');
    assert.equal(files.length, 2);
    for (const file of files) assert.ok(existsSync(file), file);
  });

  it('prints commands that work', async () => {
    const commands = [...output.matchAll(/^ {2}npm run -s fedotel -- (.+)$/gm)].map((match) => match[1] ?? '');
    assert.ok(commands.length >= 3);
    for (const command of commands) {
      const { stdout } = await run(process.execPath, [FEDOTEL, ...command.split(' ')]);
      assert.notEqual(stdout, '', command);
    }
  });

  it('refuses wrong options with a readable line', async () => {
    const refused = (flags: string[], message: RegExp) =>
      assert.rejects(run(process.execPath, [DEMO, ...flags]), (error: Error & { code: number; stderr: string }) => {
        assert.equal(error.code, 1);
        assert.match(error.stderr, message);
        return true;
      });
    await refused(['--rounds', 'many'], /^rounds: expected a whole number from 1 to 1000, got NaN\n$/);
    await refused(['--round', '3'], /^Unknown option '--round'/);
  });

  it('says what its options are, all of them', async () => {
    for (const flag of ['--help', '-h']) {
      const { stdout } = await run(process.execPath, [DEMO, '--rounds', 'many', flag]);
      const names = [...stdout.matchAll(/^ {2}--([a-z-]+)/gm)].map((match) => match[1]);
      assert.deepEqual(names, ['rounds', 'clients', 'seed', 'runs-dir', 'quiet']);
    }
  });

  it('leaves no client behind when it is killed', async function () {
    if (!(await hasPs())) this.skip(); // Windows, and the smallest containers
    // So many rounds that it is not over before it is killed.
    const flags = ['--clients', '3', '--rounds', '1000', '--runs-dir', folder.path];
    const demo = spawn(process.execPath, [DEMO, ...flags], { stdio: 'pipe' });
    await once(demo.stdout, 'data'); // the first round is over: all clients are there
    const clients = (await processes()).filter(({ parent }) => parent === demo.pid).map(({ pid }) => pid);
    assert.equal(clients.length, 3);
    demo.kill('SIGKILL');
    await once(demo, 'exit');
    const alive = async () => (await processes()).filter(({ pid, state }) => clients.includes(pid) && state !== 'Z');
    await until('all clients are gone', async () => (await alive()).length === 0);
  });
});

function hasPs(): Promise<boolean> {
  return processes().then(
    () => true,
    () => false,
  );
}

/** All processes of this machine. */
async function processes(): Promise<{ pid: number; parent: number; state: string | undefined }[]> {
  const { stdout } = await run('ps', ['-A', '-o', 'pid=,ppid=,state=']);
  return stdout
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .map(([pid, parent, state]) => ({ pid: Number(pid), parent: Number(parent), state: state?.slice(0, 1) }));
}
