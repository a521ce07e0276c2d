import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, open, readdir, readFile, rm, stat, symlink, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Worker } from 'node:worker_threads';
import { createFolderLock, type FolderLock, findFolderOwner } from '../../../../exporters/journal/index.js';
import { ownIdentity, type ProcessIdentity } from '../../../../exporters/journal/state/process-identity.js';
import { ownMark } from '../../../../exporters/journal/state/process-mark.js';
import { deadMark } from '../../../support/dead-mark.js';
import { recordProof } from '../../../support/proof-figures.js';
import { useTempFolder } from '../support/temp-folder.js';

const LOCK_MODULE = new URL('../../../../exporters/journal/index.js', import.meta.url).href;

describe('createFolderLock', () => {
  const folder = useTempFolder();
  const stateDir = () => join(folder(), '.state');
  let held: FolderLock[] = [];

  async function take(): Promise<FolderLock> {
    const lock = await createFolderLock(stateDir());
    held.push(lock);
    return lock;
  }

  async function lockFiles(): Promise<string[]> {
    return (await readdir(stateDir())).sort();
  }

  /** Writes what another holder would have left. */
  async function leave(holder: Partial<ProcessIdentity> & Record<string, unknown>, silentSeconds = 0): Promise<void> {
    await (await take()).release();
    const [name = ''] = await lockFiles();
    const path = join(stateDir(), name);
    await writeFile(path, JSON.stringify({ ...ownIdentity(), lockedAt: '2026-03-02T09:00:00.000Z', ...holder }));
    const seen = new Date(Date.now() - silentSeconds * 1000);
    await utimes(path, seen, seen);
  }

  afterEach(async () => {
    await Promise.all(held.map((lock) => lock.release()));
    held = [];
  });

  it('makes the folder for its owner only and takes it', async () => {
    await take();
    assert.equal((await stat(stateDir())).mode & 0o777, 0o700);
    const [name = ''] = await lockFiles();
    assert.equal(name, 'bridge.lock.1');
    const holder = JSON.parse(await readFile(join(stateDir(), name), 'utf8')) as Record<string, unknown>;
    assert.equal(holder.pid, process.pid);
  });

  it('removes what takers left that were killed in the midst of it, and nothing of one that still works', async () => {
    await mkdir(stateDir());
    const draft = (mark: string) => `bridge.lock.7.${mark}-0123456789ab.tmp`;
    const left = [draft(deadMark()), draft('4711')];
    const others = [draft(ownMark()), draft('4712'), `runs.json.${deadMark()}.tmp`, `bridge.lock.x.${deadMark()}.tmp`];
    for (const name of [...left, ...others]) await writeFile(join(stateDir(), name), '');
    // The first version had the process number alone, which tells nothing for a day.
    await utimes(join(stateDir(), draft('4711')), 1, 1);
    await take();
    assert.deepEqual(await lockFiles(), ['bridge.lock.1', ...others].sort());
  });

  it('refuses a second holder, naming folder and first', async () => {
    await take();
    await assert.rejects(take(), (error: Error) => {
      assert.equal(error.name, 'FolderLockedError');
      assert.ok(
        error.message.startsWith(`The folder ${folder()} is in use by process ${process.pid} on `),
        error.message,
      );
      assert.ok(error.message.endsWith('Stop it first, send to it, or use another --runs-dir.'));
      return true;
    });
  });

  it('gives the folder free, and leaves one file however often it is taken', async () => {
    for (let pass = 1; pass <= 5; pass++) {
      const lock = await take();
      await lock.release();
      await lock.release();
      assert.deepEqual(await lockFiles(), [`bridge.lock.${pass}`]);
    }
  });

  it('is released without complaint when the folder is gone', async () => {
    const lock = await take();
    await rm(stateDir(), { recursive: true });
    await lock.release();
    await take();
  });

  for (const [what, leaveIt] of [
    ['a link to nowhere', () => symlink('nowhere', join(stateDir(), 'bridge.lock.7'))],
    [
      'one with the highest number that is read',
      () => writeFile(join(stateDir(), `bridge.lock.${'9'.repeat(15)}`), ''),
    ],
  ] as const) {
    it(`gives up on a lock file that it cannot replace: ${what}`, async () => {
      await mkdir(stateDir());
      await leaveIt();
      await assert.rejects(take(), {
        message: `${stateDir()}: expected lock files (bridge.lock.<n>) of a bridge, got others; remove them`,
      });
    });
  }

  it('does not free the folder of its successor', async () => {
    const first = await take();
    await first.release();
    await take();
    await first.release();
    await assert.rejects(take(), { name: 'FolderLockedError' });
  });

  describe('takes over from', () => {
    const cases: [string, Partial<ProcessIdentity>, number][] = [
      ['a process that is gone', { pid: 4_000_000 }, 0],
      ['a boot that is over', { bootId: 'another' }, 0],
      ['a container that has been silent for long', { pidSpace: 'pid:[1]' }, 21],
      ['another host that has been silent for long', { host: 'elsewhere', bootId: 'another' }, 21],
      ['a thread of this process that has been silent for long', { thread: 99 }, 21],
    ];
    if (process.platform === 'linux') cases.push(['a process whose number was used again', { startTicks: '1' }, 0]);
    for (const [name, holder, silentSeconds] of cases) {
      it(name, async () => {
        await leave(holder, silentSeconds);
        await take();
        assert.deepEqual(await lockFiles(), ['bridge.lock.2']);
      });
    }

    it('a file that is damaged', async () => {
      for (const content of ['', '{', '[]', 'null', '{"pid":"x"}']) {
        await leave({});
        const [name = ''] = await lockFiles();
        await writeFile(join(stateDir(), name), content);
        await (await take()).release();
      }
    });

    it('a holder that was killed', async () => {
      const code = `const { createFolderLock } = await import(${JSON.stringify(LOCK_MODULE)});
        await createFolderLock(process.argv[1]); console.log('held'); setInterval(() => {}, 1000);`;
      const child = spawn(process.execPath, ['--input-type=module', '-e', code, stateDir()], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      try {
        await once(child.stdout, 'data');
        await assert.rejects(take(), { name: 'FolderLockedError', message: new RegExp(`by process ${child.pid} `) });
      } finally {
        child.kill('SIGKILL');
        await once(child, 'exit');
      }
      await take();
    });
  });

  describe('respects', () => {
    const cases: [string, Partial<ProcessIdentity>][] = [
      ['a container that was seen just now', { pidSpace: 'pid:[1]' }],
      ['another host that was seen just now', { host: 'elsewhere', bootId: 'another' }],
      ['a thread of this process that was seen just now', { thread: 99 }],
    ];
    for (const [name, holder] of cases) {
      it(name, async () => {
        const before = performance.now();
        await leave(holder, 3);
        await assert.rejects(take(), ({ name, message }: Error) => {
          const since = (performance.now() - before) / 1000;
          const [, seconds] =
            /It was last seen (\d+) seconds ago; if it is gone, try again in 20 seconds or remove .*bridge\.lock\.1\.$/.exec(
              message,
            ) ?? [];
          assert.ok(Number(seconds) >= 3 && Number(seconds) <= Math.round(3 + since), message);
          return name === 'FolderLockedError';
        });
      });
    }
  });

  it('has one winner among many takers of a dead lock', async function () {
    for (let pass = 0; pass < 10; pass++) {
      await leave({ pid: 4_000_000 });
      const outcomes = await Promise.allSettled(Array.from({ length: 20 }, () => createFolderLock(stateDir())));
      const locks = outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value] : []));
      held.push(...locks);
      assert.equal(locks.length, 1);
      for (const outcome of outcomes) {
        if (outcome.status === 'rejected') assert.equal((outcome.reason as Error).name, 'FolderLockedError');
      }
      assert.equal((await lockFiles()).length, 1);
      await locks[0]?.release();
    }
    recordProof(this.test, { 'dead locks': 10, 'takers each': 20, 'winner each': 1 });
  });

  it('stands back when the folder changed hands while it judged an old holder', async () => {
    await leave({});
    const alive = await readFile(join(stateDir(), 'bridge.lock.1'), 'utf8');
    // Reading a pipe takes until somebody writes to it: the slow taker is caught between looking and taking.
    const old = join(stateDir(), 'bridge.lock.5');
    await promisify(execFile)('mkfifo', [old]);
    const refused = assert.rejects(take(), { name: 'FolderLockedError' });
    const pipe = await open(old, 'w');
    await writeFile(join(stateDir(), 'bridge.lock.7'), alive);
    await Promise.all([rm(old), rm(join(stateDir(), 'bridge.lock.1'))]);
    await pipe.writeFile(JSON.stringify({ ...JSON.parse(alive), pid: 4_000_000 }));
    await pipe.close();
    await refused;
    assert.deepEqual(await lockFiles(), ['bridge.lock.7']);
  });

  it('has one winner among takers in several threads, while others come and go', async () => {
    await leave({ pid: 4_000_000 });
    const code = `const { parentPort, workerData } = require('node:worker_threads');
      (async () => {
        const { createFolderLock } = await import(workerData.module);
        const { open, rm } = await import('node:fs/promises');
        let held = 0;
        for (let attempt = 0; attempt < 60; attempt++) {
          try {
            const lock = await createFolderLock(workerData.stateDir);
            const witness = await open(workerData.witness, 'wx');
            await new Promise((resolve) => setTimeout(resolve, 2));
            await witness.close();
            await rm(workerData.witness);
            await lock.release();
            held++;
          } catch (error) {
            if (error.name !== 'FolderLockedError') throw error;
            await new Promise((resolve) => setTimeout(resolve, 1));
          }
        }
        parentPort.postMessage(held);
      })();`;
    const workerData = { module: LOCK_MODULE, stateDir: stateDir(), witness: join(folder(), 'witness') };
    const workers = Array.from({ length: 3 }, () => new Worker(code, { eval: true, workerData }));
    // A second holder at any time would fail to make the witness file and end its thread with an error.
    const counts = await Promise.all(workers.map((worker) => once(worker, 'message').then(([count]) => Number(count))));
    assert.ok(counts.reduce((sum, count) => sum + count, 0) > 0);
  });

  describe('findFolderOwner', () => {
    const owner = () => findFolderOwner(stateDir());

    it('knows nobody of a folder that was given free, and of none', async () => {
      await assert.rejects(owner(), { code: 'ENOENT' });
      const lock = await take();
      await lock.release();
      assert.equal(await owner(), undefined);
    });

    it('names who has it, and takes nothing', async () => {
      await take();
      const before = await lockFiles();
      const found = await owner();
      assert.deepEqual([found?.pid, found?.state], [process.pid, 'runs']);
      assert.ok(Date.parse(found?.since ?? '') <= Date.now());
      assert.deepEqual(await lockFiles(), before);
    });

    it('tells a process that is gone from one that cannot be seen', async () => {
      await leave({ pid: 2 ** 22 + 1 });
      assert.equal((await owner())?.state, 'gone');
      await leave({ host: 'elsewhere', bootId: 'other' }, 3);
      const unseen = await owner();
      assert.equal(unseen?.state, 'unseen');
      assert.ok((unseen?.silentSeconds ?? 0) >= 3);
      await rm(join(stateDir(), (await lockFiles())[0] ?? ''));
      await leave({ host: 'elsewhere', bootId: 'other' }, 60);
      assert.equal((await owner())?.state, 'gone');
    });
  });
});
