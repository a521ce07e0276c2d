import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createJournal, type Journal, type JournalEntry } from '../../../../exporters/journal/index.js';
import { shuffled } from '../../../exactness/support/shuffle.js';
import { createRandom } from '../../../support/random.js';
import { clientUpdate } from '../support/client-updates.js';
import { roundEnd, update } from '../support/events.js';
import { useTempFolder } from '../support/temp-folder.js';
import { createUnsyncedFileSystem } from '../support/unsynced-file-system.js';

const ROUNDS = 1_500;
/** Far too few for these rounds. */
const MAX_INDEX_ENTRIES = 100;

describe('a request about very many old rounds', () => {
  const folder = useTempFolder();
  const random = createRandom(10);
  let journal: Journal | undefined;
  /** How often each file was opened to be read. */
  const reads = new Map<string, number>();
  afterEach(() => journal?.close());

  /** A journal that knows nothing but the folder. */
  async function restarted(): Promise<Journal> {
    await journal?.close();
    const real = createUnsyncedFileSystem();
    const openForRead = (path: string) => {
      reads.set(path, (reads.get(path) ?? 0) + 1);
      return real.openForRead(path);
    };
    const fileSystem = { ...real, openForRead };
    journal = await createJournal({ runsDir: folder(), maxIndexEntries: MAX_INDEX_ENTRIES, fileSystem });
    reads.clear();
    return journal;
  }

  const readsOf = (runId: string) => reads.get(join(folder(), `${runId}.jsonl`)) ?? 0;

  /** Two updates in each round, and its end. */
  function roundsOf(runId: string, rounds = ROUNDS): readonly JournalEntry[] {
    return Array.from({ length: rounds }, (_, round) => [
      clientUpdate({ local_loss: round }, { runId, round }),
      update(runId, 'b', { local_loss: 1 }, { round }),
      { ...roundEnd(runId, round), round },
    ]).flat();
  }

  it('reads the file once, after it was read once to be opened', async () => {
    const entries = roundsOf('r');
    await (await restarted()).append(entries);
    const opened = await restarted();
    for (const times of [2, 3]) {
      const again = await opened.append(shuffled(entries, random));
      assert.deepEqual(again, { written: 0, duplicates: entries.length, refused: 0 });
      assert.equal(readsOf('r'), times);
    }
  });

  it('writes what is new between them, once', async () => {
    const entries = roundsOf('r');
    await (await restarted()).append(entries);
    const news = Array.from({ length: ROUNDS }, (_, round) =>
      round % 2 === 0
        ? clientUpdate({ local_loss: 1 }, { round, client: 'new' })
        : update('r', 'a', { other: round }, { round, timestamp: '2026-03-02T09:00:00.000000001Z' }),
    );
    const opened = await restarted();
    const first = await opened.append(shuffled([...entries, ...news], random));
    assert.deepEqual(first, { written: news.length, duplicates: entries.length, refused: 0 });
    const text = await readFile(join(folder(), 'r.jsonl'), 'utf8');
    assert.equal((await opened.append(shuffled([...news, ...entries], random))).written, 0);
    assert.equal((await (await restarted()).append(shuffled([...news, ...entries], random))).written, 0);
    assert.equal(await readFile(join(folder(), 'r.jsonl'), 'utf8'), text);
  });

  it('reads each file once when the rounds are of many runs, mixed', async () => {
    const runs = Array.from({ length: 20 }, (_, at) => `run-${at}`);
    const entries = shuffled(
      runs.flatMap((runId) => roundsOf(runId, ROUNDS / 20)),
      random,
    );
    await (await restarted()).append(entries);
    const opened = await restarted();
    assert.equal((await opened.append(shuffled(entries, random))).duplicates, entries.length);
    for (const runId of runs) assert.equal(readsOf(runId), 2, runId);
  });

  it('reads the file at most once for each, when several connections do so at once', async () => {
    const entries = roundsOf('r');
    await (await restarted()).append(entries);
    const opened = await restarted();
    const calls = Array.from({ length: 4 }, (_, at) => [
      ...shuffled(entries, random),
      clientUpdate({ local_loss: 1 }, { client: `of call ${at}`, round: at }),
    ]);
    const results = await Promise.all(calls.map((call) => opened.append(call)));
    for (const result of results) assert.deepEqual(result, { written: 1, duplicates: entries.length, refused: 0 });
    assert.ok(readsOf('r') <= 1 + calls.length, `${readsOf('r')} times`);
  });
});
