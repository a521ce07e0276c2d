import assert from 'node:assert/strict';
import { mkdir, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import {
  type AppendResult,
  ClientUpdate,
  createJournal,
  type Journal,
  type JournalEntry,
} from '../../../../exporters/journal/index.js';
import { clientUpdate, clientUpdates } from '../support/client-updates.js';
import { init, roundEnd, scalar, update } from '../support/events.js';
import { useTempFolder } from '../support/temp-folder.js';
import { createUnsyncedFileSystem } from '../support/unsynced-file-system.js';

/** Fixed, because a provisional `init` may name it. */
const now = (): Date => new Date(Date.UTC(2026, 0, 1));

describe('updates in the journal', () => {
  const fileSystem = createUnsyncedFileSystem();
  const folder = useTempFolder();
  let journal: Journal | undefined;

  afterEach(async () => {
    await journal?.close();
    journal = undefined;
  });

  async function open(name = 'runs', maxIndexEntries?: number): Promise<Journal> {
    await journal?.close();
    const runsDir = join(folder(), name);
    journal = await createJournal({ runsDir, now, maxIndexEntries, maxLineBytes: 2_000, fileSystem });
    return journal;
  }

  /** Appends each call, with a restart after the second one, or each; gives all results and all files. */
  async function play(
    name: string,
    calls: readonly (readonly JournalEntry[])[],
    { entries: maxIndexEntries = 40, restarts = [2] }: { entries?: number; restarts?: readonly number[] } = {},
  ): Promise<{ results: AppendResult[]; files: Record<string, string> }> {
    await mkdir(join(folder(), name), { recursive: true });
    const results: AppendResult[] = [];
    let opened = await open(name, maxIndexEntries);
    for (const [at, entries] of calls.entries()) {
      if (restarts.includes(at)) opened = await open(name, maxIndexEntries);
      results.push(await opened.append(entries));
    }
    const files: Record<string, string> = {};
    for (const file of await readdir(join(folder(), name))) {
      if (file.endsWith('.jsonl')) files[file] = await readFile(join(folder(), name, file), 'utf8');
    }
    return { results, files };
  }

  /** Calls with updates of all kinds, and with what else may come in the same request. */
  function anyCalls(): fc.Arbitrary<JournalEntry[][]> {
    const others = fc.constantFrom(init('r'), update('r', 'a', { local_loss: 1 }), roundEnd('r', 1), scalar('r', 1));
    const entry = fc.oneof<fc.WeightedArbitrary<JournalEntry>[]>(
      { weight: 8, arbitrary: clientUpdates },
      { weight: 1, arbitrary: others },
    );
    return fc.array(fc.array(entry, { maxLength: 12 }), { minLength: 1, maxLength: 4 });
  }

  it('are the same bytes and results as their events, whatever comes in whatever cut, also over a restart', async () => {
    let played = 0;
    await fc.assert(
      fc.asyncProperty(anyCalls(), async (all) => {
        played++;
        const events = all.map((entries) => entries.map((one) => (one instanceof ClientUpdate ? one.toEvent() : one)));
        assert.deepEqual(await play(`u${played}`, all), await play(`e${played}`, events));
      }),
      { numRuns: 100 },
    );
  }).timeout(180_000);

  it('are the same bytes and results with room for all that is remembered and with room for nothing', async () => {
    let played = 0;
    await fc.assert(
      fc.asyncProperty(anyCalls(), async (all) => {
        played++;
        // Of what comes a second time everything must be found in the file again.
        const calls = [...all, ...[...all].reverse()];
        const restarts = calls.map((_, at) => at);
        const roomy = await play(`a${played}`, calls, { entries: 1_000_000, restarts });
        assert.deepEqual(await play(`n${played}`, calls, { entries: 1, restarts }), roomy);
        assert.deepEqual(await play(`s${played}`, calls, { entries: 1, restarts: [] }), roomy);
        for (const { written } of roomy.results.slice(all.length)) assert.equal(written, 0);
      }),
      { numRuns: 100 },
    );
  }).timeout(180_000);

  it('of several runs each go to their own file', async () => {
    const opened = await open();
    const updates = ['p', 'q', 'p'].map((runId, at) => clientUpdate({ local_loss: at }, { runId, client: `c${at}` }));
    assert.deepEqual(await opened.append(updates), { written: 3, duplicates: 0, refused: 0 });
    const lines = async (name: string) => (await readFile(join(folder(), 'runs', name), 'utf8')).split('\n').length - 1;
    // Each begins with a provisional `init`.
    assert.deepEqual([await lines('p.jsonl'), await lines('q.jsonl')], [3, 2]);
  });

  it('stand among events in the order in which they came', async () => {
    const opened = await open();
    const start = { event_type: 'round_start', run_id: 'r', attempt: 1, round: 1 } as const;
    await opened.append([clientUpdate({ x: 1 }), start, clientUpdate({ y: 1 }), clientUpdate({ z: [] })]);
    const types: string[] = [];
    for await (const { event } of opened.read('r')) types.push(event.event_type);
    assert.deepEqual(types, ['init', 'client_update', 'round_start', 'client_update', 'client_update']);
  });

  it('of ordinary gauges count once for each value, the number of fields being one of them', async () => {
    const opened = await open();
    const gauge = (nanos: number, loss: number, fieldCount?: number) =>
      clientUpdate({ loss, samples: -0 }, { foreign: true, nanos, fieldCount });
    const counts = async (one: ClientUpdate) => (await opened.append([one])).written;
    assert.equal(await counts(gauge(1, 0.5, 2)), 1);
    assert.equal(await counts(gauge(2, 0.5, 2)), 0);
    assert.equal(await counts(gauge(3, 0.5, 3)), 1);
    assert.equal(await counts(gauge(4, 0.25, 3)), 1);
    assert.equal(await counts(gauge(3, 0.5, 3)), 0);
    const lines = (await readFile(join(folder(), 'runs', 'r.jsonl'), 'utf8')).trimEnd().split('\n').slice(1);
    assert.deepEqual(
      lines.map((line) => JSON.parse(line)).map((event) => [event.field_count, event.clients[0].loss]),
      [
        [2, 0.5],
        [3, undefined],
        [undefined, 0.25],
      ],
    );
  });

  it('write only what is new in a part, and refuse what is too long', async () => {
    const opened = await open();
    await opened.append([clientUpdate({ x: 1 })]);
    const again = [clientUpdate({ x: 1, y: 2 }), clientUpdate({ x: 1 }), clientUpdate({ z: 'z'.repeat(3_000) })];
    const result = await opened.append(again);
    const refusedReason = 'client_update: the line would be longer than 2000 bytes';
    assert.deepEqual(result, { written: 1, duplicates: 1, refused: 1, refusedReason });
    const last = (await readFile(join(folder(), 'runs', 'r.jsonl'), 'utf8')).trimEnd().split('\n').at(-1) ?? '';
    assert.deepEqual(JSON.parse(last).clients, [{ client_id: 'a', round: 1, y: 2 }]);
  });

  it('are known again after 10,000 of them left memory', async () => {
    const opened = await open('runs', 1_000);
    const roundOf = (round: number) =>
      Array.from({ length: 500 }, (_, client) => clientUpdate({ x: client }, { round, client: `c${client}` }));
    for (let round = 0; round < 20; round++) assert.equal((await opened.append(roundOf(round))).written, 500);
    for (const round of [0, 19, 7]) assert.equal((await opened.append(roundOf(round))).duplicates, 500);
  });
});
