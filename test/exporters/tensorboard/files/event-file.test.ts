import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { EventFile, FileLostError } from '../../../../exporters/tensorboard/files/event-file.js';
import { temporaryFolder } from '../../../support/temporary-folder.js';

describe('EventFile', () => {
  const folder = temporaryFolder('event-file');
  let path: string;
  beforeEach(() => {
    path = join(folder.path, `${Math.random()}`, 'deep', 'file');
  });
  after(() => folder.remove());

  const RECORDS = ['first', 'second, longer', '3', 'fourth'].map((text) => Buffer.from(text));
  const ALL = Buffer.concat(RECORDS);

  function put(file: EventFile, ...records: readonly Uint8Array[]): void {
    for (const record of records) file.pending.bytes(record);
  }

  it('makes its folder when there is something to write, and not before', async () => {
    const file = new EventFile(path);
    await file.write();
    assert.equal(file.isEmpty, true);
    assert.equal(existsSync(path), false);
    put(file, ALL);
    await file.write();
    assert.equal(file.isEmpty, false);
    assert.deepEqual(readFileSync(path), ALL);
  });

  it('appends what comes later, what comes while it writes included', async () => {
    const file = new EventFile(path);
    put(file, ALL);
    const writing = file.write();
    put(file, Buffer.from('later'));
    await writing;
    assert.deepEqual(readFileSync(path), ALL);
    await file.write();
    assert.equal(readFileSync(path, 'utf8'), `${ALL}later`);
  });

  it('goes on after a process that was killed at any byte', async () => {
    for (let length = 0; length <= ALL.length; length++) {
      for (const each of [true, false]) {
        mkdirSync(join(path, '..'), { recursive: true });
        writeFileSync(path, ALL.subarray(0, length));
        const file = new EventFile(path);
        for (const record of RECORDS) {
          put(file, record);
          if (each) await file.write();
        }
        await file.write();
        assert.deepEqual(readFileSync(path), ALL);
      }
    }
  });

  it('writes nothing where everything is there already', async () => {
    mkdirSync(join(path, '..'), { recursive: true });
    writeFileSync(path, Buffer.concat([ALL, Buffer.from('of a longer run')]));
    const file = new EventFile(path);
    put(file, ALL);
    await file.write();
    await file.sync();
    assert.equal(readFileSync(path, 'utf8'), `${ALL}of a longer run`);
  });

  it('replaces everything from the record on that differs', async () => {
    mkdirSync(join(path, '..'), { recursive: true });
    writeFileSync(path, 'firstxecond, longerand much that was torn');
    const file = new EventFile(path);
    for (const record of RECORDS) {
      put(file, record);
      await file.write();
    }
    assert.deepEqual(readFileSync(path), ALL);
  });

  it('replaces zeros that a power failure left', async () => {
    mkdirSync(join(path, '..'), { recursive: true });
    writeFileSync(path, Buffer.concat([RECORDS[0] ?? ALL, Buffer.alloc(4096)]));
    const file = new EventFile(path);
    put(file, ALL);
    await file.write();
    assert.deepEqual(readFileSync(path), ALL);
  });

  it('says so when somebody cut or removed it', async () => {
    const file = new EventFile(path);
    put(file, ALL);
    await file.write();
    truncateSync(path, 3);
    put(file, ALL);
    await assert.rejects(file.write(), FileLostError);
    rmSync(path);
    await assert.rejects(file.write(), FileLostError);
  });

  it('keeps what it could not write', async () => {
    mkdirSync(path, { recursive: true });
    const file = new EventFile(path);
    put(file, ALL);
    await assert.rejects(file.write(), /EISDIR/);
    await assert.rejects(file.write(), /EISDIR/);
    rmSync(path, { recursive: true });
    await file.write();
    assert.deepEqual(readFileSync(path), ALL);
  });
});
