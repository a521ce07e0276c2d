import assert from 'node:assert/strict';
import { mkdirSync, realpathSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { artifactName, findFile } from '../../../exporters/documents/index.js';
import { encodeArtifactPath } from '../../../exporters/mlflow/api/index.js';
import { temporaryFolder } from '../../support/temporary-folder.js';

describe('findFile', () => {
  const folder = temporaryFolder('artifacts');
  const root = join(folder.path, 'app');
  before(() => {
    for (const dir of ['app', 'app/out', 'app/.git', 'outside']) mkdirSync(join(folder.path, dir));
    for (const file of ['app/out/model.bin', 'app/.env', 'app/.git/config', 'outside/secret', 'app/..odd']) {
      writeFileSync(join(folder.path, file), file);
    }
    symlinkSync(join(folder.path, 'outside', 'secret'), join(root, 'link'));
    symlinkSync(join(folder.path, 'outside'), join(root, 'folder-link'));
    symlinkSync(join(root, 'out', 'model.bin'), join(root, 'inside-link'));
    writeFileSync(join(root, 'huge'), '');
    truncateSync(join(root, 'huge'), 3 * 1024 ** 3);
  });
  after(() => folder.remove());

  const reasonOf = async (path: string, roots = [root]) => {
    const found = await findFile(path, roots);
    return found.kind === 'ok' ? 'found' : found.reason.replace(/^"[^"]*" /, '');
  };

  it('finds files by absolute and relative paths, and links that stay inside', async () => {
    const expected = { kind: 'ok', path: realpathSync(join(root, 'out', 'model.bin')) };
    for (const path of [join(root, 'out', 'model.bin'), 'out/model.bin', './out/../out/model.bin', 'inside-link']) {
      assert.deepEqual(await findFile(path, [join(folder.path, 'missing'), root]), expected, path);
    }
  });

  for (const path of [
    '../outside/secret',
    'link',
    'folder-link/secret',
    '/etc/hostname',
    'out/../../outside/secret',
    '.',
  ]) {
    it(`gives nothing for ${path}`, async () => {
      assert.match(await reasonOf(path), /is outside of the folders/);
    });
  }

  it('gives nothing hidden, no folders, nothing huge, and says so', async () => {
    assert.equal(await reasonOf('.env'), 'is hidden');
    assert.equal(await reasonOf('.git/config'), 'is hidden');
    assert.equal(await reasonOf('out'), 'is no file');
    assert.match(await reasonOf('huge'), /has 3221225472 bytes, more than/);
    assert.equal(await reasonOf('missing'), 'is not there');
    assert.equal(await reasonOf(''), 'is no path');
    assert.equal(await reasonOf('a\0b'), 'is no path');
    assert.equal(await reasonOf('out/model.bin', []), 'is not there');
  });
});

describe('artifactName', () => {
  const name = (type: string, file: string, round?: number) =>
    artifactName({ kind: 'file', type, name: file, path: file, client: undefined, round, metadata: {} });

  it('calls checkpoints as HiveWatch does', () => {
    assert.equal(name('checkpoint', 'model.bin', 3), 'checkpoints/round_3/model.bin');
    assert.equal(name('log', 'train.log'), 'log/train.log');
  });

  it('is what the server takes, whatever the app says', () => {
    for (const odd of [
      '../../etc/passwd',
      '/abs',
      'a#b',
      'a\\b',
      '..',
      '',
      'a//b',
      '\u0001',
      'x'.repeat(500),
      '🐝 ü',
    ]) {
      const made = name(odd, odd);
      assert.notEqual(encodeArtifactPath(made), undefined, made);
      assert.doesNotMatch(made, /\.\.\//);
    }
  });
});
