import assert from 'node:assert/strict';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import type { ClientUpdateEvent, JournalEvent, JsonValue } from '../../../../exporters/journal/events.js';
import { createJournal, type Journal, type JournalOptions } from '../../../../exporters/journal/index.js';
import { recordProof } from '../../../support/proof-figures.js';
import { eventsOf, init, scalar, timeAt, update } from '../support/events.js';
import { createFaultyFileSystem, type FaultyFileSystem } from '../support/faulty-file-system.js';
import { useTempFolder } from '../support/temp-folder.js';
import { createUnsyncedFileSystem } from '../support/unsynced-file-system.js';

describe('group commit', () => {
  const folder = useTempFolder();
  let fileSystem: FaultyFileSystem;
  let journal: Journal | undefined;

  async function open(options: Partial<JournalOptions> = {}): Promise<Journal> {
    journal = await createJournal({ runsDir: folder(), fileSystem, ...options });
    return journal;
  }

  async function lineCount(run: string): Promise<number> {
    const text = await readFile(join(folder(), `${run}.jsonl`), 'utf8');
    for (const line of text.split('\n').slice(0, -1)) JSON.parse(line);
    assert.ok(text === '' || text.endsWith('\n'));
    return text.split('\n').length - 1;
  }

  beforeEach(() => {
    fileSystem = createFaultyFileSystem();
  });

  afterEach(() => journal?.close());

  it('shares one write and one sync between calls of one run', async () => {
    const opened = await open();
    await opened.append([init('r')]);
    const { write, datasync } = fileSystem.calls;
    const calls = Array.from({ length: 50 }, (_, at) => opened.append([update('r', `c${at}`)]));
    const results = await Promise.all(calls);
    assert.ok(results.every(({ written }) => written === 1));
    assert.equal(fileSystem.calls.datasync, datasync + 1);
    assert.equal(fileSystem.calls.write, write + 1);
    assert.equal(await lineCount('r'), 51);
  });

  it('lets calls that come during a write share the next one', async () => {
    const opened = await open();
    await opened.append([init('r')]);
    const before = fileSystem.calls.datasync;
    const pending: Promise<unknown>[] = [];
    const stop = opened.onAppend(() => {
      stop();
      for (let at = 0; at < 20; at++) pending.push(opened.append([update('r', `c${at}`)]));
    });
    await opened.append([update('r', 'first')]);
    await Promise.all(pending);
    assert.equal(fileSystem.calls.datasync, before + 2);
  });

  it('gives each call its own counts', async () => {
    const opened = await open();
    const [a, b, c] = await Promise.all([
      opened.append([init('r'), update('r', 'a')]),
      opened.append([update('r', 'a'), update('r', 'b')]),
      opened.append([update('r', 'a')]),
    ]);
    assert.deepEqual(
      [a, b, c],
      [
        { written: 2, duplicates: 0, refused: 0 },
        { written: 1, duplicates: 1, refused: 0 },
        { written: 0, duplicates: 1, refused: 0 },
      ],
    );
  });

  it('syncs the folder before it acknowledges a new file', async () => {
    const opened = await open();
    fileSystem.fail('syncFolder', { code: 'EIO' });
    await assert.rejects(opened.append([init('r')]), { name: 'JournalUnavailableError', code: 'EIO' });
    assert.equal(opened.size('r'), 0);
    assert.equal((await opened.append([init('r')])).written, 1);
    assert.equal(fileSystem.calls.syncFolder, 2);
    await opened.append([update('r', 'a')]);
    assert.equal(fileSystem.calls.syncFolder, 2);
  });

  it('syncs what it finds before it takes something for a duplicate', async () => {
    await (await open()).append([init('r')]);
    await journal?.close();
    const opened = await open();
    fileSystem.fail('datasync', { code: 'EIO' });
    await assert.rejects(opened.append([init('r')]), { code: 'EIO' });
    assert.equal((await opened.append([init('r')])).duplicates, 1);
  });

  it('keeps the number of open files within bounds', async () => {
    const opened = await open({ maxOpenFiles: 3, maxCommits: 2 });
    for (let pass = 0; pass < 3; pass++) {
      await Promise.all(Array.from({ length: 20 }, (_, run) => opened.append([scalar(`r${run}`, pass)])));
    }
    assert.ok(fileSystem.mostOpen <= 6, `${fileSystem.mostOpen} files were open at once`);
    assert.ok(fileSystem.openForWriteNow <= 3);
    for (let run = 0; run < 20; run++) assert.equal(await lineCount(`r${run}`), 4);
    await opened.close();
    assert.equal(fileSystem.openForWriteNow, 0);
  });

  it('opens a folder of many journals by their heads', async () => {
    // As many syncs as journals, and more, are not what this is about.
    fileSystem = createFaultyFileSystem(createUnsyncedFileSystem());
    const opened = await open();
    const events = Array.from({ length: 300 }, (_, run) => [init(`r${run}`), update(`r${run}`, 'a')]).flat();
    await opened.append(events);
    await opened.close();
    const reads = fileSystem.calls.openForRead;
    const writes = fileSystem.calls.openForWrite;
    const reopened = await open();
    assert.equal(reopened.runs().length, 300);
    assert.equal(fileSystem.calls.openForRead, reads + 300);
    assert.equal(fileSystem.calls.openForWrite, writes);
    assert.equal((await reopened.append([update('r7', 'a')])).duplicates, 1);
    assert.equal(fileSystem.calls.openForWrite, writes + 1);
  });

  describe('when the disk fails', () => {
    const first = [init('r'), update('r', 'a')];
    const batch = [update('r', 'b'), update('r', 'a', { y: 1 }), scalar('r', 1)];

    it('keeps nothing of a batch that was half written, and takes it when it comes again', async () => {
      for (const code of ['ENOSPC', 'EIO', 'EDQUOT']) {
        const run = code.toLowerCase();
        const own = (events: readonly JournalEvent[]) => events.map((event) => ({ ...event, run_id: run }));
        const opened = await open();
        await opened.append(own(first));
        const size = opened.size(run);
        fileSystem.fail('write', { code, writtenFirst: 100 });
        await assert.rejects(opened.append(own(batch)), {
          name: 'JournalUnavailableError',
          code,
          path: join(folder(), `${run}.jsonl`),
        });
        assert.equal(opened.size(run), size);
        assert.equal((await stat(join(folder(), `${run}.jsonl`))).size, size);
        assert.deepEqual(await opened.append(own(batch)), { written: 3, duplicates: 0, refused: 0 });
        assert.equal(await lineCount(run), 5);
        await opened.close();
      }
    });

    it('rejects every call of the batch, in the middle of a group commit', async () => {
      const opened = await open();
      await opened.append(first);
      // Part of the batch gets through, in several writes: the bytes of the first calls are in the file already.
      fileSystem.shortWrites = 150;
      fileSystem.fail('write', { code: 'ENOSPC', after: 1, writtenFirst: 100 });
      const outcomes = await Promise.allSettled(batch.map((event) => opened.append([event])));
      assert.deepEqual(
        outcomes.map(({ status }) => status),
        ['rejected', 'rejected', 'rejected'],
      );
      assert.equal(await lineCount('r'), 2);
      const again = await Promise.all(batch.map((event) => opened.append([event])));
      assert.deepEqual(
        again.map(({ written }) => written),
        [1, 1, 1],
      );
      assert.equal(await lineCount('r'), 5);
    });

    it('does not trust the file after a failed sync', async function () {
      const opened = await open();
      await opened.append(first);
      fileSystem.fail('datasync', { code: 'EIO' });
      await assert.rejects(opened.append(batch), { code: 'EIO' });
      assert.equal(await lineCount('r'), 2);
      assert.equal((await opened.append(batch)).written, 3);
      assert.equal(await lineCount('r'), 5);
      recordProof(this.test, { 'failed sync': 1, 'lines written again': 3 });
    });

    it('hides what it cannot cut off, and cuts it off before it goes on', async () => {
      const opened = await open();
      await opened.append(first);
      const size = opened.size('r');
      fileSystem.fail('datasync', { code: 'EIO' });
      fileSystem.fail('truncate', { code: 'EIO', times: 2 });
      await assert.rejects(opened.append(batch), { code: 'EIO' });
      assert.ok((await stat(join(folder(), 'r.jsonl'))).size > (size ?? 0));
      assert.equal(opened.size('r'), size);
      assert.equal((await eventsOf(opened, 'r')).length, 2);
      await assert.rejects(opened.append([update('r', 'z')]), { code: 'EIO' });
      assert.equal((await opened.append([update('r', 'z')])).written, 1);
      assert.equal(await lineCount('r'), 3);
      assert.equal((await opened.append(batch)).written, 3);
    });

    it('says so in words when a file cannot be opened', async () => {
      const opened = await open();
      fileSystem.fail('openForWrite', { code: 'EROFS' });
      await assert.rejects(opened.append(first), {
        code: 'EROFS',
        message: `Cannot write ${join(folder(), 'r.jsonl')}: the file system is read-only (EROFS).`,
      });
      assert.equal((await opened.append(first)).written, 2);
    });

    it('goes on when closing a file fails', async () => {
      const opened = await open({ maxOpenFiles: 1 });
      fileSystem.fail('close', { code: 'EIO', times: 5 });
      for (let run = 0; run < 5; run++) assert.equal((await opened.append([init(`r${run}`)])).written, 1);
    });

    it('keeps one run going while another fails', async () => {
      const opened = await open();
      await opened.append([...first, init('q')]);
      const fails = opened.append([update('r', 'x', { a: 1 })]);
      const works = opened.append([update('q', 'x', { a: 1 })]);
      fileSystem.fail('datasync', { code: 'EIO' });
      const outcomes = await Promise.allSettled([fails, works]);
      assert.deepEqual(outcomes.map(({ status }) => status).sort(), ['fulfilled', 'rejected']);
    });

    it('writes on after short writes', async () => {
      const opened = await open();
      fileSystem.shortWrites = 7;
      assert.equal((await opened.append([...first, ...batch])).written, 5);
      assert.equal(await lineCount('r'), 5);
    });
  });

  it('never shows part of a line or of an unfinished batch to its readers', async () => {
    const opened = await open();
    fileSystem.shortWrites = 50;
    await opened.append([init('r')]);
    let writing = true;
    const appends = Promise.all(Array.from({ length: 30 }, (_, at) => opened.append([update('r', `c${at}`)]))).finally(
      () => {
        writing = false;
      },
    );
    let rounds = 0;
    while (writing) {
      const size = opened.size('r') ?? 0;
      const content = await readFile(join(folder(), 'r.jsonl'));
      assert.equal(content[size - 1], 0x0a);
      const visible = content.subarray(0, size).toString().trimEnd().split('\n');
      const clients = visible.slice(1).map((line) => (JSON.parse(line) as ClientUpdateEvent).clients[0]?.client_id);
      assert.deepEqual(
        clients,
        Array.from(clients, (_, at) => `c${at}`),
      );
      // The thirty calls are one batch: all of them are visible, or none.
      assert.ok(clients.length === 0 || clients.length === 30, `${clients.length} of 30`);
      rounds++;
    }
    await appends;
    assert.ok(rounds > 0);
    assert.equal((await eventsOf(opened, 'r')).length, 31);
  });

  it('leaves exactly the distinct data, whatever is repeated, cut anew, lost or restarted', async () => {
    const field = fc.constantFrom('x', 'y', 'z', 'local_loss', '__proto__', 'status');
    const value: fc.Arbitrary<JsonValue> = fc.constantFrom<JsonValue>(
      0,
      1.5,
      'NaN',
      Number.NaN,
      null,
      2n ** 60n,
      'ä🐝',
      [1, { a: true }],
    );
    const part = fc.record({
      client: fc.constantFrom('a', 'b', '🐝', 'x'.repeat(300)),
      round: fc.integer({ min: 0, max: 2 }),
      time: fc.integer({ min: 0, max: 2 }),
      fields: fc.uniqueArray(field, { maxLength: 4 }),
    });
    const step = fc.record({
      events: fc.array(part, { minLength: 1, maxLength: 5 }),
      fault: fc.constantFrom<'none' | 'write' | 'datasync' | 'truncate'>(
        'none',
        'none',
        'write',
        'datasync',
        'truncate',
      ),
      restart: fc.boolean(),
    });
    // A field of one update always has the same value, as in a real sender's repetitions.
    const values = fc.func(value);
    let runNumber = 0;
    // Some thousand syncs, which take a slow disk minutes.
    fileSystem = createFaultyFileSystem(createUnsyncedFileSystem());
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 12 }), values, async (steps, valueFor) => {
        const run = `p${runNumber++}`;
        let opened = await createJournal({ runsDir: folder(), fileSystem, maxIndexEntries: 15 });
        const expected = new Set<string>();
        for (const { events, fault, restart } of steps) {
          const batch = events.map(({ client, round, time, fields }) => {
            const entries = fields.map((name) => [name, valueFor(client, round, time, name)] as const);
            return update(run, client, Object.fromEntries(entries), { round, timestamp: timeAt(time) });
          });
          if (fault !== 'none') {
            fileSystem.fail('write', { code: 'ENOSPC', writtenFirst: 30 });
            if (fault !== 'write') fileSystem.fail(fault, { code: 'EIO' });
            await opened.append(batch).catch(() => undefined);
            fileSystem.fail('write', { code: 'ENOSPC', times: 0 });
            fileSystem.fail('datasync', { code: 'EIO', times: 0 });
            fileSystem.fail('truncate', { code: 'EIO', times: 0 });
          }
          await opened.append(batch);
          for (const { client, round, time, fields } of events) {
            expected.add(JSON.stringify([client, round, time]));
            for (const name of fields) expected.add(JSON.stringify([client, round, time, name]));
          }
          if (!restart) continue;
          await opened.close();
          opened = await createJournal({ runsDir: folder(), fileSystem, maxIndexEntries: 15 });
        }
        const seen: string[] = [];
        const updates = new Set<string>();
        for (const event of await eventsOf(opened, run)) {
          if (event.event_type !== 'client_update') continue;
          const { client_id: client, ...fields } = event.clients[0] ?? { client_id: '' };
          const whose = [client, event.round, Number(event.timestamp?.slice(20, 29))];
          updates.add(JSON.stringify(whose));
          for (const name of Object.keys(fields)) seen.push(JSON.stringify([...whose, name]));
        }
        await opened.close();
        assert.equal(new Set(seen).size, seen.length, 'a field was written twice');
        assert.deepEqual(new Set([...seen, ...updates]), expected);
      }),
      { numRuns: 60 },
    );
  }).timeout(180_000);
});
