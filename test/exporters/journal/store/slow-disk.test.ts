import assert from 'node:assert/strict';
import { createJournal, type Journal } from '../../../../exporters/journal/index.js';
import { recordProof } from '../../../support/proof-figures.js';
import { until } from '../../../support/until.js';
import { eventsOf, init, update } from '../support/events.js';
import { createHeldFileSystem, type HeldFileSystem } from '../support/held-file-system.js';
import { useTempFolder } from '../support/temp-folder.js';

describe('a journal whose disk hangs', () => {
  const folder = useTempFolder();
  let fileSystem: HeldFileSystem;
  let journal: Journal;
  beforeEach(async () => {
    fileSystem = createHeldFileSystem();
    journal = await createJournal({ runsDir: folder(), fileSystem, maxPendingEvents: 100 });
    await journal.append([init('slow'), init('other')]);
  });
  afterEach(async () => {
    fileSystem.letGo();
    await journal.close();
  });

  /** Calls for the slow run, and how many of them have been answered. */
  function appendSlow(calls: number) {
    const told = { answers: 0 };
    const all = Array.from({ length: calls }, async (_, call) => {
      const { written } = await journal.append([update('slow', `c${call}`)]);
      told.answers++;
      return written;
    });
    return { told, all: Promise.all(all) };
  }

  it('acknowledges nothing before the sync, shows it to no reader, and holds up no other run', async function () {
    fileSystem.hold('slow.jsonl');
    const size = journal.size('slow');
    const { told, all } = appendSlow(50);
    await until('a sync waits', () => fileSystem.waiting > 0);
    for (let turn = 0; turn < 20; turn++)
      assert.equal((await journal.append([update('other', `c${turn}`)])).written, 1);
    assert.deepEqual([told.answers, journal.size('slow')], [0, size]);
    assert.equal((await eventsOf(journal, 'slow')).length, 1);
    fileSystem.letGo();
    assert.deepEqual(await all, Array(50).fill(1));
    assert.equal((await eventsOf(journal, 'slow')).length, 51);
    recordProof(this.test, { 'calls waited': 50, 'answered before': 0, 'calls of another run meanwhile': 20 });
  });

  it('refuses what exceeds the events that may wait, and takes it when the disk goes on', async () => {
    fileSystem.hold('slow.jsonl');
    const { all } = appendSlow(100);
    await until('a sync waits', () => fileSystem.waiting > 0);
    await assert.rejects(journal.append([update('slow', 'more')]), {
      name: 'JournalUnavailableError',
      code: 'OVERLOADED',
    });
    fileSystem.letGo();
    await all;
    assert.equal((await journal.append([update('slow', 'more')])).written, 1);
    assert.equal((await eventsOf(journal, 'slow')).length, 102);
  });
});
