import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  createPace,
  endOfRun,
  LONGEST_PAUSE_SECONDS,
  LONGEST_ROUND_SECONDS,
  SHORTEST_ROUND_SECONDS,
  spanOf,
} from '../../../viewer/replay/pace.js';
import { columns, round, runDocument, runFrame, START, without } from '../support/documents.js';

describe('createPace', () => {
  it('plays rounds as long as they took and presses pauses together', () => {
    const rounds = [
      round(1, { startedAt: START, endedAt: START + 3000 }),
      round(2, { startedAt: START + 63_000, endedAt: START + 65_000 }),
    ];
    const pace = createPace(runDocument({ rounds, run: runFrame({ startedAt: START, finishedAt: START + 65_000 }) }));
    assert.equal(pace.length, 3 + LONGEST_PAUSE_SECONDS + 2);
    assert.equal(pace.toTime(1.5), START + 1500);
    assert.equal(pace.toTime(3 + LONGEST_PAUSE_SECONDS + 1), START + 64_000);
    assert.equal(pace.toPlay(START + 64_000), 3 + LONGEST_PAUSE_SECONDS + 1);
  });

  it('caps long rounds and stretches short ones', () => {
    const rounds = [
      round(1, { startedAt: START, endedAt: START + 3_600_000 }),
      round(2, { startedAt: START + 3_600_000, endedAt: START + 3_600_004 }),
    ];
    const run = runFrame({ startedAt: START, finishedAt: START + 3_600_004 });
    assert.equal(createPace(runDocument({ rounds, run })).length, LONGEST_ROUND_SECONDS + SHORTEST_ROUND_SECONDS);
  });

  it('counts overlapping rounds as running as long as one of them runs', () => {
    const rounds = [
      round(1, { startedAt: START, endedAt: START + 6000 }),
      round(2, { startedAt: START + 2000, endedAt: START + 9000 }),
    ];
    const pace = createPace(runDocument({ rounds, run: runFrame({ startedAt: START, finishedAt: START + 9000 }) }));
    assert.equal(pace.length, 9);
  });

  it('has a run without rounds', () => {
    const pace = createPace(runDocument({ rounds: [], run: without(runFrame({ state: 'running' }), 'finishedAt') }));
    assert.deepEqual([pace.length, pace.start, pace.end], [0, START - 1000, START - 1000]);
    assert.equal(pace.toTime(5), START - 1000);
  });

  it('goes there and back, and never backwards, whatever the rounds', () => {
    const spans = fc.array(fc.tuple(fc.integer({ min: 0, max: 1e6 }), fc.integer({ min: 0, max: 1e5 })), {
      maxLength: 12,
    });
    fc.assert(
      fc.property(
        spans,
        fc.integer({ min: 0, max: 1_200_000 }),
        fc.integer({ min: 0, max: 1_200_000 }),
        (list, a, b) => {
          const rounds = list.map(([start, length], index) =>
            round(index, { startedAt: START + start, endedAt: START + start + length }),
          );
          const pace = createPace(
            runDocument({ rounds, run: runFrame({ startedAt: START, finishedAt: START + 1_100_000 }) }),
          );
          const [early, late] = [Math.min(a, b), Math.max(a, b)].map((offset) => START + offset);
          assert.ok(pace.toPlay(early ?? 0) <= pace.toPlay(late ?? 0));
          const within = Math.min(early ?? 0, pace.end);
          assert.ok(Math.abs(pace.toTime(pace.toPlay(within)) - within) < 1, 'there and back is another moment');
        },
      ),
    );
  });
});

describe('spanOf', () => {
  it('takes what the round says', () => {
    assert.deepEqual(spanOf(round(1)), { round: 1, start: START, end: START + 10_000 });
  });

  it('works a missing start or end out of tasks and updates', () => {
    const bare = without(round(1), 'startedAt', 'endedAt');
    assert.deepEqual(spanOf(bare), { round: 1, start: START + 4000, end: START + 8000 });
    const task = { kind: 'task' as const, start: START + 1000, end: START + 9000, measured: true };
    assert.deepEqual(spanOf({ ...bare, tasks: [task] }), { round: 1, start: START + 1000, end: START + 9000 });
  });

  it('has no end while the round runs, and nothing where there is no time at all', () => {
    assert.equal(spanOf({ ...without(round(1), 'endedAt'), state: 'running' })?.end, undefined);
    assert.equal(
      spanOf({ ...without(round(1), 'startedAt', 'endedAt'), clients: columns({ client: [0] }) }),
      undefined,
    );
  });
});

describe('endOfRun', () => {
  it('is the newest moment that anything says', () => {
    assert.equal(endOfRun(runDocument()), START + 60_000);
    const live = without(runFrame({ state: 'running' }), 'finishedAt');
    assert.equal(endOfRun(runDocument({ run: live })), START + 34_000);
    assert.equal(endOfRun(runDocument({ run: { ...live, lastDataAt: START + 40_000 } })), START + 40_000);
  });
});
