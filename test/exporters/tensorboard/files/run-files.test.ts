import assert from 'node:assert/strict';
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { RunFiles } from '../../../../exporters/tensorboard/files/run-files.js';
import { writeSummary } from '../../../../exporters/tensorboard/records/events.js';
import { textValue } from '../../../../exporters/tensorboard/records/summary-values.js';
import { temporaryFolder } from '../../../support/temporary-folder.js';
import { readEventFile, readRun } from '../support/event-reader.js';

const TIME = 1_772_442_000_000;

describe('RunFiles', () => {
  const folder = temporaryFolder('run-files');
  let path: string;
  let files: RunFiles;
  beforeEach(() => {
    path = join(folder.path, `${Math.random()}`);
    files = new RunFiles(path, 'events.out.tfevents.1.fedotel');
  });
  after(() => folder.remove());

  const note = (client: string | undefined, text: string) => {
    const file = client === undefined ? files.own : files.ofClient(client, TIME);
    files.put(file, TIME, (to) => writeSummary(to, TIME, 0, textValue('note', text)));
  };
  const texts = () =>
    [...readRun(path)].map(([client, { values }]) => [
      client,
      values.filter(({ tag }) => tag === 'note').map(({ text }) => text),
    ]);

  it('makes a folder for each client that has something, none for others', async () => {
    note('a/b', 'one');
    note(undefined, 'own');
    note('a/b', 'two');
    assert.equal(existsSync(path), false);
    await files.write();
    assert.deepEqual(
      new Map(texts() as [string, string[]][]),
      new Map([
        ['', ['own']],
        ['a/b', ['one', 'two']],
      ]),
    );
  });

  it('says whose a folder is when its name does not, once', async () => {
    const ids = ['x'.repeat(200), 'Site', 'site'];
    for (const id of [...ids, ...ids]) note(id, id);
    await files.write();
    const read = readRun(path);
    assert.deepEqual([...read.keys()].filter((client) => client !== '').sort(), [...ids].sort());
    for (const id of ids) {
      const told = read.get(id)?.values.filter(({ tag }) => tag === 'client_id') ?? [];
      assert.deepEqual(
        told.map(({ text }) => text),
        id === 'Site' ? [] : [id],
      );
    }
  });

  it('begins every file with its version, and knows what is pending', async () => {
    note('a', 'one');
    assert.equal(files.pendingBytes > 40, true);
    await files.write();
    assert.equal(files.pendingBytes, 0);
    await files.sync();
    const { version, records } = readEventFile(join(path, 'a', 'events.out.tfevents.1.fedotel'));
    assert.deepEqual({ version, records }, { version: 'brain.Event:2', records: 2 });
  });

  it('writes all the other files when some cannot be written, and those later', async () => {
    mkdirSync(path);
    const blocked = Array.from({ length: 20 }, (_, n) => `b${n}`);
    for (const client of blocked) writeFileSync(join(path, client), 'in the way');
    for (const client of [...blocked, 'c']) note(client, client);
    await assert.rejects(files.write());
    assert.equal(files.pendingBytes > 0, true);
    assert.equal(existsSync(join(path, 'c', 'events.out.tfevents.1.fedotel')), true);
    for (const client of blocked) rmSync(join(path, client));
    await Promise.all([files.write(), files.write()]);
    assert.equal(files.pendingBytes, 0);
    const expected = [...blocked, 'c'].map((client) => [client, [client]]);
    assert.deepEqual(new Map(texts() as [string, string[]][]), new Map(expected as [string, string[]][]));
  });
});
