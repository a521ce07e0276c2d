import assert from 'node:assert/strict';
import { mlflowFigures } from '../../bench/mlflow.js';
import { isMet } from '../../bench/report.js';
import type { MlflowMeasures } from '../../bench/support/mlflow/measure.js';

const SIZE = { rounds: 2, clients: 3, longRounds: 3, longClients: 4, turns: 1, refusedSeconds: 15 };
const MEASURES: MlflowMeasures = {
  pointsPerSecond: {
    // The machine was slower in the second turn and slowest in the third.
    bare: [4000, 2000, 1000],
    ordered: [8000, 4000, 1600],
    live: [3600, 1800, 800],
    longBackfill: [8000, 3600, 1700],
    shortOrdered: [6600, 5500, 1000],
    backfill: [6000, 5000, 1000],
    app: [3000, 2500, 400],
    hivewatch: [600, 500, 100],
  },
  serverSecondsPerPoint: { rounds: [2e-4, 1.9e-4, 2.1e-4], ordered: [1e-4, 0.9e-4, 1.1e-4] },
  exports: [0.1, 0.2, 0.3].map((start) => ({
    shares: { start, points: 0.6, others: 0.1, between: 0.3 - start },
    pointRequests: 17,
    otherRequests: 12,
  })),
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
      ['mlflow.backfillOfHivewatch', 10, true],
    ]);
  });

  it('say how much of what order can gain there is', () => {
    const figures = mlflowFigures(MEASURES, SIZE);
    assert.equal(figures['mlflow.orderedOfBare']?.value, 2);
    assert.equal(figures['mlflow.backfillOfOrdered']?.value, 1);
    assert.equal(figures['mlflow.orderedOfHivewatch']?.value, 11);
  });

  it('say where the time of an export goes, and what points cost the server', () => {
    const figures = mlflowFigures(MEASURES, SIZE);
    const parts = ['exportStart', 'exportPoints', 'exportOthers', 'exportBetween', 'serverMillisOfRounds'];
    assert.deepEqual(
      parts.map((part) => Math.round(figures[`mlflow.${part}`]?.value ?? Number.NaN)),
      [20, 60, 10, 10, 200],
    );
    assert.match(figures['mlflow.exportPoints']?.what ?? '', /export of 2 rounds: .* 17 requests of points$/);
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
