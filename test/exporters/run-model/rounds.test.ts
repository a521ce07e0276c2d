import assert from 'node:assert/strict';
import type { JournalEvent } from '../../../exporters/journal/events.js';
import { at, finished, roundEnd, roundOf, roundStart, span, update, viewOf } from './support/scenario.js';

const results = {
  global_accuracy: 0.9,
  global_loss: 0.3,
  train_loss: 0.4,
  round_duration_sec: 4.5,
  gradient_norm_dispersion: 0.1,
  aggregation_time_sec: 0.2,
  privacy_epsilon: 1,
  privacy_delta: 1e-5,
  total_bytes_up: 10,
  total_bytes_down: 20,
  num_samples: 30,
  metrics: { f1: 0.8 },
  algorithm_metadata: { mu: 0.01, clip: true },
};

describe('run model: rounds', () => {
  it('has what the end of the round says', () => {
    const round = roundOf(viewOf(roundStart(3, 0, 2), roundEnd(3, 5, results)), 3);
    assert.equal(round.state, 'completed');
    assert.deepEqual([round.startedAt, round.endedAt, round.durationSeconds], [at(0), at(5), 4.5]);
    assert.deepEqual([round.globalAccuracy, round.globalLoss, round.trainLoss, round.dispersion], [0.9, 0.3, 0.4, 0.1]);
    assert.deepEqual([round.bytesUp, round.bytesDown, round.samples, round.aggregationSeconds], [10, 20, 30, 0.2]);
    assert.deepEqual([round.privacyEpsilon, round.privacyDelta], [1, 1e-5]);
    assert.deepEqual([round.metrics, round.algorithmMetadata], [{ f1: 0.8 }, { mu: 0.01, clip: true }]);
  });

  it('stands on its span alone where there is no event', () => {
    const round = roundOf(
      viewOf(span(3, 0, 5, { kind: 'round', round_metrics: { global_accuracy: 0.5 }, error: 'Timeout' })),
      3,
    );
    assert.deepEqual([round.state, round.error, round.globalAccuracy], ['failed', 'Timeout', 0.5]);
    assert.deepEqual([round.startedAt, round.endedAt, round.durationSeconds], [at(0), at(5), 5]);
  });

  it('fills the gaps of the event from the span; the event wins', () => {
    const roundSpan = span(3, 0, 6, {
      kind: 'round',
      error: 'Timeout',
      round_metrics: { global_accuracy: 0.1, global_loss: 0.7, train_loss: 0.6 },
    });
    const end = roundEnd(3, 5, { global_accuracy: 0.9, global_loss: null });
    for (const events of [
      [roundSpan, end],
      [end, roundSpan],
    ]) {
      const round = roundOf(viewOf(...events), 3);
      assert.deepEqual([round.globalAccuracy, round.globalLoss, round.trainLoss], [0.9, 0.7, 0.6]);
      assert.deepEqual([round.state, round.endedAt, round.error], ['completed', at(5), undefined]);
    }
  });

  it('keeps null (not evaluated), absent (not said) and NaN (diverged) apart', () => {
    const accuracy = (metrics: object) => roundOf(viewOf(roundEnd(1, 5, metrics)), 1).globalAccuracy;
    assert.equal(accuracy({ global_accuracy: null }), null);
    assert.equal(accuracy({}), undefined);
    assert.ok(Number.isNaN(accuracy({ global_accuracy: Number.NaN })));
  });

  it('takes the results of the last end when a round ended twice', () => {
    const events = [roundEnd(1, 9, { global_accuracy: 0.2 }), roundEnd(1, 5, { global_accuracy: 0.9, global_loss: 1 })];
    const round = roundOf(viewOf(...events), 1);
    assert.deepEqual([round.globalAccuracy, round.globalLoss, round.endedAt], [0.2, undefined, at(9)]);
  });

  it('keeps the clients that an earlier end names, with what it says of them and the later one does not', () => {
    const first = { ...roundEnd(1, 5), clients: [{ client_id: 'a', loss: 1, lr: 0.1 }, { client_id: 'b' }] };
    const second = { ...roundEnd(1, 9), clients: [{ client_id: 'a', loss: 2 }] };
    for (const events of [
      [first, second, roundEnd(1, 10)],
      [roundEnd(1, 10), second, first, second],
    ]) {
      const { clients } = roundOf(viewOf(...events), 1);
      assert.deepEqual(
        clients.map(({ clientId, fields }) => [clientId, fields.loss, fields.lr]),
        [
          ['a', 2, 0.1],
          ['b', undefined, undefined],
        ],
      );
    }
  });

  it('works out the start from end and duration, and the duration from start and end', () => {
    assert.equal(roundOf(viewOf(roundEnd(1, 5, { round_duration_sec: 3 })), 1).startedAt, at(2));
    assert.equal(roundOf(viewOf(roundStart(1, 1), roundEnd(1, 5)), 1).durationSeconds, 4);
    assert.equal(roundOf(viewOf(roundEnd(1, 5)), 1).startedAt, undefined);
  });

  it('starts at 0, skips, overlaps and never ends, as rounds do', () => {
    const view = viewOf(roundStart(7, 3), roundStart(0, 0), update(0, 'a', 4), update(7, 'a', 5), roundEnd(7, 6));
    assert.deepEqual(
      view.rounds.map(({ round, state }) => [round, state]),
      [
        [0, 'running'],
        [7, 'completed'],
      ],
    );
    assert.equal(roundOf(viewOf(roundStart(0, 0), finished(9)), 0).state, 'unfinished');
  });

  it('is not ended by a span that was closed because its run ended or another round took its number', () => {
    const closed = span(1, 0, 3, { kind: 'round', error: 'unfinished', round_metrics: { error: 'unfinished' } });
    assert.equal(roundOf(viewOf(roundStart(1, 0), closed, roundStart(1, 4)), 1).state, 'running');
    const { state, error, tasks } = roundOf(viewOf(roundStart(1, 0), closed, finished(9)), 1);
    assert.deepEqual([state, error, tasks.length], ['unfinished', undefined, 1]);
    const repeated = roundOf(viewOf(roundStart(1, 0), closed, roundStart(1, 4), roundEnd(1, 5)), 1);
    assert.deepEqual([repeated.state, repeated.error], ['completed', undefined]);
  });

  it('has checkpoints and evaluations, in and outside rounds, in order of time', () => {
    const checkpoint = (seconds: number, round?: number): JournalEvent => ({
      event_type: 'checkpoint',
      run_id: 'run-1',
      timestamp: at(seconds),
      path: `model-${seconds}.bin`,
      ...(round === undefined ? {} : { round }),
    });
    const evaluation: JournalEvent = {
      event_type: 'evaluation',
      run_id: 'run-1',
      timestamp: at(4),
      split: 'test',
      accuracy: 0.8,
    };
    const view = viewOf(checkpoint(3), checkpoint(2, 1), evaluation, { ...evaluation, round: 1, timestamp: at(1) });
    assert.deepEqual(
      view.checkpoints.map(({ path }) => path),
      ['model-2.bin', 'model-3.bin'],
    );
    assert.deepEqual(
      view.evaluations.map(({ round, accuracy }) => [round, accuracy]),
      [
        [1, 0.8],
        [undefined, 0.8],
      ],
    );
    assert.deepEqual(
      roundOf(view, 1).checkpoints.map(({ path }) => path),
      ['model-2.bin'],
    );
    assert.equal(roundOf(view, 1).evaluations.length, 1);
    assert.equal(roundOf(view, 1).globalAccuracy, undefined, 'an evaluation is no result of the round');
  });
});
