import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeWorkFolder } from '../../cli/work-folder.js';
import { deadMark } from '../support/dead-mark.js';
import { temporaryFolder } from '../support/temporary-folder.js';

describe('makeWorkFolder', () => {
  const folder = temporaryFolder('work');
  after(() => folder.remove());

  it('makes a folder for this user alone, and removes it with all that is in it', async () => {
    const work = await makeWorkFolder(folder.path, 'alone-');
    writeFileSync(join(work.path, 'file'), '');
    await work.remove();
    assert.equal(existsSync(work.path), false);
  });

  it('removes what a killed command left, and nothing else', async () => {
    const dead = deadMark();
    const stay = [`other-${dead}-abcdef`, `mine-${dead}`, `mine-${dead}-abcdefg`, 'mine-abcdef', 'mine-x-abcdef'];
    for (const name of [...stay, `mine-${dead}-abcDE1`]) {
      mkdirSync(join(folder.path, name));
      writeFileSync(join(folder.path, name, 'file'), '');
    }
    symlinkSync(join(folder.path, `other-${dead}-abcdef`), join(folder.path, `mine-${dead}-link00`));
    const first = await makeWorkFolder(folder.path, 'mine-');
    const second = await makeWorkFolder(folder.path, 'mine-');
    assert.equal(existsSync(first.path), true, 'its process works still');
    const left = readdirSync(folder.path).filter((name) => name !== `mine-${dead}-link00`);
    assert.deepEqual(left.sort(), [...stay, ...[first, second].map(({ path }) => path.split('/').at(-1))].sort());
    assert.equal(existsSync(join(folder.path, `mine-${dead}-link00`, 'file')), true, 'a link is not followed');
  });

  it('says why there can be none', async () => {
    await assert.rejects(makeWorkFolder(join(folder.path, 'nowhere'), 'mine-'), { code: 'ENOENT' });
  });
});
