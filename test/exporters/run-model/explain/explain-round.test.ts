import assert from 'node:assert/strict';
import fc from 'fast-check';
import { explainRound, millisOf } from '../../../../exporters/run-model/index.js';
import { anyEvent } from '../support/arbitrary-events.js';
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
} from '../support/scenario.js';
import { clientSpans, explain, pathOf, slowRound } from './support.js';

describe('explain: critical path', () => {
  it('follows the slowest client through download, training and upload to the end', () => {
    const explanation = explain(...slowRound());
    assert.deepEqual(pathOf(explanation), [
      'selection 0.2',
      'download c 0.5',
      'training c 7.3',
      'upload c 1',
      'aggregation 0.4',
      'evaluation 0.6',
    ]);
    assert.equal(explanation.basis, 'spans');
    const tasks = roundOf(viewOf(...slowRound()), 1).tasks;
    assert.deepEqual(
      explanation.criticalPath.map(
        (index) => `${tasks[index]?.kind} ${tasks[index]?.side} ${tasks[index]?.clientId ?? ''}`,
      ),
      ['task server c', 'task client c', 'aggregation server ', 'evaluation server '],
    );
  });

  it('says who held it up, against the others', () => {
    const { heldUpBy } = explain(...slowRound());
    assert.equal(heldUpBy?.clientId, 'c');
    assert.equal(heldUpBy.answered, true);
    assert.equal(heldUpBy.seconds, 8.8);
    assert.equal(heldUpBy.medianSeconds, 3);
    assert.equal(heldUpBy.marginSeconds?.toFixed(3), '5.900');
    assert.equal(heldUpBy.ownMedianSeconds, undefined);
  });

  it('waits for stragglers until the round goes on without them', () => {
    const explanation = explain(
      roundStart(1, 0, 2),
      ...clientSpans('a', [0, 1, 2, 3]),
      ...clientSpans('slow', [0, 1, 30, 9], { error: 'straggler' }),
      span(1, 8, 9, { kind: 'aggregation', span_id: 'agg' }),
      roundEnd(1, 9, { num_selected: 2, num_completed: 1, num_stragglers: 1 }),
    );
    assert.deepEqual(pathOf(explanation), [
      'download a 1',
      'training a 1',
      'upload a 1',
      'waiting slow 5',
      'aggregation 1',
    ]);
    assert.deepEqual([explanation.heldUpBy?.clientId, explanation.heldUpBy?.answered], ['slow', false]);
    assert.deepEqual(explanation.stragglers, ['slow']);
    assert.deepEqual(explanation.shifted, [], 'it worked on after the server gave up: that is no wrong clock');
  });

  it('waits for who then dropped out, and goes through what they came back with', () => {
    const gone = explain(
      roundStart(1, 0, 2),
      ...clientSpans('a', [0, 0, 2, 2]),
      span(1, 0, 6, { client_id: 'b', operation: 'train', span_id: '0b', error: 'disconnected' }),
      dropout(1, 'b', 6, 'disconnected'),
      roundEnd(1, 6),
    );
    assert.deepEqual(pathOf(gone), ['training a 2', 'waiting b 4']);
    assert.deepEqual(gone.dropouts, [{ reason: 'disconnected', clientIds: ['b'] }]);
    const back = explain(
      roundStart(1, 0, 2),
      ...clientSpans('a', [0, 0, 2, 2]),
      span(1, 0, 3, { client_id: 'b', operation: 'train', span_id: '0b', error: 'disconnected' }),
      failure(1, 'b', 3, 'disconnected'),
      ...clientSpans('b', [4, 4, 7, 7]),
      update(1, 'b', 7),
      roundEnd(1, 7),
    );
    assert.deepEqual(pathOf(back), ['waiting b 3', 'other 1', 'training b 3']);
    assert.deepEqual(back.retried, ['b']);
  });

  it('chains clients that ran one after another, and only those', () => {
    const queue = explain(
      roundStart(1, 0, 3),
      ...clientSpans('a', [0, 0, 3, 3]),
      ...clientSpans('b', [3.01, 3.01, 6, 6]),
      ...clientSpans('c', [6.01, 6.01, 9, 9]),
      roundEnd(1, 9),
    );
    assert.deepEqual(
      pathOf(queue).filter((piece) => piece.startsWith('training')),
      ['training a 3', 'training b 2.99', 'training c 2.99'],
    );
    const joined = explain(
      roundStart(1, 0, 2),
      ...clientSpans('a', [0, 0, 1, 1]),
      ...clientSpans('b', [5, 5, 9, 9]),
      roundEnd(1, 9),
    );
    assert.deepEqual(pathOf(joined), ['selection 5', 'training b 4']);
  });

  it('does not take waiting for aggregation, where that takes each answer as it comes', () => {
    const explanation = explain(
      roundStart(1, 0, 2),
      ...clientSpans('a', [0, 0, 3, 3]),
      ...clientSpans('b', [0, 0, 7, 7]),
      span(1, 1, 8, { kind: 'aggregation', span_id: 'agg' }),
      roundEnd(1, 8),
    );
    assert.deepEqual(pathOf(explanation), ['training b 7', 'aggregation 1']);
  });

  it('goes on through evaluation by the clients after the aggregation', () => {
    const explanation = explain(
      roundStart(1, 0, 2),
      ...clientSpans('a', [0, 0, 4, 4]),
      ...clientSpans('b', [0, 0, 3, 3]),
      span(1, 4, 5, { kind: 'aggregation', span_id: 'agg' }),
      ...clientSpans('a', [5, 5, 6, 6], { operation: 'evaluate' }),
      ...clientSpans('b', [5, 5, 8, 8], { operation: 'evaluate' }),
      roundEnd(1, 8),
    );
    assert.deepEqual(pathOf(explanation), ['training a 4', 'aggregation 1', 'evaluation b 3']);
  });

  it('moves a span of a foreign clock and says so', () => {
    const explanation = explain(roundStart(1, 0, 1), ...clientSpans('a', [0, 3601, 3605, 6]), roundEnd(1, 6));
    assert.deepEqual(pathOf(explanation), ['download a 1', 'training a 4', 'upload a 1']);
    assert.deepEqual(explanation.shifted, [{ task: 1, clientId: 'a', millis: -3_600_000 }]);
    assert.match(
      explanation.sentences.join('\n'),
      /The clock of a is 1 h 0 min ahead of the server’s; its times are moved/,
    );
  });

  it('makes do with events, and says so', () => {
    const explanation = explain(
      roundStart(1, 0, 2),
      taskStarted(1, 'a', 0),
      taskStarted(1, 'b', 1),
      update(1, 'a', 4, { train_time_sec: 3 }),
      update(1, 'b', 9, { train_time_sec: 6 }),
      roundEnd(1, 10, { aggregation_time_sec: 0.5 }),
    );
    assert.equal(explanation.basis, 'events');
    assert.deepEqual(pathOf(explanation), [
      'selection 1',
      'download b 1',
      'training b 6',
      'upload b 1',
      'other 0.5',
      'aggregation 0.5',
    ]);
    assert.ok(explanation.path.every(({ measured }) => !measured));
    assert.match(
      explanation.sentences.at(-1) ?? '',
      /^There are no spans of this round: all this is worked out from events\.$/,
    );
  });

  it('names whom it has no spans of, where it has some', () => {
    const explanation = explain(
      roundStart(1, 0, 2),
      ...clientSpans('a', [0, 0, 2, 2]),
      taskStarted(1, 'b', 0),
      update(1, 'b', 5),
      roundEnd(1, 5),
    );
    assert.equal(explanation.basis, 'mixed');
    assert.deepEqual(pathOf(explanation), ['client b 5']);
    assert.match(explanation.sentences.join('\n'), /There are no spans of b: their part is worked out from events\./);
  });

  it('does not believe a client that trained longer than it had', () => {
    const { path, sentences } = explain(roundStart(1, 0), update(1, 'a', 5, { train_time_sec: 99 }), roundEnd(1, 5));
    assert.deepEqual(
      path.map(({ kind }) => kind),
      ['client'],
    );
    assert.match(sentences.join('\n'), /a said that training took longer than the round gave time for/);
  });

  it('knows nothing where nothing is said', () => {
    for (const explanation of [explain(roundEnd(1, 5)), explain(update(1, 'a', 5), finished(6))]) {
      assert.deepEqual([explanation.path, explanation.criticalPath, explanation.basis], [[], [], 'none']);
      assert.match(explanation.sentences.at(-1) ?? '', /^Nothing is known about what its clients did when\.$/);
    }
  });

  it('does not wait for asynchronous tasks that outlive their round', () => {
    const explanation = explain(
      roundStart(1, 0),
      taskStarted(1, 'a', 0),
      taskStarted(1, 'b', 0),
      update(1, 'a', 4),
      roundEnd(1, 5, { num_stragglers: 0 }),
    );
    assert.deepEqual(pathOf(explanation), ['client a 4', 'other 1']);
    assert.deepEqual(explanation.stragglers, []);
  });

  it('looks at a running round up to the moment asked for', () => {
    const view = viewOf(roundStart(1, 0, 2), taskStarted(1, 'a', 0), taskStarted(1, 'b', 1), update(1, 'a', 4));
    const round = roundOf(view, 1);
    const now = (millisOf(at(0)) ?? 0) + 30_000;
    const explanation = explainRound(round, view.rounds, now);
    assert.deepEqual(pathOf(explanation), ['client a 4', 'waiting b 26']);
    assert.deepEqual(explanation.sentences.slice(0, 2), ['Round 1 has been running for 30.0 s.', 'It waits for b.']);
    assert.equal(explainRound(round, view.rounds, now + 1000).durationSeconds, 31, 'the next moment is another');
    const timeless = explainRound(round, view.rounds);
    assert.deepEqual([timeless.durationSeconds, timeless.sentences[0]], [undefined, 'Round 1 is running.']);
    assert.deepEqual(pathOf(timeless), ['client a 4']);
  });

  it('fills every round from start to end without gap or overlap, whatever the journal', () => {
    fc.assert(
      fc.property(fc.array(anyEvent, { maxLength: 40 }), (events) => {
        const view = viewOf(...events);
        for (const round of view.rounds) {
          const { path, parts, criticalPath } = explainRound(round, view.rounds);
          for (const [index, piece] of path.entries()) {
            assert.ok(piece.end > piece.start);
            if (index > 0) assert.equal(piece.start, path[index - 1]?.end);
          }
          const whole = path.reduce((sum, { seconds }) => sum + seconds, 0);
          const divided = Object.values(parts).reduce((sum, seconds) => sum + seconds, 0);
          assert.ok(Math.abs(whole - divided) < 1e-6);
          if (path.length > 0) assert.equal(path[0]?.start, millisOf(round.startedAt));
          assert.ok(criticalPath.every((index) => round.tasks[index] !== undefined));
        }
      }),
      { numRuns: 200 },
    );
  });
});
