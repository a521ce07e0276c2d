import assert from 'node:assert/strict';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { findParked } from '../../../exporters/bridge/delivery/parked-runs.js';
import { createSinkRunner, type SinkRunner } from '../../../exporters/bridge/sink-runner.js';
import { createCursorStore, createJournal, type Journal } from '../../../exporters/journal/index.js';
import { recordProof } from '../../support/proof-figures.js';
import { temporaryFolder } from '../../support/temporary-folder.js';
import { until } from '../../support/until.js';
import { RecordingSink } from './recording-sink.js';

const roundStart = (run_id: string, round: number) => ({
  event_type: 'round_start' as const,
  run_id,
  round,
  timestamp: `2026-01-01T00:00:0${round}.000Z`,
});
const finished = (run_id: string) => ({
  event_type: 'finished' as const,
  run_id,
  timestamp: '2026-01-01T00:01:00.000Z',
});

describe('sink runner', () => {
  let folder: ReturnType<typeof temporaryFolder>;
  let journal: Journal;
  let warnings: string[];

  beforeEach(async () => {
    folder = temporaryFolder('runner');
    journal = await createJournal({ runsDir: folder.path });
    warnings = [];
  });
  afterEach(async () => {
    await journal.close();
    folder.remove();
  });

  async function startRunner(sink: RecordingSink): Promise<SinkRunner> {
    const stateDir = join(folder.path, '.state', 'sinks', sink.name);
    const cursors = createCursorStore(join(folder.path, '.state', 'cursors'));
    const runner = createSinkRunner({
      sink,
      argument: 'x',
      journal,
      cursors,
      runsDir: folder.path,
      stateDir,
      warn: (text) => warnings.push(text),
    });
    journal.onAppend((runId) => runner.notify(runId));
    await runner.start();
    return runner;
  }
  /** By default longer than any machine takes; it ends as soon as nothing is left to do. */
  const stop = (runner: SinkRunner, seconds = 50) => runner.stop(performance.now() + seconds * 1000, () => undefined);
  const rounds = (sink: RecordingSink) =>
    sink.stored.map(({ event }) => ('round' in event ? event.round : event.event_type));

  it('delivers in order what came before and after its start, and owes nothing', async () => {
    const sink = new RecordingSink();
    await journal.append([roundStart('a', 1), roundStart('a', 2)]);
    const runner = await startRunner(sink);
    await journal.append([roundStart('a', 3)]);
    assert.deepEqual(await stop(runner), []);
    assert.deepEqual(rounds(sink), ['init', 1, 2, 3]);
    assert.deepEqual(sink.calls[0]?.run, { runId: 'a', stem: 'a', journal: join(folder.path, 'a.jsonl') });
    assert.equal(sink.context?.argument, 'x');
    assert.ok(sink.closed);
    const sequences = sink.stored.map(({ sequence }) => sequence);
    assert.deepEqual(
      sequences,
      [...sequences].sort((a, b) => a - b),
    );
  });

  it('goes on at the cursor after a restart, or from the start for a sink without memory', async () => {
    await journal.append([roundStart('a', 1)]);
    await stop(await startRunner(new RecordingSink()));
    await journal.append([roundStart('a', 2)]);
    const again = new RecordingSink();
    await stop(await startRunner(again));
    assert.deepEqual(rounds(again), [2]);

    await journal.append([roundStart('a', 3)]);
    const memoryless = new RecordingSink('start');
    await stop(await startRunner(memoryless));
    assert.deepEqual(rounds(memoryless), ['init', 1, 2, 3]);
    const untouched = new RecordingSink('start');
    await stop(await startRunner(untouched));
    assert.deepEqual(rounds(untouched), []);
  });

  it('gives the same batch again after retry or a throw, with the same sequences', async () => {
    const sink = new RecordingSink();
    sink.answers = [{ kind: 'retry', reason: 'busy', afterSeconds: 0.01 }, new Error('broke')];
    await journal.append([roundStart('a', 1)]);
    const runner = await startRunner(sink);
    assert.deepEqual(await stop(runner), []);
    assert.equal(sink.calls.length, 3);
    assert.deepEqual(sink.calls[1]?.sequences, sink.calls[0]?.sequences);
    assert.deepEqual(rounds(sink), ['init', 1]);
    assert.equal(runner.counts.retries, 2);
    assert.deepEqual(warnings, ['recording: busy; it is tried again', 'recording: broke; it is tried again']);
  });

  it('waits no longer when the clock of the system is set back, and no shorter when it is set on', async function () {
    const now = Date.now;
    for (const hours of [-24, 24]) {
      const sink = new RecordingSink();
      sink.answers = [
        { kind: 'retry', reason: 'busy', afterSeconds: 0.05 },
        { kind: 'retry', reason: 'busy', afterSeconds: 3600 },
      ];
      await journal.append([roundStart(`clock${hours}`, 1)]);
      const runner = await startRunner(sink);
      try {
        while (sink.calls.length < 1) await new Promise((resolve) => setTimeout(resolve, 5));
        Date.now = () => now() + hours * 3_600_000;
        await until('it is tried again', () => sink.calls.length === 2);
        await new Promise((resolve) => setTimeout(resolve, 50));
        assert.equal(sink.calls.length, 2, 'an hour has not passed');
      } finally {
        Date.now = now;
      }
      assert.deepEqual(await stop(runner), []);
    }
    recordProof(this.test, { 'jumps of a day': 2 });
  });

  it('does not let one run that waits hold up another', async () => {
    const sink = new RecordingSink();
    sink.answers = [{ kind: 'retry', reason: 'busy', afterSeconds: 3600 }];
    await journal.append([roundStart('a', 1)]);
    const runner = await startRunner(sink);
    while (sink.calls.length < 1) await new Promise((resolve) => setTimeout(resolve, 5));
    await journal.append([roundStart('b', 1)]);
    while (sink.stored.length < 2) await new Promise((resolve) => setTimeout(resolve, 5));
    assert.deepEqual([...new Set(sink.stored.map(({ event }) => event.run_id))], ['b']);
    await stop(runner);
  });

  it('sets a rejected batch aside, says where, and goes on', async () => {
    const sink = new RecordingSink();
    sink.answers = [{ kind: 'reject', reason: 'never' }];
    await journal.append([roundStart('a', 1)]);
    const runner = await startRunner(sink);
    while (sink.calls.length < 1) await new Promise((resolve) => setTimeout(resolve, 5));
    await journal.append([roundStart('a', 2)]);
    assert.deepEqual(await stop(runner), []);
    assert.deepEqual(rounds(sink), [2]);
    assert.equal(runner.counts.rejected, 2);
    const path = join(folder.path, '.state', 'sinks', 'recording', 'rejected.jsonl');
    assert.ok(existsSync(path));
    assert.equal(JSON.parse(readFileSync(path, 'utf8')).reason, 'never');
    assert.match(warnings[0] ?? '', /never; 2 event\(s\) are set aside/);
  });

  it('says what it owes when the time is over', async () => {
    const sink = new RecordingSink();
    sink.answers = Array(1000).fill({ kind: 'retry', reason: 'down', afterSeconds: 0.02 });
    await journal.append([roundStart('a', 1), roundStart('a', 2)]);
    const owed = await stop(await startRunner(sink), 0.1);
    assert.deepEqual(owed, [{ sink: 'recording', runId: 'a', events: 3 }]);
    const next = new RecordingSink();
    await stop(await startRunner(next));
    assert.deepEqual(rounds(next), ['init', 1, 2]);
  });

  it('delivers a journal that was replaced by a shorter one from its start', async () => {
    await journal.append([roundStart('a', 1), roundStart('a', 2), roundStart('a', 3)]);
    await stop(await startRunner(new RecordingSink()));
    await journal.close();
    rmSync(join(folder.path, 'a.jsonl'));
    journal = await createJournal({ runsDir: folder.path });
    await journal.append([roundStart('a', 7)]);
    const next = new RecordingSink();
    assert.deepEqual(await stop(await startRunner(next)), []);
    assert.deepEqual(rounds(next), ['init', 7]);
  });

  it('flushes a run when it has finished, and at the stop every run that was not flushed since', async () => {
    const sink = new RecordingSink('start');
    await journal.append([roundStart('a', 1), roundStart('b', 1), finished('b')]);
    const runner = await startRunner(sink);
    await until('b is flushed', () => sink.flushed.length === 1);
    await stop(runner);
    assert.deepEqual(sink.flushed, ['b false', 'a true']);
  });

  it('repeats the flush of a finished run until it succeeds', async () => {
    const sink = new RecordingSink('start');
    sink.flushAnswers = [{ kind: 'retry', reason: 'disk full', afterSeconds: 0.01 }, new Error('broke')];
    await journal.append([roundStart('a', 1), finished('a')]);
    const runner = await startRunner(sink);
    await until('it is flushed', () => sink.flushed.length === 3);
    assert.deepEqual(await stop(runner), []);
    assert.deepEqual(sink.flushed, ['a false', 'a false', 'a false']);
  });

  it('repeats the last flush while there is time', async () => {
    const sink = new RecordingSink('start');
    sink.flushAnswers = Array(3).fill({ kind: 'retry', reason: 'busy', afterSeconds: 0.01 });
    await journal.append([roundStart('a', 1)]);
    assert.deepEqual(await stop(await startRunner(sink)), []);
    assert.deepEqual(sink.flushed, ['a true', 'a true', 'a true', 'a true']);
  });

  it('delivers what comes after a run’s end at once, though its flush waits, and waits for no flush when it stops', async () => {
    const sink = new RecordingSink('start');
    sink.waitsForMore = true;
    await journal.append([roundStart('a', 1), finished('a')]);
    const runner = await startRunner(sink);
    await until('it is flushed', () => sink.flushed.length === 1);
    await journal.append([roundStart('a', 2)]);
    await until('the late one is there', () => rounds(sink).at(-1) === 2);
    assert.deepEqual(await stop(runner), []);
    assert.equal(sink.flushed.at(-1), 'a true');
    assert.deepEqual([warnings, runner.counts.retries], [[], 0]);
  });

  it('moves the cursor of a sink without memory only when its flush succeeded', async () => {
    const sink = new RecordingSink('start');
    sink.flushAnswers = Array(100).fill({ kind: 'retry', reason: 'disk full', afterSeconds: 0.05 });
    await journal.append([roundStart('a', 1), finished('a')]);
    const owed = await stop(await startRunner(sink), 0.1);
    assert.deepEqual(owed, [{ sink: 'recording', runId: 'a', events: 3 }]);
    const next = new RecordingSink('start');
    assert.deepEqual(await stop(await startRunner(next)), []);
    assert.deepEqual(rounds(next), ['init', 1, 'finished']);
    assert.equal(next.flushed.length, 1);
  });

  it('misses nothing that comes while a run’s end is flushed', async () => {
    const sink = new RecordingSink('start');
    sink.waitsForMore = true;
    const gate = sink.hangFlush();
    await journal.append([roundStart('a', 1), finished('a')]);
    const runner = await startRunner(sink);
    await until('the flush has begun', () => sink.flushed.length === 1);
    await journal.append([roundStart('a', 2)]);
    const stopped = stop(runner);
    gate.open();
    assert.deepEqual(await stopped, []);
    assert.equal(rounds(sink).at(-1), 2);
    assert.equal(sink.flushed.at(-1), 'a true');
  });

  it('delivers runs side by side, at most as many as the sink says', async () => {
    const sink = new RecordingSink();
    const gate = sink.hang();
    sink.concurrency = 2;
    await journal.append(['a', 'b', 'c'].map((run) => roundStart(run, 1)));
    const runner = await startRunner(sink);
    await until('two calls', () => sink.calls.length === 2);
    await new Promise((resolve) => setTimeout(resolve, 50));
    assert.deepEqual(sink.calls.map(({ run }) => run.runId).sort(), ['a', 'b']);
    gate.open();
    assert.deepEqual(await stop(runner), []);
    assert.deepEqual([...new Set(sink.stored.map(({ event }) => event.run_id))].sort(), ['a', 'b', 'c']);
  });

  it('never gives a sink two batches of one run at a time', async () => {
    const sink = new RecordingSink();
    const gate = sink.hang();
    await journal.append([roundStart('a', 1)]);
    const runner = await startRunner(sink);
    await until('a call', () => sink.calls.length === 1);
    await journal.append([roundStart('a', 2)]);
    runner.notify('a');
    await new Promise((resolve) => setTimeout(resolve, 50));
    assert.equal(sink.calls.length, 1);
    gate.open();
    assert.deepEqual(await stop(runner), []);
    assert.deepEqual(rounds(sink), ['init', 1, 2]);
  });

  it('names what is owed even when a call never returns', async () => {
    const sink = new RecordingSink();
    sink.hang();
    await journal.append([roundStart('a', 1)]);
    const runner = await startRunner(sink);
    await until('a call', () => sink.calls.length === 1);
    assert.deepEqual(await stop(runner, 0), [{ sink: 'recording', runId: 'a', events: 2 }]);
    assert.ok(sink.closed);
  });

  it('parks a run: says it once, keeps it for others to read, counts nothing as lost, and tries again at the next start', async () => {
    const sink = new RecordingSink();
    sink.answers = [
      { kind: 'park', reason: 'wrong password' },
      { kind: 'park', reason: 'wrong password' },
    ];
    await journal.append([roundStart('a', 1), roundStart('b', 1)]);
    const runner = await startRunner(sink);
    await until('both are parked', () => runner.counts.parked === 2);
    await journal.append([roundStart('a', 2)]);
    await new Promise((resolve) => setTimeout(resolve, 50));
    assert.equal(sink.calls.length, 2);
    assert.equal(warnings.length, 1);
    assert.match(warnings[0] ?? '', /^recording: wrong password\. Until that is changed/);
    await until('it is kept', async () => (await findParked(folder.path, 'a')).length === 1);
    const [parked] = await findParked(folder.path, 'a');
    assert.deepEqual([parked?.sink, parked?.runId, parked?.reason], ['recording', 'a', 'wrong password']);
    const owed = await stop(runner);
    assert.deepEqual(owed, [
      { sink: 'recording', runId: 'a', events: 3, parked: 'wrong password' },
      { sink: 'recording', runId: 'b', events: 2, parked: 'wrong password' },
    ]);
    assert.equal(runner.counts.rejected, 0);

    const next = new RecordingSink();
    assert.deepEqual(await stop(await startRunner(next)), []);
    assert.equal(next.stored.length, 5);
    assert.deepEqual(await findParked(folder.path, 'a'), []);
  });

  it('gives other runs their turn while a long one is delivered', async () => {
    const sink = new RecordingSink();
    sink.concurrency = 1;
    await journal.append(Array.from({ length: 9000 }, (_, n) => ({ ...roundStart('long', 1), round: n })));
    await journal.append([roundStart('short', 1)]);
    await stop(await startRunner(sink));
    const order = sink.calls.map(({ run }) => run.runId);
    assert.ok(order.indexOf('short') < order.lastIndexOf('long'), order.join());
    assert.equal(sink.stored.length, 9003);
  });
});
