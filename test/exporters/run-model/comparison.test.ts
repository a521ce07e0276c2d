import assert from 'node:assert/strict';
import {
  type ComparedRun,
  commonObjective,
  differingParams,
  type Objective,
  rankRuns,
  summarizeResult,
} from '../../../exporters/run-model/index.js';

function run(
  runId: string,
  parts: Partial<ComparedRun> = {},
  values: Readonly<Record<string, number[]>> = {},
): ComparedRun {
  const results = Object.entries(values).flatMap(([name, list]) => {
    const result = summarizeResult(list.map((value, round) => ({ round, value })));
    return result === undefined ? [] : [[name, result] as const];
  });
  return {
    runId,
    place: runId,
    job: undefined,
    algorithm: undefined,
    state: 'finished',
    startedAt: undefined,
    durationSeconds: undefined,
    rounds: undefined,
    plannedRounds: undefined,
    clients: undefined,
    bytesUp: undefined,
    bytesDown: undefined,
    objective: undefined,
    params: {},
    results: Object.fromEntries(results),
    ...parts,
  };
}
const withObjective = (metric: string, goal: Objective['goal']) => run('r', { objective: { metric, goal } });

describe('commonObjective', () => {
  it('is what was asked for', () => {
    assert.deepEqual(commonObjective([withObjective('f1', 'max')], { metric: 'loss', goal: 'max' }), {
      metric: 'loss',
      goal: 'max',
    });
  });

  it('is what the runs say when they agree', () => {
    const runs = [withObjective('f1', 'min'), run('silent'), withObjective('f1', 'min')];
    assert.deepEqual(commonObjective(runs), { metric: 'f1', goal: 'min' });
    assert.deepEqual(commonObjective(runs, { metric: 'f1' }), { metric: 'f1', goal: 'min' });
    assert.deepEqual(commonObjective([...runs, withObjective('loss', 'min')]), { metric: 'accuracy', goal: 'max' });
    assert.deepEqual(commonObjective([...runs, withObjective('f1', 'max')]), { metric: 'f1', goal: 'max' });
  });

  for (const [metric, goal] of [
    ['loss', 'min'],
    ['train_loss', 'min'],
    ['val/Loss', 'min'],
    ['rmse', 'min'],
    ['test error', 'min'],
    ['gloss', 'max'],
    ['accuracy', 'max'],
    ['f1', 'max'],
  ] as const) {
    it(`wants the ${goal} of ${metric} unless it is told`, () => {
      assert.deepEqual(commonObjective([], { metric }), { metric, goal });
    });
  }
});

describe('rankRuns', () => {
  const runs = [
    run('a', {}, { accuracy: [0.5, 0.9], loss: [2, 1] }),
    run('none'),
    run('b', {}, { accuracy: [0.95, 0.1], loss: [3] }),
    run('diverged', {}, { accuracy: [Number.NaN] }),
    run('c', {}, { accuracy: [0.9] }),
  ];
  const ids = (objective: Objective) => rankRuns(runs, objective).map(({ run, best }) => `${run.runId} ${best.value}`);

  it('puts the best first and leaves out runs without a finite value; ties stay in order', () => {
    assert.deepEqual(ids({ metric: 'accuracy', goal: 'max' }), ['b 0.95', 'a 0.9', 'c 0.9']);
    assert.deepEqual(ids({ metric: 'accuracy', goal: 'min' }), ['b 0.1', 'a 0.5', 'c 0.9']);
    assert.deepEqual(ids({ metric: 'loss', goal: 'min' }), ['a 1', 'b 3']);
    assert.deepEqual(ids({ metric: 'toString', goal: 'min' }), []);
  });
});

describe('differingParams', () => {
  it('has the params in which not all are alike, by name', () => {
    const runs = [
      run('a', { params: { lr: '0.1', seed: '1', same: 'x' } }),
      run('b', { params: { same: 'x', lr: '0.2', toString: 'y' } }),
    ];
    assert.deepEqual(differingParams(runs), [
      { name: 'lr', values: ['0.1', '0.2'] },
      { name: 'seed', values: ['1', undefined] },
      { name: 'toString', values: [undefined, 'y'] },
    ]);
    assert.deepEqual(differingParams(runs.slice(1)), []);
  });
});
