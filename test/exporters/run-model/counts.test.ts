import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { JournalEvent, RoundMetrics } from '../../../exporters/journal/events.js';
import type { RoundView } from '../../../exporters/run-model/index.js';
import { readRun } from '../../support/read-run.js';
import { anyEvent } from './support/arbitrary-events.js';
import {
  clientOf,
  countsOf,
  dropout,
  failure,
  finished,
  roundEnd,
  roundOf,
  roundStart,
  span,
  taskStarted,
  update,
  viewOf,
} from './support/scenario.js';

/** selected, completed, failed, dropped, stragglers, pending of round 1. */
function counts(...events: JournalEvent[]): readonly number[] {
  return countsOf(roundOf(viewOf(...events), 1));
}

function assertAddsUp(round: RoundView): void {
  const [selected, ...others] = countsOf(round);
  assert.ok(countsOf(round).every((count) => Number.isSafeInteger(count) && count >= 0));
  assert.equal(
    selected,
    others.reduce((sum, count) => sum + count, 0),
  );
  if (round.state !== 'running') assert.equal(round.pending, 0);
  else assert.equal(round.stragglers, 0);
}

describe('run model: counts of a round', () => {
  it('adds up for any events in any order', () => {
    fc.assert(
      fc.property(fc.array(anyEvent, { maxLength: 30 }), (events) => {
        for (const round of viewOf(...events).rounds) assertAddsUp(round);
      }),
      { numRuns: 1000 },
    );
  });

  describe('of our own journals', () => {
    const outcome = fc.constantFrom('completed', 'twice', 'failed', 'dropped', 'straggler', 'late', 'returned');
    const outcomes = fc.dictionary(fc.stringMatching(/^[a-z]{1,3}$/), outcome, { maxKeys: 8 });

    function eventsOf(byClient: Readonly<Record<string, string>>): JournalEvent[] {
      const events: JournalEvent[] = [roundStart(1, 0, Object.keys(byClient).length)];
      for (const [client, kind] of Object.entries(byClient)) {
        events.push(taskStarted(1, client, 1));
        if (kind === 'completed' || kind === 'twice') events.push(update(1, client, 2));
        if (kind === 'twice') events.push(update(1, client, 3), update(1, client, 12, {}, { late: true }));
        if (kind === 'failed') events.push(failure(1, client, 4));
        if (kind === 'dropped') events.push(update(1, client, 2), dropout(1, client, 4));
        if (kind === 'late') events.push(update(1, client, 11, {}, { late: true }));
        if (kind === 'returned') events.push(dropout(1, client, 2), taskStarted(1, client, 3), update(1, client, 5));
      }
      return events;
    }

    function truth(byClient: Readonly<Record<string, string>>): RoundMetrics {
      const number = (...kinds: string[]) => Object.values(byClient).filter((kind) => kinds.includes(kind)).length;
      return {
        num_selected: Object.keys(byClient).length,
        num_completed: number('completed', 'twice', 'returned'),
        num_failures: number('failed'),
        num_dropped: number('dropped'),
        num_stragglers: number('straggler', 'late'),
      };
    }

    function expected({ num_selected, num_completed, num_failures, num_dropped, num_stragglers }: RoundMetrics) {
      return [num_selected, num_completed, num_failures, num_dropped, num_stragglers, 0];
    }

    it('are the same from the clients as from the end of the round', () => {
      fc.assert(
        fc.property(outcomes, fc.boolean(), (byClient, said) => {
          const end = roundEnd(1, 10, said ? truth(byClient) : {});
          const shuffled = fc.shuffledSubarray([...eventsOf(byClient), end], {
            minLength: eventsOf(byClient).length + 1,
          });
          for (const events of fc.sample(shuffled, 2)) assert.deepEqual(counts(...events), expected(truth(byClient)));
        }),
        { numRuns: 200 },
      );
    });

    it('are what the end says when not all clients are in the journal', () => {
      const all = { num_selected: 10, num_completed: 7, num_failures: 1, num_dropped: 1, num_stragglers: 1 };
      assert.deepEqual(counts(update(1, 'a', 1), roundEnd(1, 10, all)), [10, 7, 1, 1, 1, 0]);
      assert.deepEqual(counts(roundEnd(1, 10, all)), [10, 7, 1, 1, 1, 0]);
    });

    it('are not rewritten by what comes late', () => {
      const before = [taskStarted(1, 'a', 0), taskStarted(1, 'b', 0), update(1, 'a', 1), roundEnd(1, 10)];
      assert.deepEqual(counts(...before), [2, 1, 0, 0, 1, 0]);
      const late = [update(1, 'b', 11), update(1, 'c', 12), dropout(1, 'a', 13), failure(1, 'd', 14)];
      assert.deepEqual(counts(...before, ...late), [2, 1, 0, 0, 1, 0]);
    });
  });

  it('fills what the end does not say', () => {
    assert.deepEqual(counts(roundEnd(1, 10, { num_selected: 10, num_completed: 7 })), [10, 7, 0, 0, 3, 0]);
    assert.deepEqual(counts(roundEnd(1, 10, { num_completed: 7 })), [7, 7, 0, 0, 0, 0]);
    assert.deepEqual(counts(roundStart(1, 0, 5), roundEnd(1, 10, { num_completed: 4 })), [5, 4, 0, 0, 1, 0]);
    assert.deepEqual(
      counts(dropout(1, 'a', 1), roundEnd(1, 10, { num_selected: 3, num_completed: 2 })),
      [3, 2, 0, 1, 0, 0],
    );
  });

  it('takes the numbers of a span where there is no end, and those of the end where there is', () => {
    const results = { num_selected: 3, num_completed: 3, num_failures: 0, num_dropped: 0, num_stragglers: 0 };
    const roundSpan = span(1, 0, 10, { kind: 'round', round_metrics: results });
    assert.deepEqual(counts(roundSpan), [3, 3, 0, 0, 0, 0]);
    assert.deepEqual(
      counts(roundSpan, roundEnd(1, 10, { ...results, num_completed: 1, num_stragglers: 2 })),
      [3, 1, 0, 0, 2, 0],
    );
  });

  it('drops a number of completed clients that counts updates', () => {
    const updates = [update(1, 'a', 1), update(1, 'a', 2), update(1, 'b', 3)];
    assert.deepEqual(counts(...updates, roundEnd(1, 9, { num_selected: 3, num_completed: 3 })), [2, 2, 0, 0, 0, 0]);
    // Selected is not the number of updates: somebody said it.
    assert.deepEqual(counts(...updates, roundEnd(1, 9, { num_selected: 4, num_completed: 3 })), [4, 2, 0, 0, 2, 0]);
    // Nobody sent twice: updates of others may be missing here.
    assert.deepEqual(
      counts(update(1, 'a', 1), roundEnd(1, 9, { num_selected: 3, num_completed: 3 })),
      [3, 3, 0, 0, 0, 0],
    );
  });

  it('does not count a client as completed that dropped out or failed after its update', () => {
    const events = [update(1, 'a', 1), update(1, 'b', 1), update(1, 'c', 1), dropout(1, 'b', 2), failure(1, 'c', 2)];
    assert.deepEqual(counts(...events, roundEnd(1, 9, { num_selected: 3, num_completed: 3 })), [3, 1, 1, 1, 0, 0]);
  });

  it('raises selected to the clients that are known', () => {
    const events = [update(1, 'a', 1), update(1, 'b', 1), dropout(1, 'c', 2)];
    assert.deepEqual(counts(...events, roundEnd(1, 9, { num_selected: 2, num_completed: 2 })), [3, 2, 0, 1, 0, 0]);
    assert.deepEqual(counts(roundStart(1, 0, 1), ...events), [3, 2, 0, 1, 0, 0]);
  });

  it('ignores what is no count', () => {
    const nonsense = { num_selected: -1, num_completed: 1.5, num_failures: Number.NaN } as RoundMetrics;
    assert.deepEqual(counts(update(1, 'a', 1), roundEnd(1, 9, nonsense)), [1, 1, 0, 0, 0, 0]);
  });

  it('has pending clients while the round runs, and stragglers once the run is over', () => {
    const running = [roundStart(1, 0, 4), taskStarted(1, 'a', 1), update(1, 'b', 2), dropout(1, 'c', 3)];
    assert.deepEqual(counts(...running), [4, 1, 0, 1, 0, 2]);
    assert.deepEqual(counts(...running, finished(20)), [4, 1, 0, 1, 2, 0]);
    assert.equal(roundOf(viewOf(...running, finished(20)), 1).state, 'unfinished');
  });

  it('counts no operation but training', () => {
    const evaluation: JournalEvent = {
      event_type: 'evaluation',
      run_id: 'run-1',
      round: 1,
      timestamp: '2026-03-02T09:00:05.000Z',
      operation: 'evaluate',
      client: { client_id: 'e', status: 'active', local_loss: 0.5 },
    };
    const view = viewOf(roundStart(1, 0), update(1, 'a', 1), evaluation, taskStarted(1, 'f', 2, 'evaluate'));
    assert.deepEqual(countsOf(roundOf(view, 1)), [1, 1, 0, 0, 0, 0]);
    assert.deepEqual(clientOf(view, 1, 'e').operations.evaluate?.fields, { local_loss: 0.5 });
    assert.equal(clientOf(view, 1, 'e').outcome, undefined);
    assert.deepEqual(clientOf(view, 1, 'e').fields, {});
  });

  it('reads HiveWatch’s numbers by clients', async () => {
    const view = await readRun('test/fixtures/hivewatch/full.jsonl');
    assert.deepEqual(
      view.rounds.map((round) => countsOf(round).slice(0, 5)),
      [
        [5, 5, 0, 0, 0],
        [5, 3, 1, 0, 1],
        // Three drop-outs, one of them after its update: HiveWatch says 3 completed.
        [5, 2, 0, 3, 0],
        // Two failures, one of them after its update: HiveWatch says 4 completed.
        [5, 3, 2, 0, 0],
        // One client twice: HiveWatch says 5 selected and completed.
        [4, 4, 0, 0, 0],
        // `rebooting` completes nothing.
        [5, 4, 0, 0, 1],
      ],
    );
    assert.deepEqual(
      view.rounds.map(({ lateUpdates }) => lateUpdates),
      [0, 0, 0, 1, 0, 0],
    );
  });
});
