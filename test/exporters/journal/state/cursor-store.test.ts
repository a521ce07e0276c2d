import assert from 'node:assert/strict';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { createCursorStore } from '../../../../exporters/journal/index.js';
import { useTempFolder } from '../support/temp-folder.js';

const RUN = { runId: 'r', stem: 'r' };

describe('createCursorStore', () => {
  const folder = useTempFolder();
  const dir = () => join(folder(), 'cursors');

  it('remembers a sequence for each sink and run, over restarts', async () => {
    const store = createCursorStore(dir());
    const other = { runId: '../../x', stem: 'h-0123456789abcdef0123456789abcdef' };
    assert.equal(await store.read('map', RUN), 0);
    await store.write('map', RUN, 10);
    await store.write('map', other, 20);
    await store.write('mlflow', RUN, 30);
    for (const again of [store, createCursorStore(dir())]) {
      assert.equal(await again.read('map', RUN), 10);
      assert.equal(await again.read('map', other), 20);
      assert.equal(await again.read('mlflow', RUN), 30);
      assert.equal(await again.read('mlflow', other), 0);
    }
  });

  it('lets writes take effect in order, and a reader see the last', async () => {
    const store = createCursorStore(dir());
    const writes = Array.from({ length: 30 }, (_, at) => store.write('map', RUN, at + 1));
    assert.equal(await store.read('map', RUN), 30);
    await Promise.all(writes);
    assert.equal(await createCursorStore(dir()).read('map', RUN), 30);
    assert.deepEqual(await readdir(join(dir(), 'map')), ['r.json']);
  });

  it('stays in its folder whatever the sink is called', async () => {
    const store = createCursorStore(dir());
    for (const sink of ['./my-sink.js', '../../../evil', '/etc/x', '']) {
      await store.write(sink, RUN, 5);
      assert.equal(await store.read(sink, RUN), 5);
    }
    assert.deepEqual(await readdir(folder()), ['cursors']);
    assert.equal((await readdir(dir())).length, 4);
    await store.write('map', { runId: 'x', stem: '../../../evil' }, 1);
    assert.deepEqual(await readdir(folder()), ['cursors']);
  });

  it('starts a run again when its cursor is damaged, and says so', async () => {
    const warnings: string[] = [];
    const store = createCursorStore(dir(), { warn: (text) => warnings.push(text) });
    await store.write('map', RUN, 7);
    const path = join(dir(), 'map', 'r.json');
    assert.deepEqual(JSON.parse(await readFile(path, 'utf8')), { run_id: 'r', sequence: 7 });
    const damaged = [
      '',
      '{',
      'null',
      '{"run_id":"r"}',
      '{"run_id":"r","sequence":-1}',
      '{"run_id":"r","sequence":1.5}',
      '{"run_id":"q","sequence":7}',
    ];
    for (const content of damaged) {
      await writeFile(path, content);
      assert.equal(await store.read('map', RUN), 0, content);
    }
    assert.equal(warnings.length, damaged.length);
    assert.match(warnings[0] ?? '', /: map gets run r from its first event again\.$/);
    await store.write('map', RUN, 9);
    assert.equal(await store.read('map', RUN), 9);
  });

  it('says when the disk does not take a cursor, keeps the old one and goes on', async () => {
    const store = createCursorStore(dir());
    await store.write('map', RUN, 1);
    const draft = join(dir(), 'map', 'r.json.tmp');
    await mkdir(draft);
    await assert.rejects(store.write('map', RUN, 2), { name: 'JournalUnavailableError', code: 'EISDIR' });
    assert.equal(await store.read('map', RUN), 1);
    assert.equal(dirname(draft), join(dir(), 'map'));
    await store.write('other', RUN, 3);
    assert.equal(await store.read('other', RUN), 3);
  });
});
