import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { KernelFile } from '../../../../lib/monitor/linux/kernel-file.js';
import { temporaryFolder } from '../../../support/temporary-folder.js';
import { createFakeMachine, type FakeMachine } from '../support/kernel-folder.js';

describe('monitor: a file of the kernel', () => {
  let folder: ReturnType<typeof temporaryFolder>;
  let machine: FakeMachine;
  const path = (name: string) => join(folder.path, name);

  beforeEach(() => {
    folder = temporaryFolder('kernel-file');
    machine = createFakeMachine(folder.path);
  });
  afterEach(() => folder.remove());

  for (const keepOpen of [true, false]) {
    it(`is read as it is now, whatever its length, ${keepOpen ? 'open all the time' : 'opened each time'}`, () => {
      const file = new KernelFile(path('a'), { keepOpen });
      for (const length of [0, 1, 2047, 2048, 4095, 4096, 4097, 100_000, 7]) {
        const text = 'x'.repeat(Math.max(length - 1, 0)) + (length > 0 ? '\n' : '');
        machine.write('a', text);
        assert.equal(file.read(), text, String(length));
      }
      file.close();
      assert.equal(file.read(), undefined);
    });
  }

  it('is not mixed with another one that is longer', () => {
    machine.write('a', 'short');
    machine.write('b', 'long '.repeat(5000));
    const [a, b] = [new KernelFile(path('a')), new KernelFile(path('b'))];
    const texts = [a.read(), b.read(), a.read()];
    assert.deepEqual(texts, ['short', 'long '.repeat(5000), 'short']);
    for (const file of [a, b]) file.close();
  });

  it('is no longer than a megabyte, however much comes', () => {
    machine.write('a', 'x'.repeat(3_000_000));
    const file = new KernelFile(path('a'));
    assert.equal(file.read()?.length, 1024 * 1024);
    file.close();
  });

  it('is its beginning where that is enough', () => {
    machine.write('a', 'x'.repeat(5000));
    const file = new KernelFile(path('a'), { beginningBytes: 512 });
    assert.equal(file.read()?.length, 512);
    file.close();
  });

  it('that is gone stays gone: what has its name later is something else', () => {
    const file = new KernelFile(path('a'));
    assert.equal(file.read(), undefined);
    machine.write('a', 'other');
    assert.equal(file.read(), undefined);
    const directory = new KernelFile(folder.path);
    assert.equal(directory.read(), undefined);
  });

  it('of this machine is what reading it whole gives', () => {
    const file = new KernelFile('/proc/version');
    assert.equal(file.read(), readFileSync('/proc/version', 'latin1'));
    assert.equal(file.read(), readFileSync('/proc/version', 'latin1'));
    file.close();
  });
});
