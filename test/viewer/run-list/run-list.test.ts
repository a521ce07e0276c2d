import assert from 'node:assert/strict';
import { commonRounds, valuesByRound } from '../../../viewer/run-list/align.js';
import { bestText, findRuns, progressText, runSeconds, unlistedText } from '../../../viewer/run-list/run-rows.js';
import { sparklinePath } from '../../../viewer/run-list/sparkline-path.js';
import { listEntry, START } from '../support/documents.js';

const runs = [
  listEntry({ stem: 'a', runId: 'a', job: 'digits', algorithm: 'FedAvg', startedAt: START }),
  listEntry({ stem: 'b', runId: 'b', job: 'Krebs-Früh', algorithm: 'FedProx', state: 'failed', startedAt: START + 5 }),
  listEntry({ stem: 'c', runId: 'c', state: 'running', startedAt: START - 5 }),
];

describe('findRuns', () => {
  const stems = (query: string, state?: 'failed' | 'running') => findRuns(runs, query, state).map(({ stem }) => stem);

  it('has the newest first', () => {
    assert.deepEqual(stems(''), ['b', 'a', 'c']);
  });

  it('searches job, run and algorithm', () => {
    assert.deepEqual(stems('fedavg'), ['a']);
    assert.deepEqual(stems('fruh'), ['b']);
    assert.deepEqual(stems('digits prox'), []);
  });

  it('narrows to a state', () => {
    assert.deepEqual(stems('', 'failed'), ['b']);
    assert.deepEqual(stems('digits', 'running'), []);
  });
});

describe('a line of the list', () => {
  it('says how far the run is', () => {
    assert.equal(progressText(listEntry({ rounds: 12, plannedRounds: 40 })), '12 of 40');
    assert.equal(progressText(listEntry({ rounds: 12 })), '12');
  });

  it('says the best in its unit', () => {
    const best = { goal: 'max', round: 16, value: 0.908 } as const;
    assert.equal(bestText(listEntry({ best: { ...best, metric: 'accuracy' } })), '90.80\u00a0%');
    assert.equal(bestText(listEntry({ best: { ...best, metric: 'global_accuracy' } })), '90.80\u00a0%');
    assert.equal(bestText(listEntry({ best: { ...best, metric: 'f1' } })), '0.9080');
    assert.equal(bestText(listEntry()), undefined);
  });

  it('says how long it took, or has taken', () => {
    assert.equal(runSeconds(listEntry({ startedAt: START, finishedAt: START + 2500, lastDataAt: START + 9000 })), 2.5);
    assert.equal(runSeconds(listEntry({ startedAt: START, lastDataAt: START + 9000 })), 9);
    assert.equal(runSeconds(listEntry({ startedAt: START, lastDataAt: START - 1 })), 0);
    assert.equal(runSeconds(listEntry()), undefined);
  });
});

describe('what the list does not have', () => {
  it('is said when there is something', () => {
    assert.equal(unlistedText({ pending: 0, more: 0 }), '');
    assert.equal(unlistedText({ pending: 1, more: 0 }), '1 run file still to be read');
    assert.equal(unlistedText({ pending: 3, more: 250 }), '3 run files still to be read, 250 older runs not listed');
  });
});

describe('curves of several runs', () => {
  const one = listEntry({ curves: { round: [1, 2, 4], accuracy: [0.1, 'NaN', 0.4], loss: [3, 2, 1] } });
  const other = listEntry({ curves: { round: [0, 2], accuracy: [0, 0.2], loss: [null, 1] } });

  it('stand on the rounds that any of them has', () => {
    assert.deepEqual(commonRounds([one, other, listEntry()]), [0, 1, 2, 4]);
  });

  it('are nothing where a run has no such round', () => {
    assert.deepEqual(valuesByRound(one, 'accuracy', [0, 1, 2, 4]), [null, 0.1, 'NaN', 0.4]);
    assert.deepEqual(valuesByRound(other, 'loss', [0, 1, 2, 4]), [null, null, 1, null]);
    assert.deepEqual(valuesByRound(listEntry(), 'loss', [0, 1]), [null, null]);
  });
});

describe('sparklinePath', () => {
  it('fills its box from the first to the last value', () => {
    assert.equal(sparklinePath([0, 1, 0.5], 80, 16), 'M0 16L40 0L80 8');
  });

  it('leaves a gap where there is no number', () => {
    assert.equal(sparklinePath([0, 1, 'NaN', 1, 0], 80, 16), 'M0 16L20 0M60 0L80 16');
  });

  it('has a place for every value between the least and the greatest double', () => {
    assert.equal(sparklinePath([-Number.MAX_VALUE, Number.MAX_VALUE, 0], 80, 16), 'M0 16L40 0L80 8');
  });

  it('is flat in the middle when nothing changes, and nothing for one value', () => {
    assert.equal(sparklinePath([2, 2], 80, 16), 'M0 8L80 8');
    assert.equal(sparklinePath([1, null, 2], 80, 16), undefined);
    assert.equal(sparklinePath([], 80, 16), undefined);
  });
});
