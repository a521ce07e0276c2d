import assert from 'node:assert/strict';
import type { RunFileState, RunFolder } from '../../../../exporters/page/hub/run-folder.js';
import { RunList } from '../../../../exporters/page/hub/run-list.js';
import type { RunListEntry } from '../../../../exporters/page/types.js';

/** A list over journals that the test makes up, with the journals that it read and how often it said that it changed. */
function make(files: readonly RunFileState[], entries: Readonly<Record<string, Partial<RunListEntry>>> = {}) {
  const world = {
    files: [...files],
    entries: { ...entries },
    now: 1_000_000,
    read: [] as string[],
    changes: 0,
    slow: 0,
  };
  const folder: RunFolder = {
    list: async () => world.files,
    find: () => assert.fail(),
    look: () => assert.fail(),
    pathOf: () => assert.fail(),
  };
  const list = new RunList({
    folder,
    now: () => world.now,
    onChange: () => {
      world.changes += 1;
    },
    async read({ stem }) {
      world.read.push(stem);
      world.now += world.slow;
      const entry = world.entries[stem];
      if (entry === undefined) throw new Error('no journal');
      return { stem, runId: stem, state: 'finished', rounds: 0, clients: 0, ...entry };
    },
  });
  const stems = async () => (await list.answer()).runs.map(({ stem }) => stem);
  return { world, list, stems };
}

function file(stem: string, size: number, changedAt = 0): RunFileState {
  return { stem, size, changedAt, inode: 1 };
}

describe('RunList', () => {
  it('reads the youngest first, lists by start, and leaves out what tells no run', async () => {
    const files = [file('a', 1, 10), file('b', 1, 30), file('c', 1, 20), file('broken', 1, 5)];
    const { world, stems } = make(files, { a: { startedAt: 3 }, b: { startedAt: 1 }, c: { startedAt: 2 } });
    assert.deepEqual(await stems(), ['a', 'c', 'b']);
    assert.deepEqual(world.read, ['b', 'c', 'a', 'broken']);
  });

  it('reads a journal again when it grew or was replaced, and not more often than every two seconds', async () => {
    const { world, stems } = make([file('a', 1)], { a: {} });
    await stems();
    world.files = [file('a', 2)];
    world.now += 1500;
    await stems();
    assert.deepEqual(world.read, ['a']);
    world.now += 1500;
    await stems();
    await stems();
    assert.deepEqual(world.read, ['a', 'a']);
    world.files = [{ ...file('a', 2), inode: 7 }];
    world.now += 3000;
    await stems();
    assert.deepEqual(world.read, ['a', 'a', 'a']);
  });

  it('looks and reads again, too, when the clock of the system was set back', async () => {
    const { world, stems } = make([file('a', 1)], { a: {} });
    await stems();
    world.files = [file('a', 2)];
    world.now -= 86_400_000;
    await stems();
    assert.deepEqual(world.read, ['a', 'a']);
  });

  it('says that it changed when a line did by more than its last datum, or a run is gone', async () => {
    const { world, stems } = make([file('a', 1), file('b', 1)], { a: { lastDataAt: 1 }, b: {} });
    await stems();
    assert.equal(world.changes, 1);
    const grow = async (size: number, entry: Partial<RunListEntry>) => {
      world.files = [file('a', size), file('b', 1)];
      world.entries.a = entry;
      world.now += 3000;
      await stems();
    };
    await grow(2, { lastDataAt: 2 });
    assert.equal(world.changes, 1);
    await grow(3, { lastDataAt: 3, rounds: 1 });
    assert.equal(world.changes, 2);
    world.files = [file('a', 3)];
    world.now += 3000;
    assert.deepEqual(await stems(), ['a']);
    assert.equal(world.changes, 3);
  });

  it('tells of a long list while it is still being read', async () => {
    const files = Array.from({ length: 10 }, (_, index) => file(`run-${index}`, 1));
    const { world, stems } = make(files, Object.fromEntries(files.map(({ stem }) => [stem, {}])));
    world.slow = 1100;
    await stems();
    assert.equal(world.changes, 5);
  });

  it('shows a run as interrupted when it has been silent for long, without reading it again', async () => {
    const { world, list } = make([file('a', 1)], { a: { state: 'running', lastDataAt: 1_000_000 } });
    assert.equal((await list.answer()).runs[0]?.state, 'running');
    world.now += 16 * 60_000;
    assert.equal((await list.answer()).runs[0]?.state, 'interrupted');
    assert.deepEqual(world.read, ['a']);
  });

  it('keeps to the two thousand that changed last, and says how many there are beside', async () => {
    const files = Array.from({ length: 2010 }, (_, index) => file(`run-${index}`, 1, index));
    const { list, world } = make(files, Object.fromEntries(files.map(({ stem }) => [stem, {}])));
    const { runs, more } = await list.answer();
    assert.deepEqual([runs.length, more, world.read.includes('run-9')], [2000, 10, false]);
  });

  it('reads nothing more once it is closed', async () => {
    const { world, list } = make([file('a', 1), file('b', 1)], { a: {}, b: {} });
    const looking = list.look();
    list.close();
    await looking;
    assert.deepEqual(world.read, []);
  });
});
