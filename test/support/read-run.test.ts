import assert from 'node:assert/strict';
import { appendFileSync, copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { readEvents, readEventsSoFar } from './read-run.js';
import { temporaryFolder } from './temporary-folder.js';

describe('readEventsSoFar', () => {
  const folder = temporaryFolder('read-run');
  const path = join(folder.path, 'run.jsonl');
  after(() => folder.remove());

  it('finds nothing where there is no file yet', async () => {
    assert.deepEqual(await readEventsSoFar(path), []);
  });

  it('reads the whole lines of a file whose last line is being written; readEvents refuses it', async () => {
    copyFileSync('test/fixtures/hivewatch/full.jsonl', path);
    const events = await readEvents(path);
    assert.ok(events.length > 0);
    appendFileSync(path, '{"event_type":"round_st');
    assert.deepEqual(await readEventsSoFar(path), events);
    await assert.rejects(readEvents(path), /torn/);
  });

  it('refuses a whole line that is no event', async () => {
    appendFileSync(path, '\n');
    await assert.rejects(readEventsSoFar(path), /not clean/);
  });
});
