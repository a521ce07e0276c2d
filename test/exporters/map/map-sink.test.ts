import assert from 'node:assert/strict';
import { resolve } from 'node:path';
import type { RunReference, SequencedEvent, Sink } from '../../../exporters/bridge/sink.js';
import { createMapSink } from '../../../exporters/map/index.js';
import { fullRun } from './support/full-run.js';
import { ManualClock, MemoryFiles } from './support/memory-files.js';

const run: RunReference = { runId: 'run-1', stem: 'run-1' };
const MAP = '/runs/run-1.map.json';

interface Bench {
  readonly sink: Sink;
  readonly files: MemoryFiles;
  readonly clock: ManualClock;
  readonly warnings: string[];
}

async function open(argument?: string): Promise<Bench> {
  const files = new MemoryFiles();
  const clock = new ManualClock();
  const warnings: string[] = [];
  const sink = createMapSink({ files, clock });
  await sink.open({ runsDir: '/runs', stateDir: '/runs/.state/map', argument, warn: (text) => warnings.push(text) });
  return { sink, files, clock, warnings };
}

function clientsIn(text: string | undefined): number {
  const { rounds } = JSON.parse(text ?? '{"rounds":[]}') as { rounds: { clients: unknown[] }[] };
  return rounds.reduce((sum, { clients }) => sum + clients.length, 0);
}

