import assert from 'node:assert/strict';
import { createSinkLag, type SinkLag } from '../../../../exporters/bridge/metrics/sink-lag.js';
import type { SequencedEvent } from '../../../../exporters/bridge/sink.js';
import { RecordingSink } from '../recording-sink.js';

const upTo = (sequence: number): SequencedEvent[] => [{ event: { event_type: 'tags', tags: {} } as never, sequence }];

describe('lag of a sink', () => {
  let now = 0;
  let sink: RecordingSink;
  let lag: SinkLag;
  const sizes = new Map<string, number>();
  const cursors = new Map<string, number>();
  let cursorReads = 0;
  const run = (runId: string) => ({ runId, stem: runId });
  const grow = (runId: string, size: number) => {
    sizes.set(runId, size);
    lag.appended(runId);
  };

  beforeEach(() => {
    now = 1_000_000;
    sizes.clear();
    cursors.clear();
    cursorReads = 0;
    sink = new RecordingSink();
    lag = createSinkLag({
      sink,
      journal: {
        runs: () => [...sizes.keys()].map((runId) => ({ runId, stem: runId })),
        size: (runId) => sizes.get(runId),
      },
      cursors: {
        read: async (_name, { runId }) => {
          cursorReads += 1;
          return cursors.get(runId) ?? 0;
        },
      },
      now: () => now,
    });
  });

  it('is none without runs, and for runs that were delivered before the bridge started', async () => {
    assert.deepEqual(await lag.read(), { bytes: 0, seconds: 0 });
    sizes.set('old', 500);
    cursors.set('old', 500);
    assert.deepEqual(await lag.read(), { bytes: 0, seconds: 0 });
  });

  it('counts from the start of the bridge what was owed then, and reads each cursor once', async () => {
    sizes.set('old', 500).set('older', 100);
    cursors.set('old', 200);
    now += 30_000;
    assert.deepEqual(await lag.read(), { bytes: 400, seconds: 30 });
    assert.deepEqual(await lag.read(), { bytes: 400, seconds: 30 });
    assert.equal(cursorReads, 2);
  });

  it('begins with what comes and ends when the sink has all of it', async () => {
    grow('r', 100);
    now += 5000;
    assert.deepEqual(await lag.read(), { bytes: 100, seconds: 5 });
    await lag.sink.apply(run('r'), upTo(40));
    assert.deepEqual(await lag.read(), { bytes: 60, seconds: 5 });
    await lag.sink.apply(run('r'), upTo(100));
    assert.deepEqual(await lag.read(), { bytes: 0, seconds: 0 });
    now += 5000;
    grow('r', 130);
    now += 1000;
    assert.deepEqual(await lag.read(), { bytes: 30, seconds: 1 });
  });

  it('stays while the sink takes nothing, and the oldest run tells the time', async () => {
    grow('a', 100);
    now += 10_000;
    grow('b', 50);
    sink.answers = [{ kind: 'retry', reason: 'down' }, { kind: 'park', reason: 'no' }, new Error('broken')];
    await lag.sink.apply(run('a'), upTo(100));
    await lag.sink.apply(run('a'), upTo(100));
    await assert.rejects(lag.sink.apply(run('a'), upTo(100)), /broken/);
    assert.deepEqual(await lag.read(), { bytes: 150, seconds: 10 });
    sink.answers = [{ kind: 'reject', reason: 'never' }];
    await lag.sink.apply(run('a'), upTo(100));
    assert.deepEqual(await lag.read(), { bytes: 50, seconds: 0 });
  });

  it('is that of the whole file when the file was replaced by a shorter one', async () => {
    sizes.set('r', 100);
    cursors.set('r', 500);
    assert.equal((await lag.read()).bytes, 100);
  });

  it('changes nothing in the sink that it watches', async () => {
    sink.concurrency = 7;
    assert.deepEqual([lag.sink.name, lag.sink.resume, lag.sink.concurrency], ['recording', 'cursor', 7]);
    await lag.sink.flush(run('r'), { closing: true });
    await lag.sink.close();
    assert.deepEqual([sink.flushed, sink.closed], [['r true'], true]);
    assert.deepEqual(await lag.sink.check(), await sink.check());
  });
});
