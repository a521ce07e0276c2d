import assert from 'node:assert/strict';
import { statSync, writeFileSync } from 'node:fs';
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
  });
});
