import assert from 'node:assert/strict';
import type { JournalEvent } from '../../../exporters/journal/events.js';
import {
  at,
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

function waiting(...events: JournalEvent[]) {
  return roundOf(viewOf(roundStart(1, 0), ...events), 1).waitingFor.map(
    ({ clientId, since }) => `${clientId} ${since}`,
  );
}

describe('run model: tasks', () => {
  it('waits for clients with a task until an update, drop-out, failure or the end of the task', () => {
    const started = ['a', 'b', 'c', 'd', 'e'].map((client, index) => taskStarted(1, client, 5 - index));
    const answers = [
      update(1, 'a', 6),
      dropout(1, 'b', 6),
      failure(1, 'c', 6),
      span(1, 2, 6, { client_id: 'd', operation: 'train', span_id: '01' }),
    ];
    assert.deepEqual(
      waiting(...started),
      ['e', 'd', 'c', 'b', 'a'].map((client, index) => `${client} ${at(index + 1)}`),
    );
    assert.deepEqual(waiting(...started, ...answers), [`e ${at(1)}`]);
  });

  it('waits again when the task was given out again', () => {
    const again = [taskStarted(1, 'a', 1), dropout(1, 'a', 2), taskStarted(1, 'a', 3)];
    assert.deepEqual(waiting(...again), [`a ${at(3)}`]);
    assert.deepEqual(waiting(...again, update(1, 'a', 4)), []);
  });

  it('does not wait for ever for a client whose clock is slow', () => {
    assert.deepEqual(waiting(taskStarted(1, 'a', 5), update(1, 'a', 1)), []);
  });

  it('keeps operations apart', () => {
    const events = [taskStarted(1, 'a', 1, 'evaluate'), taskStarted(1, 'a', 1), update(1, 'a', 2)];
    const [only, ...more] = roundOf(viewOf(roundStart(1, 0), ...events), 1).waitingFor;
    assert.deepEqual([only?.operation, more.length], ['evaluate', 0]);
  });

  it('calls nobody a straggler where the round says that it had none: tasks may outlive an asynchronous round', () => {
    const outcome = (stragglers: number) => {
      const end = roundEnd(1, 9, { num_stragglers: stragglers });
      return roundOf(viewOf(roundStart(1, 0), taskStarted(1, 'a', 1), end), 1).clients[0]?.outcome;
    };
    assert.deepEqual([outcome(0), outcome(1)], [undefined, 'straggler']);
  });

  it('waits for nobody once the round or the run is over', () => {
    assert.deepEqual(waiting(taskStarted(1, 'a', 1), roundEnd(1, 9)), []);
    assert.deepEqual(waiting(taskStarted(1, 'a', 1), finished(9)), []);
    assert.deepEqual(waiting(taskStarted(1, 'a', 1), span(1, 0, 9, { kind: 'round' })), []);
  });

  it('has a timeline of spans by start, both sides of a task', () => {
    const view = viewOf(
      span(1, 0, 9, { kind: 'round', span_id: '01', trace_id: 'ab' }),
      span(1, 7, 8, { kind: 'aggregation', span_id: '04', parent_span_id: '01', error: 'OOM' }),
      span(1, 2, 5, { client_id: 'a', side: 'client', span_id: '03', operation: 'train' }),
      span(1, 1, 6, { client_id: 'a', span_id: '02', operation: 'train' }),
      taskStarted(1, 'a', 1),
      update(1, 'a', 6),
    );
    assert.deepEqual(
      roundOf(view, 1).tasks.map(({ kind, side, start, end, measured, spanId }) => [
        kind,
        side,
        start,
        end,
        measured,
        spanId,
      ]),
      [
        ['round', 'server', at(0), at(9), true, '01'],
        ['task', 'server', at(1), at(6), true, '02'],
        ['task', 'client', at(2), at(5), true, '03'],
        ['aggregation', 'server', at(7), at(8), true, '04'],
      ],
    );
    const aggregation = roundOf(view, 1).tasks.at(-1);
    assert.deepEqual([aggregation?.error, aggregation?.parentSpanId], ['OOM', '01']);
  });

  it('shows tasks without a span from the events around them', () => {
    const view = viewOf(roundStart(1, 0), taskStarted(1, 'a', 1), taskStarted(1, 'b', 2), update(1, 'a', 4));
    assert.deepEqual(
      roundOf(view, 1).tasks.map(({ clientId, start, end, measured }) => [clientId, start, end, measured]),
      [
        ['a', at(1), at(4), false],
        ['b', at(2), undefined, false],
      ],
    );
  });
});