describe('map: sink', () => {
  it('shows rounds but no more clients beyond the bytes of journal that it is given, and says so once', async () => {
    const files = new MemoryFiles();
    const warnings: string[] = [];
    const events = [...fullRun(1000)];
    const half = events[Math.floor(events.length / 2)]?.sequence ?? 0;
    const sink = createMapSink({ files, clock: new ManualClock(), detailBytes: half });
    const warn = (text: string) => warnings.push(text);
    await sink.open({ runsDir: '/runs', stateDir: '/runs/.state/map', argument: undefined, warn });
    await sink.apply(run, events);
    await sink.flush();
    const shown = events.filter(
      ({ event, sequence }) => event.event_type === 'client_update' && sequence <= half,
    ).length;
    assert.equal(clientsIn(files.texts.get(MAP)), shown);
    const { rounds } = JSON.parse(files.texts.get(MAP) ?? '') as { rounds: unknown[] };
    const ended = new Set(events.flatMap(({ event }) => (event.event_type === 'round_end' ? [event.round] : [])));
    assert.ok(ended.size > 1 && rounds.length >= ended.size, `${rounds.length} rounds of ${ended.size}`);
    assert.equal(warnings.length, 1);
    assert.match(warnings[0] ?? '', /run run-1 is long: single clients are shown for the first \d+ bytes/);
  });

  describe('bytes written', () => {
    const limits = [
      { updates: 1000, bytes: 2_000_000 },
      { updates: 10_000, bytes: 20_000_000 },
    ];
    const paces = [
      { pace: 'all at once', millis: 0 },
      { pace: 'twenty a second', millis: 50 },
      { pace: 'one a second', millis: 1000 },
      { pace: 'one in six seconds, so that each is followed by a silence', millis: 6000 },
      { pace: 'one in ten minutes', millis: 600_000 },
    ];
    for (const { updates, bytes } of limits) {
      // The extremes are enough where each takes long.
      for (const { pace, millis } of updates > 1000 ? paces.filter(({ millis }) => millis % 6000 === 0) : paces) {
        it(`are within ${bytes / 1e6} MB for ${updates} full updates, ${pace}, event by event`, async () => {
          const { sink, files, clock } = await open();
          for (const event of fullRun(updates)) {
            assert.deepEqual(await sink.apply(run, [event]), { kind: 'ok' });
            if (millis > 0) await clock.pass(millis);
          }
          assert.deepEqual(await sink.flush(), { kind: 'ok' });
          assert.equal(clientsIn(files.texts.get(MAP)), updates);
          assert.ok(files.bytes <= bytes, `${files.bytes} bytes in ${files.writes} writes`);
          // It must not be cheap by not writing.
          if (millis > 0) assert.ok(files.writes >= 5, `${files.writes} writes`);
        });
      }
    }
  });

  it('begins anew with a run that was removed', async () => {
    const { sink, files } = await open();
    await sink.apply(run, [...fullRun(100)]);
    await sink.flush(run);
    assert.equal(clientsIn(files.texts.get(MAP)), 100);
    await sink.forget?.(run);
    await sink.forget?.({ runId: 'unknown', stem: 'unknown' });
    files.texts.delete(MAP);
    // Another journal of the same name: its places are low again.
    await sink.apply(run, [...fullRun(3)]);
    await sink.flush(run);
    assert.equal(clientsIn(files.texts.get(MAP)), 3);
  });

  it('writes the first events at once, and what a silence leaves behind', async () => {
    const { sink, files, clock } = await open();
    const events = [...fullRun(100)];
    await sink.apply(run, events.slice(0, 20));
    assert.equal(clientsIn(files.texts.get(MAP)), 16);
    await clock.pass(2000);
    await sink.apply(run, events.slice(20, 30));
    const before = clientsIn(files.texts.get(MAP));
    assert.equal(before, 16, 'half as much again is not enough while data come');
    await clock.pass(4999);
    assert.equal(clientsIn(files.texts.get(MAP)), before);
    await clock.pass(1);
    assert.equal(clientsIn(files.texts.get(MAP)), 24);
  });

  it('waits for the silence to last', async () => {
    const { sink, files, clock } = await open();
    const events = [...fullRun(100)];
    await sink.apply(run, events.slice(0, 20));
    for (let index = 20; index < 26; index++) {
      await sink.apply(run, events.slice(index, index + 1));
      await clock.pass(4000);
    }
    assert.equal(files.writes, 1);
  });

  it('goes on when the clock of the system is set back, and waits no longer for a silence', async () => {
    const files = new MemoryFiles();
    let now = 1e12;
    const waits: number[] = [];
    let callback = () => {};
    const after = (millis: number, due: () => void) => {
      waits.push(millis);
      callback = due;
      return () => undefined;
    };
    const sink = createMapSink({ files, clock: { now: () => now, after } });
    await sink.open({ runsDir: '/runs', stateDir: '/runs/.state/map', argument: undefined, warn: assert.fail });
    const events = [...fullRun(100)];
    await sink.apply(run, events.slice(0, 20));
    await sink.apply(run, events.slice(20, 21));
    now -= 86_400_000;
    callback();
    assert.deepEqual(waits, [5000, 5000]);
    await sink.apply(run, events.slice(21, 90));
    assert.equal(files.writes, 2);
  });

  it('writes at most once a second while data come', async () => {
    const { sink, files, clock } = await open();
    for (const event of fullRun(500)) await sink.apply(run, [event]);
    assert.equal(files.writes, 2, 'the first, and the end of the run');
    assert.equal(clock.waiting <= 1, true, 'one timer a run');
  });

  it('writes the end of a run at once and durably', async () => {
    const { sink, files } = await open();
    await sink.apply(run, [...fullRun(20)]);
    assert.deepEqual(files.durable, [true]);
    const map = JSON.parse(files.texts.get(MAP) ?? '') as { state: string };
    assert.equal(map.state, 'finished');
    await sink.flush();
    assert.equal(files.writes, 1, 'nothing was left to write');
  });

  it('gives the same file whether events come one by one, in batches or again', async () => {
    const events = [...fullRun(60)];
    const texts: (string | undefined)[] = [];
    const batches: SequencedEvent[][][] = [
      [events],
      events.map((event) => [event]),
      [events.slice(0, 30), events.slice(0, 30), events.slice(20), events],
    ];
    for (const deliveries of batches) {
      const { sink, files } = await open();
      for (const batch of deliveries) await sink.apply(run, batch);
      await sink.flush();
      texts.push(files.texts.get(MAP));
    }
    assert.equal(texts[1], texts[0]);
    assert.equal(texts[2], texts[0]);
  });

  it('does not show less than before while it reads a journal again after a restart', async () => {
    const { sink, files, clock } = await open();
    const events = [...fullRun(100)];
    const last = events.at(-2);
    files.sizes.set('/runs/run-1.jsonl', last?.sequence ?? 0);
    for (const event of events.slice(0, -2)) {
      await sink.apply(run, [event]);
      await clock.pass(1000);
    }
    assert.equal(files.writes, 0);
    await sink.apply(run, events.slice(-2, -1));
    assert.equal(clientsIn(files.texts.get(MAP)), 100);
  });

  it('keeps runs apart', async () => {
    const { sink, files } = await open();
    await sink.apply(run, [...fullRun(10)]);
    await sink.apply({ runId: 'run 2', stem: 'h-2' }, [...fullRun(20)]);
    assert.deepEqual([...files.texts.keys()], [MAP, '/runs/h-2.map.json']);
    assert.deepEqual([...files.texts.values()].map(clientsIn), [10, 20]);
  });

  it('writes into the folder given as argument', async () => {
    const { sink, files } = await open('maps/here');
    await sink.apply(run, [...fullRun(10)]);
    assert.deepEqual(files.folders, [resolve('maps/here')]);
    assert.deepEqual([...files.texts.keys()], [resolve('maps/here/run-1.map.json')]);
    await assert.rejects(open(''), /--to map=: expected a folder after "=", got nothing/);
  });

  it('asks for another try when it cannot write, and loses nothing', async () => {
    const { sink, files } = await open();
    const events = [...fullRun(10)];
    files.fault = new Error('ENOSPC: no space left on device');
    const failed = { kind: 'retry', reason: 'ENOSPC: no space left on device', afterSeconds: 5 };
    assert.deepEqual(await sink.apply(run, events), failed);
    assert.deepEqual(await sink.flush(), failed);
    assert.deepEqual(await sink.check(), { kind: 'failed', reason: 'ENOSPC: no space left on device' });
    files.fault = undefined;
    assert.deepEqual(await sink.apply(run, events), { kind: 'ok' });
    assert.equal(clientsIn(files.texts.get(MAP)), 10);
    assert.deepEqual(files.durable, [true]);
    assert.equal((await sink.check()).kind, 'ok');
  });

  it('says when a write in a silence fails, and writes with the next data', async () => {
    const { sink, files, clock, warnings } = await open();
    const events = [...fullRun(100)];
    await sink.apply(run, events.slice(0, 20));
    await sink.apply(run, events.slice(20, 60));
    files.fault = new Error('EROFS');
    await clock.pass(5000);
    assert.deepEqual([warnings, files.writes], [['EROFS'], 1]);
    files.fault = undefined;
    await sink.apply(run, events.slice(60, 61));
    assert.equal(files.writes, 2);
  });

  it('leaves no timer behind', async () => {
    const { sink, clock } = await open();
    const events = [...fullRun(20)];
    await sink.apply(run, events.slice(0, 5));
    await sink.apply(run, events.slice(5, 10));
    assert.equal(clock.waiting, 1);
    await sink.close();
    assert.equal(clock.waiting, 0);
  });
});
