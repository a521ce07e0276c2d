import assert from 'node:assert/strict';
import { existsSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type ActiveRuns, createActiveRuns } from '../../../../exporters/bridge/metrics/active-runs.js';
import { createSinkLag, type SinkLag } from '../../../../exporters/bridge/metrics/sink-lag.js';
import { createPruner, type Pruner } from '../../../../exporters/bridge/retention/index.js';
import { createSinkRunner, type SinkRunner } from '../../../../exporters/bridge/sink-runner.js';
import { createCursorStore, createJournal, type Journal } from '../../../../exporters/journal/index.js';
import { temporaryFolder } from '../../../support/temporary-folder.js';
import { until } from '../../../support/until.js';
import { RecordingSink } from '../recording-sink.js';

const DAY = 86_400_000;

const round = (run_id: string, number: number) => ({
  event_type: 'round_start' as const,
  run_id,
  round: number,
  timestamp: `2026-01-01T00:00:0${number}.000Z`,
});

describe('pruner of a bridge', () => {
  let folder: ReturnType<typeof temporaryFolder>;
  let journal: Journal;
  let sink: RecordingSink;
  let runner: SinkRunner;
  let lag: SinkLag;
  let activeRuns: ActiveRuns;
  let pruner: Pruner;
  let now = Date.now();

  beforeEach(async () => {
    folder = temporaryFolder('pruner');
    journal = await createJournal({ runsDir: folder.path });
    sink = new RecordingSink();
    const cursors = createCursorStore(join(folder.path, '.state', 'cursors'));
    lag = createSinkLag({ sink, journal, cursors });
    const stateDir = join(folder.path, '.state', 'sinks', sink.name);
    const shared = { journal, cursors, runsDir: folder.path, stateDir, argument: undefined, warn: () => undefined };
    runner = createSinkRunner({ ...shared, sink: lag.sink });
    now = Date.now();
    activeRuns = createActiveRuns(() => now);
    journal.onAppend((runId) => {
      activeRuns.heard(runId);
      lag.appended(runId);
      runner.notify(runId);
    });
    await runner.start();
    pruner = createPruner({ runsDir: folder.path, journal, sinks: [{ runner, lag }], activeRuns, now: () => now });
  });
  afterEach(async () => {
    await runner.stop(performance.now() + 2000, () => undefined);
    await journal.close();
    folder.remove();
  });

  const path = (name: string) => join(folder.path, name);
  const request = (stem: string) => ({ stem, journalBytes: journal.size(stem) ?? 0 });
  const delivered = () =>
    until(
      'all is delivered',
      async () => (await lag.read()).bytes === 0 && !journal.runs().some(({ runId }) => runner.isBusy(runId)),
    );
  /** Lets so much time pass, also for the run's file. */
  function age(stem: string, millis: number): void {
    now += millis;
    const changed = (now - millis) / 1000;
    utimesSync(path(`${stem}.jsonl`), changed, changed);
  }

  it('removes a run with all that is remembered of it, and leaves the others', async () => {
    await journal.append([round('a', 1), round('b', 1)]);
    await delivered();
    writeFileSync(path('a.map.json'), '{}');
    age('a', DAY);
    assert.deepEqual(await pruner.remove(request('a')), { stem: 'a', kind: 'removed' });
    assert.deepEqual(
      ['a.jsonl', 'a.map.json', '.state/cursors/recording/a.json', 'b.jsonl'].map((name) => existsSync(path(name))),
      [false, false, false, true],
    );
    assert.deepEqual(
      journal.runs().map(({ runId }) => runId),
      ['b'],
    );
    assert.deepEqual(sink.forgotten, ['a']);
    assert.deepEqual(await lag.read(), { bytes: 0, seconds: 0 });
    assert.match((await pruner.remove(request('a'))).kind, /kept/);
  });

  it('begins the run anew when something comes after all, and delivers it', async () => {
    await journal.append([round('a', 1)]);
    await delivered();
    age('a', DAY);
    const size = request('a');
    await pruner.remove(size);
    sink.stored.length = 0;
    await journal.append([round('a', 2)]);
    await delivered();
    assert.deepEqual(
      sink.stored.map(({ event }) => event.event_type),
      ['init', 'round_start'],
    );
    assert.equal(readFileSync(path('a.jsonl'), 'utf8').trim().split('\n').length, 2);
  });

  const kept = async (stem: string, reason: RegExp, journalBytes = journal.size(stem) ?? 0) => {
    const outcome = await pruner.remove({ stem, journalBytes });
    assert.equal(outcome.kind, 'kept');
    assert.match(outcome.kind === 'kept' ? outcome.reason : '', reason);
  };

  it('keeps a run that something came of a moment ago', async () => {
    await journal.append([round('a', 1)]);
    await delivered();
    await kept('a', /something came of it in the last 15 minutes/);
    age('a', 16 * 60_000);
    assert.equal((await pruner.remove(request('a'))).kind, 'removed');
  });

  it('keeps a run that is not the one that was judged', async () => {
    await journal.append([round('a', 1)]);
    await delivered();
    age('a', DAY);
    await kept('a', /something has just come of it/, (journal.size('a') ?? 0) - 1);
    await kept('../a', /the bridge has no such run/);
    assert.ok(existsSync(path('a.jsonl')));
  });

  it('keeps what a destination does not have, for 14 days', async () => {
    sink.answers = [{ kind: 'park', reason: 'the password is wrong' }];
    await journal.append([round('a', 1)]);
    await until('the run is parked', () => runner.counts.parked === 1 && !runner.isBusy('a'));
    age('a', DAY);
    await kept('a', /recording does not have all of it yet/);
    now += 13.5 * DAY;
    assert.equal((await pruner.remove(request('a'))).kind, 'removed');
    assert.equal(runner.counts.parked, 0);
    assert.equal(existsSync(path('.state/sinks/recording/parked/a.json')), false);
  });

  it('keeps a run that is on its way to a destination, even after 14 days', async () => {
    const gate = sink.hang();
    await journal.append([round('a', 1)]);
    await until('the sink is called', () => sink.calls.length === 1);
    age('a', 15 * DAY);
    await kept('a', /it is on its way to recording/);
    gate.open();
    await delivered();
    assert.equal((await pruner.remove(request('a'))).kind, 'removed');
  });
});
