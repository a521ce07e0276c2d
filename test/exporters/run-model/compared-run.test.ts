import assert from 'node:assert/strict';
import type { JournalEvent } from '../../../exporters/journal/events.js';
import { comparedRun, createRunModel, summarizeResult, sumOf } from '../../../exporters/run-model/index.js';

const at = (seconds: number) => new Date(Date.UTC(2026, 0, 1, 0, 0, seconds)).toISOString();
const NOW = Date.UTC(2026, 0, 1, 0, 1);

function compared(events: readonly object[]) {
  const model = createRunModel();
  for (const [index, event] of events.entries()) {
    model.apply({ run_id: 'r', timestamp: at(index), ...event } as JournalEvent);
  }
  return comparedRun(model.view(), 'runs/r.jsonl', NOW);
}
const ended = (round: number, metrics: object) => ({ event_type: 'round_end', round, round_metrics: metrics });
const update = (round: number, client_id: string) => ({
  event_type: 'client_update',
  clients: [{ round, client_id, local_loss: 1 }],
});

describe('comparedRun', () => {
  it('has what a run is compared by', () => {
    const { results, params, ...facts } = compared([
      {
        event_type: 'init',
        job: 'digits',
        algorithm: 'FedAvg',
        planned_rounds: 3,
        objective: { metric: 'loss', goal: 'min' },
        config: { lr: 0.1, opt: { name: 'sgd', nesterov: true, betas: [1, 2] }, empty: {} },
      },
      update(1, 'a'),
      update(1, 'b'),
      ended(1, { global_accuracy: 0.5, global_loss: 2, total_bytes_up: 12, total_bytes_down: 30 }),
      ended(2, {
        global_accuracy: 0.9,
        global_loss: Number.POSITIVE_INFINITY,
        total_bytes_up: 8,
        metrics: { f1: 0.4 },
      }),
      { event_type: 'finished', state: 'finished' },
    ]);
    assert.deepEqual(facts, {
      runId: 'r',
      place: 'runs/r.jsonl',
      job: 'digits',
      algorithm: 'FedAvg',
      state: 'finished',
      startedAt: at(0),
      durationSeconds: 5,
      rounds: 2,
      plannedRounds: 3,
      clients: 2,
      bytesUp: 20,
      bytesDown: 30,
      objective: { metric: 'loss', goal: 'min' },
    });
    assert.deepEqual(params, {
      lr: '0.1',
      'opt.name': 'sgd',
      'opt.nesterov': 'true',
      'opt.betas': '[1,2]',
      empty: '{}',
    });
    assert.deepEqual(Object.keys(results), ['accuracy', 'loss', 'f1']);
    assert.deepEqual(results.accuracy, {
      final: { round: 2, value: 0.9 },
      max: { round: 2, value: 0.9 },
      min: { round: 1, value: 0.5 },
    });
    assert.deepEqual(results.loss?.final, { round: 2, value: Number.POSITIVE_INFINITY });
    assert.deepEqual(
      [results.loss?.max, results.loss?.min],
      [
        { round: 1, value: 2 },
        { round: 1, value: 2 },
      ],
    );
  });

  it('knows nothing of what nobody said', () => {
    const run = compared([{ event_type: 'init' }]);
    assert.deepEqual(run.results, {});
    assert.deepEqual([run.rounds, run.bytesUp, run.bytesDown, run.job], [0, undefined, undefined, undefined]);
  });

  it('is not led astray by names that objects have', () => {
    const run = compared([
      { event_type: 'init', config: { constructor: 'x', toString: 1 } },
      ended(1, { metrics: { constructor: 0.5, hasOwnProperty: 0.25 } }),
    ]);
    assert.deepEqual(
      Object.entries(run.results).map(([name, { final }]) => [name, final.value]),
      [
        ['constructor', 0.5],
        ['hasOwnProperty', 0.25],
      ],
    );
    assert.deepEqual(Object.entries(run.params), [
      ['constructor', 'x'],
      ['toString', '1'],
    ]);
  });
});

describe('summarizeResult', () => {
  it('takes the earliest of equally good rounds, and NaN as a final value only', () => {
    const values = [0.5, 0.7, 0.7, Number.NaN].map((value, round) => ({ round, value }));
    assert.deepEqual(summarizeResult(values), {
      final: { round: 3, value: Number.NaN },
      max: { round: 1, value: 0.7 },
      min: { round: 0, value: 0.5 },
    });
  });

  it('has no best where nothing is finite, and nothing of nothing', () => {
    const nan = { round: 1, value: Number.NaN };
    assert.deepEqual(summarizeResult([nan]), { final: nan, max: undefined, min: undefined });
    assert.equal(summarizeResult([]), undefined);
  });
});

describe('sumOf', () => {
  it('is unknown when nothing is known', () => {
    assert.equal(sumOf([undefined, undefined]), undefined);
    assert.equal(sumOf([undefined, 0, 2]), 2);
  });
});
