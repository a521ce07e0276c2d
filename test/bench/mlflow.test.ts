import assert from 'node:assert/strict';
import { mlflowFigures } from '../../bench/mlflow.js';
import { isMet } from '../../bench/report.js';
import type { MlflowMeasures } from '../../bench/support/mlflow/measure.js';

const SIZE = { rounds: 2, clients: 3, turns: 1, refusedSeconds: 15 };
const MEASURES: MlflowMeasures = {
  pointsPerSecond: { bare: 3000, live: 2700, backfill: 5400, app: 2500, hivewatch: 500 },
  blocked: { ours: 2e-6, hivewatch: 0.03, oursRefused: 3e-6, hivewatchRefused: 15 },
};

describe('figures of the MLflow benchmark', () => {
  it('compare speeds with the bare loop and with HiveWatch', () => {
    const figures = mlflowFigures(MEASURES, SIZE);
    const met = Object.entries(figures).flatMap(([key, figure]) => {
      const reached = isMet(figure);
      return reached === undefined ? [] : [[key, figure.value, reached]];
    });
    assert.deepEqual(met, [
      ['mlflow.liveOfBare', 0.9, true],
      ['mlflow.backfillOfBare', 1.8, false],
      ['mlflow.liveOfHivewatch', 5, true],
      ['mlflow.backfillOfHivewatch', 10.8, true],
    ]);
  });

  it('say when a call was not waited for to its end', () => {
    const what = (hivewatchRefused: number) => {
      const blocked = { ...MEASURES.blocked, hivewatchRefused };
      return mlflowFigures({ ...MEASURES, blocked }, SIZE)['mlflow.hivewatchBlockedSecondsRefused']?.what;
    };
    assert.match(what(15) ?? '', /given up after 15 s$/);
    assert.match(what(14) ?? '', /refuses connections$/);
  });
});
