import assert from 'node:assert/strict';
import { summarizeRounds, summarizeRun } from '../../../exporters/run-model/index.js';
import { readRun } from '../../support/read-run.js';
import { at, init, roundEnd, roundStart, taskStarted, update, viewOf } from './support/scenario.js';

describe('run model: summaries', () => {
  const view = viewOf(
    init({ started_at: at(0), job: 'digits', algorithm: 'FedAvg', planned_rounds: 3, timestamp: at(0) }),
    roundStart(1, 1, 2),
    update(1, 'a', 2, { bytes_sent: 10 }),
    update(1, 'b', 2, { bytes_sent: 20 }),
    roundEnd(1, 3, { global_accuracy: 0.5, global_loss: 0.9 }),
    roundStart(2, 4, 2),
    taskStarted(2, 'a', 4),
    taskStarted(2, 'b', 5),
    update(2, 'a', 6),
  );
  const now = Date.parse(at(10));

  it('gives a run in one line', () => {
    const summary = summarizeRun(view, now);
    assert.deepEqual(
      [summary.job, summary.algorithm, summary.state, summary.plannedRounds],
      ['digits', 'FedAvg', 'running', 3],
    );
    assert.deepEqual([summary.roundsCompleted, summary.roundsFailed, summary.runningRounds], [1, 0, [2]]);
    assert.deepEqual([summary.accuracy, summary.loss, summary.best?.round], [0.5, 0.9, 1]);
    assert.deepEqual([summary.clients, summary.updates, summary.durationSeconds], [2, 3, 6]);
    assert.equal(summarizeRun(view, now + 3_600_000).state, 'interrupted');
  });

  it('gives a round in one line, with whom it waits for and since when', () => {
    const [ended, running, ...more] = summarizeRounds(view, now);
    assert.equal(more.length, 0);
    assert.deepEqual(
      [ended?.state, ended?.accuracy, ended?.completed, ended?.bytesUp, ended?.durationSeconds, ended?.best],
      ['completed', 0.5, 2, 30, 2, true],
    );
    assert.deepEqual([running?.state, running?.selected, running?.completed, running?.pending], ['running', 2, 1, 1]);
    assert.deepEqual([running?.durationSeconds, running?.best], [6, false]);
    assert.deepEqual(running?.waitingFor, [{ clientId: 'b', operation: 'train', since: at(5), waitedSeconds: 5 }]);
  });

  it('sums up a run that HiveWatch wrote', async () => {
    const summary = summarizeRun(await readRun('test/fixtures/hivewatch/full.jsonl'), 0);
    assert.deepEqual([summary.roundsCompleted, summary.clients, summary.updates, summary.lateUpdates], [6, 6, 29, 1]);
    assert.deepEqual([summary.dropouts, summary.commFailures, summary.checkpoints], [3, 2, 2]);
    assert.deepEqual([summary.accuracy, summary.loss, summary.durationSeconds?.toFixed(3)], [0.69, 0.7, '18.926']);
  });

  it('shows a training that diverged', () => {
    const diverged = viewOf(roundEnd(1, 1, { global_loss: 0.5 }), roundEnd(2, 2, { global_loss: Number.NaN }));
    assert.ok(Number.isNaN(summarizeRun(diverged, now).loss));
  });
});
