import assert from 'node:assert/strict';
import { isAbsolute, normalize } from 'node:path';
import fc from 'fast-check';
import { FileNames } from '../../../cli/pull/file-names.js';

describe('FileNames', () => {
  for (const [name, path] of [
    ['checkpoints/round_3/model.bin', 'checkpoints/round_3/model.bin'],
    ['../../etc/passwd', '_/_/etc/passwd'],
    ['/etc/passwd', '_/etc/passwd'],
    ['C:\\Windows\\x', 'C_/Windows/x'],
    ['.bashrc', '_bashrc'],
    ['a/./b', 'a/_/b'],
    ['trailing. ', 'trailing_'],
    ['', '_'],
    ['con', '_con'],
    ['a/NUL.txt', 'a/_NUL.txt'],
  ] as const) {
    it(`makes ${path} of ${JSON.stringify(name)}`, () => {
      assert.equal(new FileNames().pathFor(name), path);
    });
  }

  it('gives no path twice, also not in another case', () => {
    const names = new FileNames();
    assert.deepEqual(
      ['m.bin', 'm.bin', 'M.bin', 'm'].map((name) => names.pathFor(name)),
      ['m.bin', 'm_2.bin', 'M_3.bin', 'm'],
    );
  });

  it('bears a list of which every name is the same, and a name of a million dots', () => {
    const names = new FileNames();
    for (let count = 1; count <= 30_000; count++) names.pathFor('m.bin');
    assert.equal(names.pathFor('M.bin'), 'M_30001.bin');
    assert.equal(names.pathFor(`x${'.'.repeat(1_000_000)}y`), 'x_');
  });

  it('never leads out of the folder', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('.', '/', '\\', 'a', ' ', '\0', ':') }), (name) => {
        const path = new FileNames().pathFor(name);
        assert.equal(isAbsolute(path), false);
        assert.equal(normalize(path), path);
        assert.ok(path.split('/').every((part) => part !== '' && !part.startsWith('.')));
      }),
    );
  });
});
