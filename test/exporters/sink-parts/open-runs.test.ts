import assert from 'node:assert/strict';
import type { RunReference, SequencedEvent, SinkResult } from '../../../exporters/bridge/sink.js';
import { createOpenRuns, type OpenRun } from '../../../exporters/sink-parts/index.js';

const OK: SinkResult = { kind: 'ok' };
const RETRY: SinkResult = { kind: 'retry', reason: 'away' };
const run = (stem: string): RunReference => ({ runId: `id of ${stem}`, stem });
const event = (sequence: number): SequencedEvent => ({ event: { event_type: 'init', run_id: 'r' }, sequence });

/** Notes what is asked of it. */
class NotedRun implements OpenRun {
  static clock = 0;
  lastUsed = 0;
  isIdle = true;
  result = OK;

  constructor(
    readonly stem: string,
    readonly calls: string[],
  ) {
    calls.push(`open ${stem}`);
  }

  async apply(events: readonly SequencedEvent[]): Promise<SinkResult> {
    this.lastUsed = ++NotedRun.clock;
    this.calls.push(`apply ${this.stem} ${events.map(({ sequence }) => sequence)}`);
    return this.result;
  }

  async flush(closing: boolean): Promise<SinkResult> {
    this.calls.push(`flush ${this.stem} ${closing}`);
    return this.result;
  }

  async close(): Promise<void> {
    this.calls.push(`close ${this.stem}`);
  }
}

describe('open runs', () => {
  let calls: string[];
  let made: NotedRun[];
  const rig = (maxOpenRuns?: number) =>
    createOpenRuns({
      create: ({ stem }) => {
        const created = new NotedRun(stem, calls);
        made.push(created);
        return created;
      },
      maxOpenRuns,
    });
  const stems = (runs: ReturnType<typeof rig>) => [...runs.all()].map(({ stem }) => stem);
  /** What was asked for since the last time. */
  const news = () => calls.splice(0);
  beforeEach(() => {
    calls = [];
    made = [];
  });

  it('opens a run by its first events, once', async () => {
    const runs = rig();
    assert.deepEqual(await runs.apply(run('a'), [event(1), event(2)]), OK);
    await runs.apply(run('a'), [event(3)]);
    await runs.apply(run('b'), []);
    assert.deepEqual(news(), ['open a', 'apply a 1,2', 'apply a 3', 'open b', 'apply b ']);
    assert.deepEqual(stems(runs), ['a', 'b']);
  });

  it('opens a run once also when it is asked for twice at a time', async () => {
    const runs = rig();
    await Promise.all([runs.apply(run('a'), [event(1)]), runs.apply(run('a'), [event(2)])]);
    assert.deepEqual(
      news().filter((call) => call.startsWith('open')),
      ['open a'],
    );
  });

  it('flushes one run, and lets it go only when it was the last time', async () => {
    const runs = rig();
    await runs.apply(run('a'), []);
    await runs.apply(run('b'), []);
    news();
    await runs.flush(run('a'));
    await runs.flush(run('a'), { closing: false });
    assert.deepEqual(news(), ['flush a false', 'flush a false']);
    await runs.flush(run('a'), { closing: true });
    assert.deepEqual(news(), ['flush a true', 'close a']);
    assert.deepEqual(await runs.flush(run('a'), { closing: true }), OK);
    assert.deepEqual(news(), []);
    assert.deepEqual(stems(runs), ['b']);
  });

  it('flushes all of them for the last time unless it is said, and keeps those that ask for another try', async () => {
    const runs = rig();
    for (const stem of ['a', 'b', 'c']) await runs.apply(run(stem), []);
    for (const one of made) if (one.stem === 'b') one.result = RETRY;
    news();
    assert.deepEqual(await runs.flush(undefined, { closing: false }), RETRY);
    assert.deepEqual(news(), ['flush a false', 'flush b false', 'flush c false']);
    assert.deepEqual(await runs.flush(), RETRY);
    assert.deepEqual(news(), ['flush a true', 'close a', 'flush b true', 'flush c true', 'close c']);
    assert.deepEqual(stems(runs), ['b']);
  });

  it('forgets a run without a flush, and closes what is left', async () => {
    const runs = rig();
    for (const stem of ['a', 'b']) await runs.apply(run(stem), []);
    news();
    await runs.forget(run('a'));
    await runs.forget(run('never there'));
    assert.deepEqual(news(), ['close a']);
    await runs.close();
    assert.deepEqual(news(), ['close b']);
    assert.deepEqual(stems(runs), []);
  });

  it('lets the idle run go that had no data for longest, and none that is at work', async () => {
    const runs = rig(2);
    await runs.apply(run('a'), []);
    await runs.apply(run('b'), []);
    await runs.apply(run('a'), []);
    await runs.apply(run('c'), []);
    assert.deepEqual(stems(runs), ['a', 'c']);
    for (const one of made) one.isIdle = false;
    await runs.apply(run('d'), []);
    assert.deepEqual(stems(runs), ['a', 'c', 'd']);
    news();
    await runs.apply(run('b'), [event(7)]);
    assert.deepEqual(news(), ['close d', 'open b', 'apply b 7']);
  });

  it('passes on why a run cannot be opened', async () => {
    const runs = createOpenRuns({
      create: () => {
        throw new Error('apply was called before open');
      },
    });
    await assert.rejects(runs.apply(run('a'), []), /before open/);
  });
});
