import assert from 'node:assert/strict';
import { roundCharts, stacked } from '../../../viewer/charts/round-charts.js';
import { columns, round } from '../support/documents.js';

describe('roundCharts', () => {
  it('has a chart only for what these rounds tell', () => {
    const charts = roundCharts([round(1), round(2)]);
    assert.deepEqual(
      charts.map(({ id }) => id),
      ['accuracy', 'loss', 'participation', 'duration'],
    );
    assert.deepEqual(charts[0]?.curves[0]?.values, [0.51, 0.52]);
  });

  it('has everything that rounds can tell, free metrics last and by name', () => {
    const results = {
      loss: 1,
      train_loss: 2,
      bytes_up: 5,
      dispersion: 0.1,
      samples: 10,
      epsilon: 3,
      f1: 0.4,
      auc: 'NaN' as const,
    };
    const numbers = { staleness: [0, 4], energy_joules: [10, 20] };
    const charts = roundCharts([round(1, { results, clients: columns({ client: [0, 1], numbers }) })]);
    const ids = [
      'loss',
      'participation',
      'traffic',
      'dispersion',
      'staleness',
      'energy',
      'samples',
      'epsilon',
      'free-auc',
      'free-f1',
    ];
    assert.deepEqual(
      charts.map(({ id }) => id),
      ids,
    );
    const curvesOf = (id: string) => charts.find((chart) => chart.id === id)?.curves;
    assert.deepEqual(
      curvesOf('loss')?.map(({ values }) => values),
      [[1], [2]],
    );
    assert.deepEqual(
      curvesOf('staleness')?.map(({ values }) => values),
      [[2], [4]],
    );
    assert.deepEqual(
      curvesOf('energy')?.map(({ values }) => values),
      [[30]],
    );
    assert.deepEqual(curvesOf('free-auc')?.[0]?.odd, [{ index: 0, kind: 'NaN' }]);
  });

  it('leaves out outcomes that nobody had, but for completion', () => {
    const charts = roundCharts([round(1, { selected: 5, completed: 0, dropped: 5 })]);
    const participation = charts.find(({ id }) => id === 'participation');
    assert.deepEqual(
      participation?.curves.map(({ label }) => label),
      ['completed', 'dropped out'],
    );
  });

  it('is nothing for no rounds', () => {
    assert.deepEqual(roundCharts([]), []);
  });
});

describe('stacked', () => {
  it('puts each bar on those before, and leaves out those that add nothing', () => {
    const curve = (values: readonly (number | null)[]) => ({ label: '', color: '', odd: [], values });
    assert.deepEqual(stacked([curve([3, 4]), curve([1, 0]), curve([2, 1])]), [
      [3, 4],
      [4, null],
      [6, 5],
    ]);
  });
});
