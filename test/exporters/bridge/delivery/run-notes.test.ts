import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  findNotes,
  keepNote,
  type NoteKind,
  notePath,
  type RunNote,
  removeNote,
} from '../../../../exporters/bridge/delivery/run-notes.js';
import { temporaryFolder } from '../../../support/temporary-folder.js';

interface Remark extends RunNote {
  readonly reason: string;
}

describe('notes about runs', () => {
  const REMARK: NoteKind<Remark> = { folder: 'parked', fields: ['reason'] };
  const PLAIN: NoteKind<RunNote> = { folder: 'stop-requests', fields: [] };
  const run = { runId: 'run: 1', stem: 'run-1' };
  let folder: ReturnType<typeof temporaryFolder>;
  const stateOf = (sink: string) => join(folder.path, '.state', 'sinks', sink);
  beforeEach(() => {
    folder = temporaryFolder('run-notes');
  });
  afterEach(() => folder.remove());

  it('are found by kind and run, of every destination in the order of their names', async () => {
    for (const sink of ['b', 'a']) await keepNote(REMARK, stateOf(sink), run, { sink, reason: `of ${sink}` });
    await keepNote(PLAIN, stateOf('c'), run, { sink: 'c' });
    const found = await findNotes(REMARK, folder.path, 'run-1');
    assert.deepEqual(
      found.map(({ since, ...rest }) => rest),
      ['a', 'b'].map((sink) => ({ sink, runId: 'run: 1', reason: `of ${sink}` })),
    );
    for (const { since } of found) assert.ok(Date.now() - Date.parse(since) < 60_000);
    assert.equal((await findNotes(PLAIN, folder.path, 'run-1')).length, 1);
    assert.deepEqual(await findNotes(PLAIN, folder.path, 'run-2'), []);
  });

  it('are replaced as one step, for their user alone, and removed', async () => {
    const path = notePath(stateOf('a'), 'parked', 'run-1');
    await keepNote(REMARK, stateOf('a'), run, { sink: 'a', reason: 'one' });
    await keepNote(REMARK, stateOf('a'), run, { sink: 'a', reason: 'two' });
    assert.deepEqual(readdirSync(join(stateOf('a'), 'parked')), ['run-1.json']);
    assert.equal(statSync(path).mode & 0o777, 0o600);
    assert.equal((await findNotes(REMARK, folder.path, 'run-1'))[0]?.reason, 'two');
    await removeNote(REMARK, stateOf('a'), 'run-1');
    await removeNote(REMARK, stateOf('a'), 'run-1');
    assert.equal(existsSync(path), false);
  });

  it('are passed over when they are damaged or lack a field', async () => {
    mkdirSync(join(stateOf('a'), 'parked'), { recursive: true });
    for (const text of ['', 'null', '[', '1', '{"sink":"a","runId":"r","since":"x"}', '{"sink":1,"reason":"r"}']) {
      writeFileSync(notePath(stateOf('a'), 'parked', 'odd'), text);
      assert.deepEqual(await findNotes(REMARK, folder.path, 'odd'), [], text);
    }
    assert.deepEqual(await findNotes(REMARK, join(folder.path, 'none'), 'odd'), []);
  });

  it('never get a path from an id', () => {
    const path = notePath('/state', 'parked', '../../x');
    assert.ok(path.startsWith('/state/parked/'));
    assert.equal(path.slice('/state/parked/'.length).includes('/'), false);
  });
});
