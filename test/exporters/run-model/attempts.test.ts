import assert from 'node:assert/strict';
import type { JournalEvent } from '../../../exporters/journal/events.js';
import { at, dropout, finished, init, RUN, roundEnd, roundOf, roundStart, update, viewOf } from './support/scenario.js';

const first = Date.parse(at(0));
const second = Date.parse(at(100));

function of<T extends JournalEvent>(attempt: number, event: T): T {
  return { ...event, attempt };
}

function ids(view: ReturnType<typeof viewOf>, round: number): string[] {
  return roundOf(view, round).clients.map(({ clientId }) => clientId);
}

describe('run model: attempts', () => {
  const old = [
    of(first, init({ started_at: at(0), job: 'digits', algorithm: 'FedAvg' })),
    of(first, update(1, 'a', 1)),
    of(first, roundEnd(1, 2, { global_accuracy: 0.1 })),
    of(first, update(2, 'a', 3)),
    of(first, dropout(2, 'b', 4)),
    of(first, roundStart(3, 5)),
  ];
  const restarted: JournalEvent = {
    event_type: 'run_update',
    run_id: RUN,
    attempt: second,
    timestamp: at(100),
    started_at: at(100),
    algorithm: 'FedProx',
  };
  const young = [restarted, of(second, update(2, 'c', 101)), of(second, roundEnd(2, 102, { global_accuracy: 0.7 }))];

  it('replaces a round by that of the newer attempt, and keeps what only the older one has', () => {
    for (const events of [
      [...old, ...young],
      [...young, ...old],
    ]) {
      const view = viewOf(...events);
      assert.deepEqual(
        view.rounds.map(({ round, attempt }) => [round, attempt]),
        [
          [1, first],
          [2, second],
          [3, first],
        ],
      );
      assert.deepEqual(ids(view, 1), ['a']);
      assert.deepEqual(ids(view, 2), ['c']);
      assert.deepEqual(view.dropouts, [], 'the drop-out was in the replaced round');
      assert.equal(view.best?.value, 0.7);
    }
  });

  it('will not end the older attempt’s open rounds any more', () => {
    assert.equal(roundOf(viewOf(...old), 3).state, 'running');
    assert.equal(roundOf(viewOf(...old, ...young), 3).state, 'unfinished');
  });

  it('shows the newest attempt’s fields over the older one’s, and the first start', () => {
    const view = viewOf(...young, ...old);
    assert.deepEqual([view.attempt, view.algorithm, view.job, view.startedAt], [second, 'FedProx', 'digits', at(0)]);
    assert.deepEqual(view.attempts, [
      { attempt: first, startedAt: at(0), job: 'digits' },
      { attempt: second, startedAt: at(100), job: undefined },
    ]);
  });

  it('shows nothing of an older attempt that was of another job', () => {
    const other = [
      of(second, init({ started_at: at(100), job: 'texts' })),
      of(second, update(1, 'c', 101)),
      of(second, roundEnd(1, 102, { global_accuracy: 0.3 })),
    ];
    const extra = [
      of(first, {
        event_type: 'run_update',
        run_id: RUN,
        timestamp: at(1),
        params: { lr: 1 },
        planned_rounds: 9,
      } as const),
      of(first, { event_type: 'scalar', run_id: RUN, timestamp: at(1), name: 'x', step: 1, value: 1 } as const),
      of(first, { event_type: 'artifact', run_id: RUN, timestamp: at(1), name: 'm', path: 'm.bin' } as const),
      of(first, { event_type: 'evaluation', run_id: RUN, timestamp: at(1), loss: 1 } as const),
      of(first, { event_type: 'server_metadata', run_id: RUN, timestamp: at(1), server: { host: 'h' } } as const),
    ];
    const same = viewOf(...old, ...extra);
    assert.deepEqual([same.params, same.scalars.count, same.artifacts.length], [{ lr: 1 }, 1, 1]);
    for (const events of [
      [...old, ...extra, ...other],
      [...other, ...extra, ...old],
    ]) {
      const view = viewOf(...events);
      const alone = viewOf(...other);
      assert.deepEqual({ ...view, attempts: [] }, { ...alone, attempts: [] });
      assert.deepEqual(
        view.attempts.map(({ attempt, job }) => [attempt, job]),
        [
          [first, 'digits'],
          [second, 'texts'],
        ],
      );
    }
  });

  it('is not ended by the end of an older attempt', () => {
    const end = of(first, finished(50, { state: 'failed' }));
    assert.equal(viewOf(...old, end).state, 'failed');
    assert.equal(viewOf(...old, end, ...young).state, 'running');
    assert.equal(viewOf(...old, end, ...young, of(second, finished(103))).state, 'finished');
  });

  it('gives data without attempt to the attempt that was the newest at their time', () => {
    const early = update(2, 'gauge-early', 3);
    const late = update(2, 'gauge-late', 101);
    assert.deepEqual(ids(viewOf(...old, ...young, early, late), 2), ['c', 'gauge-late']);
    assert.deepEqual(ids(viewOf(...old, early), 2), ['a', 'gauge-early', 'b']);
    // With one attempt there is nothing to tell apart, whatever the sender's clock says.
    assert.deepEqual(ids(viewOf(...old, update(2, 'slow-clock', -500)), 2), ['slow-clock', 'a', 'b']);
  });

  describe('of logs that have none', () => {
    const again = [init({ started_at: at(100) }), update(1, 'c', 101), roundEnd(1, 102, { global_accuracy: 0.7 })];
    const log = [
      init({ started_at: at(0) }),
      update(1, 'a', 1),
      roundEnd(1, 2, { global_accuracy: 0.1 }),
      update(2, 'a', 3),
      roundEnd(2, 4),
      finished(5),
    ];

    it('are told by each init: HiveWatch writes one for every start', () => {
      assert.equal(viewOf(...log).state, 'finished');
      const view = viewOf(...again, ...log);
      assert.deepEqual([view.state, view.attempt, view.attempts.length], ['running', undefined, 2]);
      assert.deepEqual([ids(view, 1), ids(view, 2)], [['c'], ['a']]);
      assert.deepEqual(
        view.rounds.map(({ attempt }) => attempt),
        [undefined, undefined],
      );
    });

    it('keep a late update with the round that it is late for', () => {
      assert.deepEqual(ids(viewOf(...log, init({ started_at: at(100) }), update(2, 'b', 101)), 2), ['a', 'b']);
    });

    it('start again with a round that has data only', () => {
      assert.deepEqual(ids(viewOf(update(3, 'a', 5), ...log, init({ started_at: at(100) }), update(3, 'b', 101)), 3), [
        'b',
      ]);
    });
  });
});
