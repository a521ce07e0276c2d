import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { keepJson } from '../../../exporters/sink-parts/index.js';
import { temporaryFolder } from '../../support/temporary-folder.js';

describe('keepJson', () => {
  const folder = temporaryFolder('keep-json');
  after(() => folder.remove());

  it('makes folder and file for their user alone, and leaves no draft', async () => {
    const path = join(folder.path, 'a', 'b', 'c.json');
    await keepJson(path, { a: 1 });
    await keepJson(path, { a: 'é' });
    assert.equal(readFileSync(path, 'utf8'), '{"a":"é"}\n');
    assert.equal(statSync(path).mode & 0o777, 0o600);
    assert.equal(statSync(join(folder.path, 'a')).mode & 0o777, 0o700);
    assert.deepEqual(readdirSync(join(folder.path, 'a', 'b')), ['c.json']);
  });

  it('takes another mode and another draft', async () => {
    const path = join(folder.path, 'open.json');
    const draft = join(folder.path, 'open.draft');
    mkdirSync(draft);
    await assert.rejects(keepJson(path, {}, { draft }), /EISDIR/);
    await keepJson(path, {}, { mode: 0o640 });
    assert.equal(statSync(path).mode & 0o777, 0o640);
  });

  it('leaves the old text when the disk does not take the new one', async () => {
    const path = join(folder.path, 'kept.json');
    await keepJson(path, { old: true });
    mkdirSync(`${path}.tmp`);
    await assert.rejects(keepJson(path, { old: false }), /EISDIR/);
    assert.equal(readFileSync(path, 'utf8'), '{"old":true}\n');
  });
});
