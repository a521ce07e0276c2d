import assert from 'node:assert/strict';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { repairTornTail, writeAll } from '../../../../exporters/journal/files/torn-tail.js';
import { createFaultyFileSystem } from '../support/faulty-file-system.js';
import { useTempFolder } from '../support/temp-folder.js';

const LINE = '{"event_type":"finished","run_id":"a"}';

describe('repairTornTail', () => {
  const folder = useTempFolder();
  const fileSystem = createFaultyFileSystem();

  async function repair(content: string | Buffer, maxLineBytes = 1000) {
    const path = join(folder(), 'a.jsonl');
    const tornDir = join(folder(), 'torn');
    await writeFile(path, content);
    const warnings: string[] = [];
    const { file } = await fileSystem.openForWrite(path);
    try {
      const warn = (text: string) => warnings.push(text);
      const size = await repairTornTail({ file, stem: 'a', tornDir, fileSystem, maxLineBytes, warn });
      return { size, warnings, content: await readFile(path, 'utf8'), torn: await readdir(tornDir).catch(() => []) };
    } finally {
      await file.close();
    }
  }

  it('leaves a whole file alone', async () => {
    for (const content of ['', `${LINE}\n`]) {
      assert.deepEqual(await repair(content), { size: content.length, warnings: [], content, torn: [] });
    }
  });

  it('cuts a torn line off, keeps it aside and says so', async () => {
    const { size, warnings, content, torn } = await repair(`${LINE}\n{"event_type":"fin`);
    assert.equal(content, `${LINE}\n`);
    assert.equal(size, content.length);
    assert.deepEqual(torn, ['a-39.torn']);
    assert.equal(await readFile(join(folder(), 'torn', 'a-39.torn'), 'utf8'), '{"event_type":"fin');
    assert.equal(warnings.length, 1);
    assert.match(warnings[0] ?? '', /^The journal of a ended in the middle of a line \(18 bytes after byte 39\)/);
  });

  it('cuts off zeros that a power failure left', async () => {
    const { size, content, torn } = await repair(Buffer.concat([Buffer.from(`${LINE}\n`), Buffer.alloc(5000)]), 100);
    assert.equal(content, `${LINE}\n`);
    assert.equal(size, content.length);
    assert.equal((await readFile(join(folder(), 'torn', torn[0] ?? ''))).length, 100);
  });

  it('gives a complete line its newline', async () => {
    const { size, content, warnings, torn } = await repair(`${LINE}\n${LINE}`);
    assert.equal(content, `${LINE}\n${LINE}\n`);
    assert.equal(size, content.length);
    assert.deepEqual([warnings, torn], [[], []]);
  });

  it('keeps no more than a hundred torn tails', async () => {
    for (let at = 0; at < 99; at++) await repair('x');
    await Promise.all(Array.from({ length: 99 }, (_, at) => writeFile(join(folder(), 'torn', `b-${at}.torn`), '')));
    const { size, torn, warnings } = await repair('x');
    assert.equal(size, 0);
    assert.equal(torn.length, 100);
    assert.doesNotMatch(warnings[0] ?? '', /is kept/);
  });

  it('leaves the file as it is when the tail cannot be kept', async () => {
    fileSystem.fail('write', { code: 'ENOSPC' });
    await assert.rejects(repair(`${LINE}\nxx`), { code: 'ENOSPC' });
    assert.equal(await readFile(join(folder(), 'a.jsonl'), 'utf8'), `${LINE}\nxx`);
  });
});

describe('writeAll', () => {
  const folder = useTempFolder();

  it('goes on after short writes and refuses to spin on none', async () => {
    const fileSystem = createFaultyFileSystem();
    const path = join(folder(), 'x');
    const { file } = await fileSystem.openForWrite(path);
    fileSystem.shortWrites = 3;
    await writeAll(file, Buffer.from('0123456789'), 0);
    assert.equal(await readFile(path, 'utf8'), '0123456789');
    assert.equal(fileSystem.calls.write, 4);
    fileSystem.shortWrites = 0;
    await assert.rejects(writeAll(file, Buffer.from('x'), 0), { code: 'EIO' });
    await file.close();
  });
});
