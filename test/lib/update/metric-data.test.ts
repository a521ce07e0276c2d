import assert from 'node:assert/strict';
import { ValueType } from '@opentelemetry/api';
import { AggregationTemporality, DataPointType, type GaugeMetricData } from '@opentelemetry/sdk-metrics';
import type { ScalarRecord } from '../../../lib/core/records.js';
import { toEventRecord } from '../../../lib/update/event-form.js';
import { toMetricData } from '../../../lib/update/metric-data.js';
import { assertInRegistry } from '../../support/registry-check.js';
import { record } from '../support/recording.js';

/** Two updates with everything in them. */
function twoUpdates() {
  const { run, updates } = record();
  run.clientUpdate({
    round: 1,
    client: 'a',
    loss: 0.5,
    samples: 10,
    metrics: { f1: 0.1, auc: 0.2 },
    attributes: { device: { os: 'x' } },
  });
  run.clientUpdate({ round: 1, client: 'b', operation: 'evaluate', loss: 1e300, location: { lat: 1, lng: 2 } });
  return updates();
}

describe('updates as data points', () => {
  it('are one gauge per field, with one identity and one time per update', () => {
    const [a, b] = twoUpdates();
    assert.ok(a !== undefined && b !== undefined);
    // Assignable to the SDK's own type, without a cast.
    const gauges: GaugeMetricData[] = toMetricData([a, b]);
    const identity = { 'fl.round.number': 1, 'fl.client.id': 'a', 'fl.operation.name': 'train' };
    const loss = gauges.find((gauge) => gauge.descriptor.name === 'fl.client.loss');
    assert.deepEqual(loss?.dataPoints[0], { startTime: [0, 0], endTime: a.time, attributes: identity, value: 0.5 });
    assert.equal(loss?.dataPoints[1]?.value, 1e300);
    assert.equal(loss?.dataPoints[1]?.attributes['fl.operation.name'], 'evaluate');
    const free = gauges.find((gauge) => gauge.descriptor.name === 'fl.client.metric');
    assert.deepEqual(
      free?.dataPoints.map((point) => [point.attributes['fl.metric.name'], point.value]),
      [
        ['f1', 0.1],
        ['auc', 0.2],
      ],
    );
    for (const gauge of gauges) {
      assert.equal(gauge.dataPointType, DataPointType.GAUGE);
      assert.equal(gauge.aggregationTemporality, AggregationTemporality.CUMULATIVE);
    }
    assert.equal(
      gauges.find((gauge) => gauge.descriptor.name === 'fl.client.samples')?.descriptor.valueType,
      ValueType.INT,
    );
    assert.equal(loss?.descriptor.valueType, ValueType.DOUBLE);
  });

  it('have a marker that counts them, itself included', () => {
    const gauges = toMetricData(twoUpdates());
    const marker = gauges.find((gauge) => gauge.descriptor.name === 'fl.client.update');
    assert.deepEqual(
      marker?.dataPoints.map((point) => [point.value, point.attributes['fl.update.field_count']]),
      [
        [1, 5],
        [1, 2],
      ],
    );
    assert.deepEqual(marker?.dataPoints[0]?.attributes['fl.client.extra.device'], { os: 'x' });
    const points = gauges.flatMap((gauge) => gauge.dataPoints);
    assert.equal(points.filter((point) => point.attributes['fl.client.id'] === 'a').length, 5);
  });

  it('say whose run they are when asked', () => {
    const gauges = toMetricData(twoUpdates(), (run) => ({ 'fl.run.id': run.id }));
    for (const point of gauges.flatMap((gauge) => gauge.dataPoints)) {
      assert.match(String(point.attributes['fl.run.id']), /^digits-\d{8}-/);
    }
  });

  it('pass on fields of a newer copy of the package', () => {
    const [update] = twoUpdates();
    assert.ok(update !== undefined);
    const [gauge] = toMetricData([{ ...update, names: ['fl.client.novel'], values: [1.5] }]);
    assert.deepEqual(gauge?.descriptor, {
      name: 'fl.client.novel',
      description: '',
      unit: '',
      valueType: ValueType.DOUBLE,
    });
  });

  it('stand beside scalars', () => {
    const scalar: ScalarRecord = {
      kind: 'scalar',
      run: { id: 'r', attempt: 1, job: 'j' },
      time: [1, 0],
      name: 'lr',
      step: 5,
      value: 0.1,
      client: undefined,
      round: 2,
    };
    const [gauge] = toMetricData([scalar]);
    assert.equal(gauge?.descriptor.name, 'fl.scalar');
    assert.deepEqual(gauge?.dataPoints[0]?.attributes, { 'fl.metric.name': 'lr', 'fl.step': 5, 'fl.round.number': 2 });
  });

  it('are as the registry says', () => {
    const inherited = { 'fl.run.id': 'r' };
    assertInRegistry({
      metrics: toMetricData(twoUpdates()).map((gauge) => ({
        name: gauge.descriptor.name,
        unit: gauge.descriptor.unit,
        kind: 'gauge' as const,
        scope: 'fedotel.client',
        points: gauge.dataPoints.map((point) => ({ attributes: point.attributes, inherited })),
      })),
    });
  });
});

describe('updates as events', () => {
  it('have the same fields as attributes of one event', () => {
    const [update, other] = twoUpdates();
    assert.ok(update !== undefined && other !== undefined);
    const event = toEventRecord(update);
    assert.equal(event.name, 'fl.client.update');
    assert.equal(event.severityNumber, 9);
    assert.deepEqual(event.time, update.time);
    assert.deepEqual(event.attributes, {
      'fl.client.state': 'active',
      'fl.update.result': 'accepted',
      'fl.client.extra.device': { os: 'x' },
      'fl.round.number': 1,
      'fl.client.id': 'a',
      'fl.operation.name': 'train',
      'fl.client.loss': 0.5,
      'fl.client.samples': 10,
      'fl.client.metric.f1': 0.1,
      'fl.client.metric.auc': 0.2,
    });
    assertInRegistry({ events: [{ ...event, inherited: { 'fl.run.id': 'r' } }] });
    // As an attribute a number of this size would be written as a 64-bit integer.
    assert.equal(toEventRecord(other).attributes['fl.client.loss'], BigInt(1e300).toString());
  });
});
