import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '../support/temporary-folder.js';
import { cachedPeer } from './cache.js';

describe('cachedPeer', () => {
  const scratch = temporaryFolder('peers');
  const pins = join(scratch.path, 'pins.txt');
  const kept = process.env.FEDOTEL_PEERS_DIR;
  let installs = 0;

  const recipe = (name: string) => ({
    name,
    pinFiles: [pins],
    async install(folder: string) {
      installs++;
      writeFileSync(join(folder, 'what'), readFileSync(pins));
    },
  });

  before(() => {
    process.env.FEDOTEL_PEERS_DIR = join(scratch.path, 'cache');
    writeFileSync(pins, 'a==1\n');
  });
  beforeEach(() => {
    installs = 0;
  });
  after(() => {
    if (kept === undefined) {
      delete process.env.FEDOTEL_PEERS_DIR;
    } else {
      process.env.FEDOTEL_PEERS_DIR = kept;
    }
    scratch.remove();
  });

  it('installs once for all who ask at the same time', async () => {
    const folders = await Promise.all([1, 2, 3].map(() => cachedPeer(recipe('shared'))));
    assert.equal(new Set(folders).size, 1);
    assert.equal(installs, 1);
  });

  it('installs anew when a pin changes', async () => {
    const before = await cachedPeer(recipe('pinned'));
    writeFileSync(pins, 'a==2\n');
    const after = await cachedPeer(recipe('pinned'));
    assert.notEqual(after, before);
    assert.equal(readFileSync(join(after, 'what'), 'utf8'), 'a==2\n');
  });

  it('tells why an installation failed, and tries again from an empty folder', async () => {
    const broken = {
      ...recipe('broken'),
      async install(folder: string) {
        writeFileSync(join(folder, 'half'), '');
        throw new Error('no such version');
      },
    };
    await assert.rejects(cachedPeer(broken), /no such version/);
    const folder = await cachedPeer(recipe('broken'));
    assert.throws(() => readFileSync(join(folder, 'half')), { code: 'ENOENT' });
  });

  it('takes over from a process that died while it installed', async () => {
    const dead = spawnSync(process.execPath, ['-e', '']).pid;
    // The same pins give the same hash, whatever the name.
    const lock = `${await cachedPeer(recipe('first'))}.lock`.replace('first-', 'second-');
    writeFileSync(lock, String(dead));
    assert.equal(`${await cachedPeer(recipe('second'))}.lock`, lock);
    assert.equal(installs, 2);
  });
});
