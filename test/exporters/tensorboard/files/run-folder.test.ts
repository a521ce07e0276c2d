import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type FolderNote, openFolder, writeNote } from '../../../../exporters/tensorboard/files/run-folder.js';
import { deadMark } from '../../../support/dead-mark.js';
import { temporaryFolder } from '../../../support/temporary-folder.js';

describe('openFolder', () => {
  const folder = temporaryFolder('run-folder');
  const fresh: FolderNote = { runId: 'run "a"', head: 'abc', perClient: 'auto', settledAt: [] };
  let path: string;
  beforeEach(() => {
    path = join(folder.path, `${Math.random()}`, 'run');
  });
  after(() => folder.remove());

  it('makes a new folder with a note of whose it is', async () => {
    assert.deepEqual(await openFolder(path, fresh), { kind: 'ok', note: fresh });
    const note = JSON.parse(readFileSync(join(path, '.fedotel.json'), 'utf8'));
    assert.deepEqual(note, { format: 1, run_id: 'run "a"', head: 'abc', per_client: 'auto', settled_at: [] });
  });

  it('keeps what was chosen before', async () => {
    const before: FolderNote = { ...fresh, perClient: 'bands', settledAt: [17, 400] };
    await openFolder(path, before);
    assert.deepEqual(await openFolder(path, fresh), { kind: 'ok', note: before });
    const later = { ...before, settledAt: [17, 400, 900] };
    await writeNote(path, later);
    assert.deepEqual(await openFolder(path, fresh), { kind: 'ok', note: later });
    assert.deepEqual(readdirSync(path), ['.fedotel.json']);
  });

  it('removes a note that a killed process had not finished, in a folder that it knows and in one without a note', async () => {
    for (const known of [false, true]) {
      if (known) await openFolder(path, fresh);
      else mkdirSync(path, { recursive: true });
      const left = join(path, `.fedotel.json.${deadMark()}.tmp`);
      writeFileSync(left, '{');
      await openFolder(path, fresh);
      assert.equal(existsSync(left), false, `known ${known}`);
    }
  });

  it('takes no folder of another run', async () => {
    await openFolder(path, fresh);
    const opened = await openFolder(path, { ...fresh, runId: 'b' });
    assert.equal(opened.kind, 'park');
    assert.match(
      opened.kind === 'park' ? opened.reason : '',
      /is of run "run \\"a\\"", not of run "b"; .*--to tensorboard=DIR/,
    );
  });

  it('takes no folder in which somebody else writes event files', async () => {
    mkdirSync(path, { recursive: true });
    writeFileSync(join(path, 'events.out.tfevents.1.host'), '');
    const opened = await openFolder(path, fresh);
    assert.match(opened.kind === 'park' ? opened.reason : '', /event files that are not of this run/);
    assert.equal(existsSync(join(path, '.fedotel.json')), false);
  });

  it('does not take a damaged note for one', async () => {
    for (const content of ['', '{"run_id":', 'null', '{"run_id":"x"}', '{"run_id":1,"head":"a","per_client":"auto"}']) {
      mkdirSync(path, { recursive: true });
      writeFileSync(join(path, '.fedotel.json'), content);
      assert.deepEqual(await openFolder(path, fresh), { kind: 'ok', note: fresh });
    }
  });

  it('removes the event files of an earlier journal of the run, and no others', async () => {
    await openFolder(path, fresh);
    const ours = ['events.out.tfevents.0000000001.fedotel', 'site/events.out.tfevents.0000000001.fedotel'];
    const others = ['events.out.tfevents.1.host', 'notes.txt', 'site/model.bin'];
    mkdirSync(join(path, 'site'));
    for (const name of [...ours, ...others]) writeFileSync(join(path, name), 'x');
    const anew = { ...fresh, head: 'def' };
    assert.deepEqual(await openFolder(path, anew), { kind: 'ok', note: anew });
    for (const name of ours) assert.equal(existsSync(join(path, name)), false, name);
    for (const name of others) assert.equal(existsSync(join(path, name)), true, name);
  });
});
