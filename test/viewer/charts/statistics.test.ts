import assert from 'node:assert/strict';
import fc from 'fast-check';
import { bandChart, commonScale } from '../../../viewer/charts/bands.js';
import { clientFieldOf, clientMetrics } from '../../../viewer/charts/client-metrics.js';
import { curveOf } from '../../../viewer/charts/curves.js';
import { clientColumn, quantile, spreadOf, valueOfClient } from '../../../viewer/charts/statistics.js';
import { resultField } from '../../../viewer/format/fields.js';
import { columns, round } from '../support/documents.js';

const frame = round(1, {
  clients: columns({
    client: [4, 0, 2],
    numbers: { local_loss: [3, 1, 'NaN'], steps: [60, null, 60] },
    operations: { evaluate: { local_loss: [0.5, null, 0.7] } },
  }),
});

describe('spreadOf', () => {
  it('is over the finite values, and counts the others', () => {
    const spread = spreadOf(frame, 'local_loss');
    assert.deepEqual(
      [spread?.count, spread?.odd, spread?.sum, spread?.min, spread?.median, spread?.max],
      [2, 1, 4, 1, 2, 3],
    );
  });

  it('is nothing where no client has the number', () => {
    assert.equal(spreadOf(frame, 'energy_joules'), undefined);
    assert.equal(spreadOf(frame, 'constructor'), undefined);
  });

  it('is worked out once for a frame', () => {
    assert.equal(spreadOf(frame, 'steps'), spreadOf(frame, 'steps'));
  });

  it('is in order, whatever the values', () => {
    fc.assert(
      fc.property(fc.array(fc.integer(), { minLength: 1 }), (values) => {
        const clients = columns({ client: values.map((_, index) => index), numbers: { x: values } });
        const s = spreadOf(round(1, { clients }), 'x');
        assert.ok(s !== undefined);
        const parts = [s.min, s.p10, s.p25, s.median, s.p75, s.p90, s.max];
        assert.deepEqual(
          parts,
          [...parts].sort((a, b) => a - b),
        );
        assert.deepEqual([s.min, s.max], [Math.min(...values), Math.max(...values)]);
      }),
    );
  });
});

describe('quantile', () => {
  it('is linear between neighbours', () => {
    assert.deepEqual(
      [0, 0.25, 0.5, 1].map((share) => quantile([10, 20, 30], share)),
      [10, 15, 20, 30],
    );
    assert.equal(quantile([7], 0.9), 7);
  });
});

describe('numbers of clients', () => {
  it('are found by client, whatever the order of the columns', () => {
    assert.equal(valueOfClient(frame, 0, 'local_loss'), 1);
    assert.equal(valueOfClient(frame, 2, 'local_loss'), 'NaN');
    assert.equal(valueOfClient(frame, 9, 'local_loss'), undefined);
    assert.deepEqual(clientColumn(frame, 'evaluate/local_loss'), [0.5, null, 0.7]);
    assert.equal(clientColumn(frame, 'predict/local_loss'), undefined);
  });

  it('are listed known first, then free, then other operations', () => {
    assert.deepEqual(clientMetrics([frame]), [
      { name: 'local_loss', field: 'local_loss', label: 'Loss' },
      { name: 'steps', field: 'steps', label: 'steps' },
      { name: 'evaluate/local_loss', field: 'local_loss', label: 'Loss (evaluate)' },
    ]);
  });

  it('may be called with a slash', () => {
    const odd = round(1, { clients: columns({ client: [0], numbers: { 'up/down': [1] } }) });
    assert.deepEqual(clientMetrics([odd]), [{ name: 'up/down', field: 'up/down', label: 'up/down' }]);
    assert.deepEqual(clientColumn(odd, 'up/down'), [1]);
  });
});

describe('bandChart', () => {
  it('has percentiles, and one client on top when one is chosen', () => {
    const { curves, bands } = bandChart([frame], clientFieldOf('local_loss'), { index: 0, label: 'a' });
    assert.deepEqual(
      curves.map(({ label }) => label),
      ['90 %', '75 %', 'median', '25 %', '10 %', 'a'],
    );
    assert.deepEqual(curves.at(-1)?.values, [1]);
    for (const { upper, lower } of bands) {
      assert.ok((curves[upper]?.values[0] ?? 0) >= (curves[lower]?.values[0] ?? 0));
    }
    assert.equal(bandChart([frame], clientFieldOf('local_loss'), undefined).curves.length, 5);
  });
});

describe('commonScale', () => {
  const curve = (values: readonly number[]) => curveOf({ label: 'x', color: 's1' }, resultField('x'), values);

  it('holds every value with a little room', () => {
    const scale = commonScale([curve([1, 2]), curve([5])]);
    assert.ok(scale !== undefined && scale.min < 1 && scale.min > 0 && scale.max > 5 && scale.max < 6);
  });

  it('has room around a single value, and is nothing for none', () => {
    const scale = commonScale([curve([3])]);
    assert.ok(scale !== undefined && scale.min < 3 && scale.max > 3);
    assert.equal(commonScale([curve([])]), undefined);
  });
});
