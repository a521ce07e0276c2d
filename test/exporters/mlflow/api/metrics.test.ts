import assert from 'node:assert/strict';
import {
  metricProblem,
  refusedMetrics,
  sameStoredValue,
  spellMetric,
} from '../../../../exporters/mlflow/api/metrics.js';
import { point } from '../../../support/mlflow-contract.js';

describe('metrics of MLflow', () => {
  for (const good of [
    point(),
    point({ step: -1 }),
    point({ step: Number.MAX_SAFE_INTEGER, timestamp: 0 }),
    point({ value: Number.NaN }),
    point({ value: Number.NEGATIVE_INFINITY }),
    point({ value: 5e-324 }),
  ]) {
    it(`may be ${JSON.stringify(spellMetric(good))}`, () => {
      assert.equal(metricProblem(good), undefined);
    });
  }

  for (const [parts, said] of [
    [{ key: 'a@b' }, /^key "a@b": it has characters/],
    [{ key: 7 }, /^key: expected a text, got 7$/],
    [{ value: '1.5' }, /^value of "loss": expected a number, got "1.5"$/],
    [{ value: undefined }, /^value of "loss": expected a number, got undefined$/],
    [{ value: 5n }, /^value of "loss": expected a number, got 5$/],
    [{ step: 1.5 }, /^step of "loss": expected a safe integer, got 1.5$/],
    [{ step: 2 ** 53 }, /^step of "loss"/],
    [{ step: Number.NaN }, /^step of "loss"/],
    [{ timestamp: -1 }, /^timestamp of "loss": expected whole milliseconds from 0, got -1$/],
    [{ timestamp: 0.5 }, /^timestamp of "loss"/],
    [{ timestamp: undefined }, /^timestamp of "loss"/],
  ] as const) {
    it(`may not have ${said.source}`, () => {
      assert.match(metricProblem({ ...point(), ...parts } as never) ?? '', said);
    });
  }

  it('that are bad are found by their place', () => {
    const refused = refusedMetrics([point(), point({ step: 0.1 }), point(), point({ key: '' })]);
    assert.deepEqual(
      refused.map(({ index }) => index),
      [1, 3],
    );
  });

  it('are spelled in JSON that the server reads', () => {
    const values = [Number.NaN, Infinity, -Infinity, 1e-7].map((value) => spellMetric(point({ value })).value);
    assert.deepEqual(values, ['NaN', 'Infinity', '-Infinity', 1e-7]);
  });

  it('are known again when they are read', () => {
    assert.ok(sameStoredValue(Number.NaN, Number.NaN));
    assert.ok(sameStoredValue(-0, 0));
    assert.ok(sameStoredValue(0.1, 0.1));
    assert.ok(sameStoredValue(Infinity, Number.MAX_VALUE));
    assert.ok(sameStoredValue(-Infinity, -Number.MAX_VALUE));
    assert.ok(!sameStoredValue(-Infinity, Number.MAX_VALUE));
    assert.ok(!sameStoredValue(Number.NaN, 0));
    assert.ok(!sameStoredValue(0.1, 0.2));
  });
});
