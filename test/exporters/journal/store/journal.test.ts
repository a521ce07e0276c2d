import assert from 'node:assert/strict';
import { appendFile, copyFile, mkdir, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { JournalEvent } from '../../../../exporters/journal/events.js';
import {
  createJournal,
  createNodeFileSystem,
  type Journal,
  type JournalOptions,
} from '../../../../exporters/journal/index.js';
import { recordProof } from '../../../support/proof-figures.js';
import { eventsOf, init, roundEnd, scalar, timeAt, update } from '../support/events.js';
import { useTempFolder } from '../support/temp-folder.js';
import { createUnsyncedFileSystem } from '../support/unsynced-file-system.js';

describe('createJournal', () => {
  const folder = useTempFolder();
  let journal: Journal | undefined;
  let warnings: string[] = [];

  /** Opens the journal of the test's folder, closing the one before: a restart. */
  async function open(options: Partial<JournalOptions> = {}): Promise<Journal> {
    await journal?.close();
    journal = await createJournal({ runsDir: folder(), warn: (text) => warnings.push(text), ...options });
    return journal;
  }

  async function linesOf(name: string): Promise<Record<string, unknown>[]> {
    const text = await readFile(join(folder(), name), 'utf8');
    assert.ok(text === '' || text.endsWith('\n'));
    return text
      .split('\n')
      .slice(0, -1)
      .map((line) => JSON.parse(line) as Record<string, unknown>);
  }

  beforeEach(() => {
    warnings = [];
  });

  afterEach(async () => {
    await journal?.close();
    journal = undefined;
  });

  it('makes folder and state folder, the latter for its owner only', async () => {
    const runsDir = join(folder(), 'deep', 'runs');
    await open({ runsDir });
    assert.ok((await stat(runsDir)).isDirectory());
    assert.equal((await stat(join(runsDir, '.state'))).mode & 0o777, 0o700);
  });

  it('writes events in order and gives them back with their places', async () => {
    const events = [init('r'), update('r', 'a'), roundEnd('r', 1)];
    const opened = await open();
    assert.deepEqual(await opened.append(events), { written: 3, duplicates: 0, refused: 0 });
    const content = await readFile(join(folder(), 'r.jsonl'));
    assert.equal(opened.size('r'), content.length);
    const read: JournalEvent[] = [];
    let from = 0;
    for await (const { event, sequence } of opened.read('r')) {
      assert.equal(content[sequence - 1], 0x0a);
      assert.ok(sequence > from);
      from = sequence;
      read.push(event);
    }
    assert.deepEqual(read, [{ ...init('r'), format: 1 }, ...events.slice(1)]);
    assert.equal(from, content.length);
  });

  it('reads up to what was durable at the call', async () => {
    const opened = await open();
    await opened.append([init('r')]);
    const reading = opened.read('r');
    await opened.append([update('r', 'a')]);
    const seen: string[] = [];
    for await (const { event } of reading) seen.push(event.event_type);
    assert.deepEqual(seen, ['init']);
    assert.equal((await eventsOf(opened, 'r')).length, 2);
  });

  it('knows nothing of an unknown run', async () => {
    const opened = await open();
    assert.equal(opened.size('nobody'), undefined);
    assert.deepEqual(await eventsOf(opened, 'nobody'), []);
    assert.deepEqual(opened.runs(), []);
    assert.deepEqual(await opened.append([]), { written: 0, duplicates: 0, refused: 0 });
  });

  describe('first line', () => {
    it('is provisional when data comes before the start, which a run_update then brings', async () => {
      const opened = await open();
      await opened.append([update('r', 'a')]);
      await opened.append([init('r')]);
      const [first, second, third] = await linesOf('r.jsonl');
      const expected = { event_type: 'init', run_id: 'r', attempt: 1, format: 1, provisional: true, config: {} };
      assert.deepEqual(first, { ...expected, started_at: timeAt(1) });
      assert.equal(second?.event_type, 'client_update');
      const { event_type: _type, ...fields } = init('r');
      assert.deepEqual(third, { event_type: 'run_update', ...fields });
    });

    it('takes the time from the clock when the first event has none', async () => {
      const opened = await open({ now: () => new Date('2030-01-01T00:00:00Z') });
      await opened.append([{ event_type: 'checkpoint', run_id: 'r', path: 'p' }]);
      assert.equal((await linesOf('r.jsonl'))[0]?.started_at, '2030-01-01T00:00:00.000Z');
    });

    it('stays, while a second attempt is a run_update with its attempt', async () => {
      const opened = await open();
      await opened.append([init('r'), update('r', 'a'), init('r', { attempt: 2 })]);
      const lines = await linesOf('r.jsonl');
      assert.deepEqual(
        lines.map((line) => [line.event_type, line.attempt, line.format]),
        [
          ['init', 1, 1],
          ['client_update', 1, undefined],
          ['run_update', 2, undefined],
        ],
      );
    });

    it('counts an exact repetition as a duplicate, also after a restart and as a run_update', async () => {
      for (const first of [[init('r')], [update('q', 'a'), init('q')]]) {
        await (await open()).append(first);
        const again = first.at(-1) as JournalEvent;
        assert.deepEqual(await journal?.append([again]), { written: 0, duplicates: 1, refused: 0 });
        assert.deepEqual(await (await open()).append([again]), { written: 0, duplicates: 1, refused: 0 });
      }
    });
  });

  describe('de-duplication', () => {
    it('writes only what is new of a body that comes again in another cut', async () => {
      const opened = await open();
      await opened.append([init('r'), update('r', 'a', { x: 1, y: 2 })]);
      const result = await opened.append([
        update('r', 'a', { y: 2, z: 3 }, { field_count: 4 }),
        update('r', 'b', { x: 1 }),
      ]);
      assert.deepEqual(result, { written: 2, duplicates: 0, refused: 0 });
      const lines = await linesOf('r.jsonl');
      assert.deepEqual(
        lines.slice(1).map((line) => [line.clients, line.field_count]),
        [
          [[{ client_id: 'a', x: 1, y: 2 }], undefined],
          [[{ client_id: 'a', z: 3 }], 4],
          [[{ client_id: 'b', x: 1 }], undefined],
        ],
      );
    });

    it("cuts a client's evaluation like an update", async () => {
      const opened = await open();
      const evaluation = (fields: Record<string, number>, more = {}): JournalEvent => ({
        event_type: 'evaluation',
        run_id: 'r',
        round: 1,
        operation: 'evaluate',
        timestamp: timeAt(1),
        client: { client_id: 'a', round: 1, ...fields },
        ...more,
      });
      await opened.append([init('r'), evaluation({ local_loss: 1 }, { field_count: 3 })]);
      const again = await opened.append([evaluation({ local_loss: 1, local_accuracy: 2 }, { field_count: 3 })]);
      assert.deepEqual(again, { written: 1, duplicates: 0, refused: 0 });
      assert.deepEqual((await eventsOf(opened, 'r')).at(-1), evaluation({ local_accuracy: 2 }));
    });

    it('is exact after a restart, for values that JSON cannot hold too', async () => {
      const events: JournalEvent[] = [
        init('r', { config: { lr: Number.NaN, big: 2n ** 70n } }),
        update('r', 'a\ud800', {
          local_accuracy: Number.NaN,
          local_loss: Number.POSITIVE_INFINITY,
          '\udc00': 'x',
          tokens: 2n ** 60n,
        }),
        update('r', 'g', { local_accuracy: Number.NaN, x: 1e20, y: -0 }, { source: 'gauge' }),
        { ...roundEnd('r', 1), round_metrics: { global_accuracy: Number.NaN } },
        scalar('r', 1, { value: Number.NaN, source: 'gauge' }),
        {
          event_type: 'server_metadata',
          run_id: 'r',
          timestamp: timeAt(1),
          server: { a: [undefined as unknown as null, 1n] },
        },
        { event_type: 'comm_failure', run_id: 'r', round: 1, client_id: 'a', reason: '\ud83d' },
      ];
      assert.equal((await (await open()).append(events)).written, events.length);
      const size = journal?.size('r');
      for (let restart = 0; restart < 2; restart++) {
        assert.deepEqual(await journal?.append(events), { written: 0, duplicates: events.length, refused: 0 });
        await open();
      }
      assert.equal(journal?.size('r'), size);
    });

    it('is exact within one call', async () => {
      const event = update('r', 'a', { x: 1 });
      assert.deepEqual(await (await open()).append([event, event, update('r', 'a', { x: 1, y: 1 })]), {
        written: 2,
        duplicates: 1,
        refused: 0,
      });
    });

    it('is exact with an index that has hardly any room', async () => {
      // Hundreds of syncs take a slow disk long.
      const options = { maxIndexEntries: 10, fileSystem: createUnsyncedFileSystem() };
      const opened = await open(options);
      const events = Array.from({ length: 200 }, (_, at) =>
        update(`r${at % 3}`, `c${at % 7}`, { x: at }, { round: at % 11 }),
      );
      for (const event of events) await opened.append([event]);
      assert.deepEqual(await opened.append(events), { written: 0, duplicates: 200, refused: 0 });
      const reopened = await open(options);
      assert.deepEqual(await reopened.append(events), { written: 0, duplicates: 200, refused: 0 });
    });
  });

  it('refuses, and says why, events that no reader could use', async () => {
    const opened = await open({ maxLineBytes: 500 });
    const broken = { ...roundEnd('r', 1), round: -1 };
    const long = update('r', 'a', { text: 'ä'.repeat(300) });
    assert.deepEqual(await opened.append([broken, init('r'), long]), {
      written: 1,
      duplicates: 0,
      refused: 2,
      refusedReason: 'round_end: "round" is no round number',
    });
    assert.equal((await linesOf('r.jsonl')).length, 1);
    const { refusedReason } = await opened.append([long]);
    assert.equal(refusedReason, 'client_update: the line would be longer than 500 bytes');
    assert.deepEqual(await opened.append([broken]), {
      written: 0,
      duplicates: 0,
      refused: 1,
      refusedReason: 'round_end: "round" is no round number',
    });
  });

  it('says which run has more to read, when it is there', async () => {
    const opened = await open();
    const sizes: [string, number | undefined][] = [];
    opened.onAppend(() => {
      throw new Error('my fault');
    });
    const stop = opened.onAppend((runId) => sizes.push([runId, opened.size(runId)]));
    await opened.append([init('r')]);
    assert.deepEqual(sizes, [['r', (await readFile(join(folder(), 'r.jsonl'))).length]]);
    await opened.append([init('r')]);
    assert.equal(sizes.length, 1);
    stop();
    await opened.append([init('q')]);
    assert.equal(sizes.length, 1);
    assert.deepEqual(warnings, Array(2).fill('A reader of the journal failed: my fault'));
  });

  it('takes nothing more once it is closed, and finishes what it has', async () => {
    const opened = await open();
    const under_way = opened.append([init('r')]);
    await opened.close();
    assert.equal((await under_way).written, 1);
    await assert.rejects(opened.append([init('r')]), { name: 'JournalUnavailableError', code: 'CLOSED' });
  });

  it('bounds what waits and how many runs there are', async () => {
    const opened = await open({ maxPendingEvents: 2, maxRuns: 2 });
    const first = opened.append([init('a'), init('b'), update('a', 'x')]);
    await assert.rejects(opened.append([init('a')]), { code: 'OVERLOADED' });
    assert.equal((await first).written, 3);
    await assert.rejects(opened.append([init('c')]), { code: 'TOO_MANY_RUNS' });
    assert.equal((await opened.append([update('b', 'x')])).written, 1);
  });

  it('names the option that is wrong', async () => {
    for (const name of [
      'maxOpenFiles',
      'maxCommits',
      'maxLineBytes',
      'maxIndexEntries',
      'maxPendingEvents',
      'maxRuns',
    ]) {
      for (const value of [0, -1, 1.5, Number.NaN]) {
        await assert.rejects(open({ [name]: value }), {
          name: 'RangeError',
          message: `createJournal: ${name} must be a whole number above 0, not ${value}`,
        });
      }
    }
  });

  it('rejects when the folder cannot be', async () => {
    const path = join(folder(), 'file');
    await writeFile(path, '');
    await assert.rejects(createJournal({ runsDir: join(path, 'runs') }), {
      name: 'JournalUnavailableError',
      code: 'ENOTDIR',
    });
  });

  describe('folder', () => {
    const strange = [
      '../../x',
      '/etc/passwd',
      '',
      '.',
      '..',
      'a/b',
      'a\\b',
      'küche 🐝',
      'x'.repeat(10_000),
      'a.map',
      'nul',
      'a\u0000b',
      '\ud800',
    ];

    it('gets every run inside, whatever its id', async () => {
      const runsDir = join(folder(), 'in', 'runs');
      const opened = await open({ runsDir });
      const result = await opened.append(strange.flatMap((id) => [init(id), update(id, '../../y')]));
      assert.deepEqual(result, { written: 2 * strange.length, duplicates: 0, refused: 0 });
      assert.deepEqual(await readdir(folder()), ['in']);
      assert.deepEqual(await readdir(join(folder(), 'in')), ['runs']);
      const names = (await readdir(runsDir)).filter((name) => name !== '.state');
      assert.equal(names.length, strange.length);
      for (const name of names) assert.match(name, /^h-[0-9a-f]{32}\.jsonl$/);
    });

    it('finds every run again after a restart, by the id in its first line', async () => {
      await (await open()).append(strange.map((id) => init(id)));
      const reopened = await open();
      const ids = strange.map((id) => (id === '\ud800' ? '\ufffd' : id));
      assert.deepEqual(new Set(reopened.runs().map(({ runId }) => runId)), new Set(ids));
      for (const { runId, stem } of reopened.runs()) {
        assert.equal(reopened.size(runId), (await stat(join(folder(), `${stem}.jsonl`))).size);
      }
      assert.equal((await reopened.append(strange.map((id) => init(id)))).duplicates, strange.length);
    });

    it('gives runs whose ids differ by case only files that differ by more, for good', async () => {
      const ids = ['Run', 'run', 'RUN'];
      await (await open()).append(ids.map((id) => init(id)));
      const stems = (opened: Journal) => new Map(opened.runs().map(({ runId, stem }) => [runId, stem]));
      const before = stems(journal as Journal);
      assert.equal(before.get('Run'), 'Run');
      assert.match(before.get('run') ?? '', /^h-/);
      assert.match(before.get('RUN') ?? '', /^h-/);
      assert.equal(new Set([...before.values()].map((stem) => stem.toLowerCase())).size, 3);
      const reopened = await open();
      assert.deepEqual(stems(reopened), before);
      for (const id of ids)
        assert.deepEqual(
          (await eventsOf(reopened, id)).map((event) => event.run_id),
          [id],
        );
    });

    it("goes on with HiveWatch's logs", async () => {
      await copyFile('test/fixtures/hivewatch/full.jsonl', join(folder(), 'run-full-0001.jsonl'));
      const opened = await open();
      const all = await eventsOf(opened, 'run-full-0001');
      assert.equal(all.length, 45);
      assert.deepEqual(await opened.append(all), { written: 0, duplicates: 45, refused: 0 });
      await opened.append([update('run-full-0001', 'client.4', { local_loss: 1 })]);
      assert.equal((await eventsOf(opened, 'run-full-0001')).length, 46);
    });

    it('keeps a run in the file that has it, under whatever name', async () => {
      await (await open()).append([init('r'), update('r', 'a')]);
      await journal?.close();
      await copyFile(join(folder(), 'r.jsonl'), join(folder(), 'My run (old).jsonl'));
      await rm(join(folder(), 'r.jsonl'));
      const reopened = await open();
      assert.deepEqual(reopened.runs(), [{ runId: 'r', stem: 'My run (old)' }]);
      assert.deepEqual(await reopened.append([update('r', 'a'), update('r', 'b')]), {
        written: 1,
        duplicates: 1,
        refused: 0,
      });
      assert.deepEqual((await readdir(folder())).sort(), ['.state', 'My run (old).jsonl']);
    });

    it('ignores a copy of a run and leaves its name to no other run', async () => {
      await (await open()).append([init('r')]);
      await copyFile(join(folder(), 'r.jsonl'), join(folder(), 'copy.jsonl'));
      const reopened = await open();
      assert.deepEqual(reopened.runs(), [{ runId: 'r', stem: 'r' }]);
      assert.deepEqual(warnings, ['copy.jsonl holds the same run as r.jsonl (r) and is ignored.']);
      await reopened.append([init('copy')]);
      assert.match(reopened.runs().find(({ runId }) => runId === 'copy')?.stem ?? '', /^h-/);
      assert.equal((await linesOf('copy.jsonl'))[0]?.run_id, 'r');
    });

    it('refuses a run whose names both hold other runs', async () => {
      const names = ['a b', 'h-c8687a08aa5d6ed2044328fa6a697ab8'];
      for (const name of names) await writeFile(join(folder(), `${name}.jsonl`), `${JSON.stringify(init('other'))}\n`);
      const opened = await open();
      await assert.rejects(opened.append([init('a b')]), {
        code: 'EEXIST',
        message: /holds another run than its name says/,
      });
      assert.equal((await linesOf('a b.jsonl')).length, 1);
    });

    it('says which journals it cannot read, and opens the others', async () => {
      await (await open()).append([init('r'), init('q')]);
      const fileSystem = createNodeFileSystem();
      const reading = fileSystem.openForRead.bind(fileSystem);
      fileSystem.openForRead = (path) =>
        path.endsWith('q.jsonl') ? Promise.reject(new Error('no permission')) : reading(path);
      assert.deepEqual((await open({ fileSystem })).runs(), [{ runId: 'r', stem: 'r' }]);
      assert.deepEqual(warnings, ['Cannot read q.jsonl: no permission']);
    });

    it('passes over what is no journal', async () => {
      await mkdir(join(folder(), 'dir.jsonl'));
      await writeFile(join(folder(), 'empty.jsonl'), '');
      await writeFile(join(folder(), 'torn.jsonl'), '{"event_type":"in');
      await writeFile(join(folder(), 'notes.txt'), 'x');
      await symlink('/etc/hostname', join(folder(), 'link.jsonl'));
      assert.deepEqual((await open()).runs(), []);
    });

    it('never writes through a symbolic link', async () => {
      const target = join(folder(), 'target.txt');
      await writeFile(target, 'mine');
      const runsDir = join(folder(), 'runs');
      await mkdir(runsDir);
      await symlink(target, join(runsDir, 'r.jsonl'));
      const opened = await open({ runsDir });
      await assert.rejects(opened.append([init('r')]), { name: 'JournalUnavailableError', code: 'ELOOP' });
      assert.equal(await readFile(target, 'utf8'), 'mine');
    });

    it('uses an empty file that a crash left', async () => {
      await writeFile(join(folder(), 'r.jsonl'), '');
      const opened = await open();
      await opened.append([init('r')]);
      assert.equal((await linesOf('r.jsonl')).length, 1);
      assert.deepEqual(opened.runs(), [{ runId: 'r', stem: 'r' }]);
    });

    it('shows whole lines only of a torn journal and repairs it when the run goes on', async () => {
      await copyFile('test/fixtures/hivewatch/live-torn.jsonl', join(folder(), 'run-full-0001.jsonl'));
      const content = await readFile(join(folder(), 'run-full-0001.jsonl'));
      const whole = content.lastIndexOf('\n') + 1;
      const opened = await open();
      assert.equal(opened.size('run-full-0001'), whole);
      assert.equal((await eventsOf(opened, 'run-full-0001')).length, 17);
      await opened.append([update('run-full-0001', 'x', { local_loss: 1 })]);
      assert.equal((await eventsOf(opened, 'run-full-0001')).length, 18);
      assert.equal(warnings.length, 1);
      const torn = await readFile(join(folder(), '.state', 'torn', `run-full-0001-${whole}.torn`));
      assert.deepEqual(torn, content.subarray(whole));
    });

    it('does not write to a journal of a newer format', async () => {
      await writeFile(join(folder(), 'r.jsonl'), '{"event_type":"init","run_id":"r","format":2}\n');
      const opened = await open();
      await assert.rejects(opened.append([update('r', 'a')]), {
        name: 'JournalUnavailableError',
        code: 'FORMAT',
        message: /format 2/,
      });
      await assert.rejects(eventsOf(opened, 'r'), { name: 'JournalFormatError' });
      assert.equal((await linesOf('r.jsonl')).length, 1);
    });

    it('starts a journal again that was deleted under it', async () => {
      const opened = await open();
      await opened.append([init('r'), update('r', 'a')]);
      await rm(join(folder(), 'r.jsonl'));
      assert.equal((await opened.append([update('r', 'a'), update('r', 'b')])).written, 2);
      assert.deepEqual(
        (await linesOf('r.jsonl')).map((line) => line.event_type),
        ['init', 'client_update', 'client_update'],
      );
      assert.match(warnings[0] ?? '', /was deleted while its run went on/);
      assert.equal(opened.size('r'), (await stat(join(folder(), 'r.jsonl'))).size);
    });

    it('reads a journal again that somebody else has changed, rather than write over it', async function () {
      const opened = await open();
      await opened.append([init('r'), update('r', 'a')]);
      const foreign = `${JSON.stringify(update('r', 'b'))}\n`;
      await appendFile(join(folder(), 'r.jsonl'), foreign);
      assert.deepEqual(await opened.append([update('r', 'b'), update('r', 'c')]), {
        written: 1,
        duplicates: 1,
        refused: 0,
      });
      assert.equal((await linesOf('r.jsonl')).length, 4);
      assert.match(warnings[0] ?? '', /changed by somebody else/);
      recordProof(this.test, { 'lines of somebody else kept': 1 });
    });
  });

  describe('remove', () => {
    const rest = async (opened: Journal, runId: string) => {
      const types: string[] = [];
      for await (const { event } of opened.read(runId)) types.push(event.event_type);
      return types;
    };

    it('takes a run out, with its file and what is remembered of it', async () => {
      const opened = await open();
      await opened.append([init('r'), update('r', 'a'), init('s')]);
      const size = opened.size('r') ?? 0;
      assert.equal(await opened.remove('r', size, () => rm(join(folder(), 'r.jsonl'))), true);
      assert.equal(opened.size('r'), undefined);
      assert.deepEqual(await rest(opened, 'r'), []);
      assert.deepEqual(
        opened.runs().map(({ runId }) => runId),
        ['s'],
      );
      assert.deepEqual(await opened.append([init('r'), update('r', 'a')]), { written: 2, duplicates: 0, refused: 0 });
      assert.deepEqual(await rest(opened, 'r'), ['init', 'client_update']);
      assert.equal(opened.size('r'), size);
      assert.deepEqual(warnings, []);
    });

    it('leaves a run of another size, one that is not here, and one that is being written', async () => {
      const opened = await open();
      await opened.append([init('r')]);
      const size = opened.size('r') ?? 0;
      const never = () => assert.fail('nothing is to be removed');
      assert.equal(await opened.remove('r', size - 1, never), false);
      assert.equal(await opened.remove('unknown', 0, never), false);
      const writing = opened.append([update('r', 'a')]);
      assert.equal(await opened.remove('r', size, never), false);
      assert.deepEqual(await writing, { written: 1, duplicates: 0, refused: 0 });
    });

    it('lets events wait that come meanwhile', async () => {
      const opened = await open();
      await opened.append([init('r'), update('r', 'a')]);
      let appended: Promise<unknown> | undefined;
      await opened.remove('r', opened.size('r') ?? 0, async () => {
        appended = opened.append([update('r', 'b')]);
        await new Promise((resolve) => setTimeout(resolve, 20));
        await rm(join(folder(), 'r.jsonl'));
      });
      assert.deepEqual(await appended, { written: 1, duplicates: 0, refused: 0 });
      assert.deepEqual(await rest(opened, 'r'), ['init', 'client_update']);
    });

    it('keeps the run when its file cannot be removed', async () => {
      const opened = await open();
      await opened.append([init('r')]);
      const size = opened.size('r') ?? 0;
      await assert.rejects(
        opened.remove('r', size, () => Promise.reject(new Error('read-only'))),
        /read-only/,
      );
      assert.equal(opened.size('r'), size);
      assert.deepEqual(await opened.append([init('r'), update('r', 'a')]), { written: 1, duplicates: 1, refused: 0 });
    });
  });
});
