import assert from 'node:assert/strict';
import { divideTime, type RecordedRequest } from '../../../../bench/support/mlflow/request-times.js';

const BATCH = '/api/2.0/mlflow/runs/log-batch';

describe('where the time of an export goes', () => {
  const requests: readonly RecordedRequest[] = [
    { path: '/version', bytes: 0, start: 1200, end: 1250 },
    { path: BATCH, bytes: 900, start: 1250, end: 1300 },
    { path: BATCH, bytes: 90_000, start: 1310, end: 1610 },
    { path: BATCH, bytes: 90_000, start: 1620, end: 1900 },
    { path: '/api/2.0/mlflow-artifacts/artifacts/1', bytes: 90_000, start: 1880, end: 1940 },
    { path: '/api/2.0/mlflow-artifacts/artifacts/2', bytes: 90_000, start: 1880, end: 1920 },
  ];

  it('is divided without rest: side by side counts once, points before others', () => {
    const { shares, pointRequests, otherRequests } = divideTime([...requests].reverse(), 1000, 2000);
    const percent = Object.fromEntries(Object.entries(shares).map(([name, share]) => [name, Math.round(share * 100)]));
    assert.deepEqual(percent, { start: 20, points: 58, others: 14, between: 8 });
    assert.deepEqual([pointRequests, otherRequests], [2, 4]);
  });

  it('is not told of a program that made no request', () => {
    assert.throws(() => divideTime([], 0, 1), /no request/);
  });
});
