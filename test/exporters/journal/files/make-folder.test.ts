import assert from 'node:assert/strict';
import { statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeFolder } from '../../../../exporters/journal/index.js';
import { temporaryFolder } from '../../../support/temporary-folder.js';

describe('makeFolder', () => {
  const folder = temporaryFolder('make');
  after(() => folder.remove());

  it('makes parents too, with the rights it is given, and takes what is there', async () => {
    const path = join(folder.path, 'a', 'b');
    await makeFolder(path, 0o700);
    assert.equal(statSync(path).mode & 0o777, 0o700);
    await makeFolder(path);
  });

  it('says what is in the way', async () => {
    const file = join(folder.path, 'file');
    writeFileSync(file, '');
    await assert.rejects(makeFolder(file), { code: 'EEXIST' });
    await assert.rejects(makeFolder(join(file, 'below')), { code: 'ENOTDIR' });
    symlinkSync(join(folder.path, 'nowhere'), join(folder.path, 'dangling'));
    await assert.rejects(makeFolder(join(folder.path, 'dangling')), { code: 'EEXIST' });
  });

  it('gives up where nothing can be made though the parent is there', async function () {
    if (process.platform !== 'linux') return this.skip();
    await assert.rejects(makeFolder('/proc/nothing/below'), { code: 'ENOENT', path: '/proc/nothing' });
  });

  it('makes one folder when several ask for it at once', async () => {
    const path = join(folder.path, 'x', 'y', 'z');
    await Promise.all(Array.from({ length: 20 }, () => makeFolder(path)));
    assert.equal(statSync(path).isDirectory(), true);
  });
});
