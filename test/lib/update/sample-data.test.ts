import assert from 'node:assert/strict';
import type { SampleRecord } from '../../../lib/core/records.js';
import { MONITOR_SCOPE, toSampleData } from '../../../lib/update/sample-data.js';

const run = { id: 'r1', attempt: 5, job: 'digits' };

function sample(fields: Readonly<Record<string, number>>, more: Partial<SampleRecord> = {}): SampleRecord {
  return {
    kind: 'sample',
    run,
    time: [1000, 7],
    start: [990, 0],
    client: 'a',
    round: 3,
    names: Object.keys(fields),
    values: Object.values(fields),
    ...more,
  };
}

describe('resource samples as data points', () => {
  it("are OpenTelemetry's metrics in its units, with identity, time and what singles the field out", () => {
    const metrics = toSampleData([
      sample({ process_cpu_utilization_percentage: 29, network_receive_megabytes: 1.5, network_transmit_megabytes: 2 }),
    ]);
    assert.deepEqual(
      metrics.map(({ descriptor, dataPoints }) => [
        descriptor.name,
        descriptor.unit,
        dataPoints.map(({ attributes, value }) => [attributes['network.io.direction'], value]),
      ]),
      [
        ['process.cpu.utilization', '1', [[undefined, 0.29]]],
        [
          'system.network.io',
          'By',
          [
            ['receive', 1_500_000],
            ['transmit', 2_000_000],
          ],
        ],
      ],
    );
    assert.deepEqual(metrics[0]?.dataPoints[0]?.attributes, { 'fl.client.id': 'a', 'fl.round.number': 3 });
    assert.deepEqual(metrics[0]?.dataPoints[0]?.endTime, [1000, 7]);
    assert.equal(MONITOR_SCOPE.name, 'fedotel.monitor');
  });

  it('are gauges, counters that say since when they count, and sums that may fall', () => {
    const metrics = toSampleData([
      sample({ host_power_usage_watts: 15, host_energy_joules: 30, process_memory_megabytes: 64 }),
    ]);
    assert.deepEqual(
      metrics.map((metric) => [
        metric.descriptor.name,
        metric.dataPointType,
        'isMonotonic' in metric ? metric.isMonotonic : undefined,
        metric.dataPoints[0]?.startTime,
      ]),
      [
        ['hw.host.power', 2, undefined, [0, 0]],
        ['hw.host.energy', 3, true, [990, 0]],
        ['process.memory.usage', 3, false, [990, 0]],
      ],
    );
  });

  it('name a device and its kind', () => {
    const [metric] = toSampleData([sample({ gpu_0_energy_joules: 5, rail_vdd_in_energy_joules: 6 })]);
    assert.deepEqual(
      metric?.dataPoints.map(({ attributes }) => [attributes['hw.id'], attributes['hw.type']]),
      [
        ['gpu_0', 'gpu'],
        ['rail_vdd_in', 'power_supply'],
      ],
    );
  });

  it("of the run's own process name no client, and each record says its run where the resource does not", () => {
    const [metric] = toSampleData(
      [sample({ cpu_utilization_percentage: 50 }, { client: undefined, round: undefined })],
      ({ id }) => ({ 'fl.run.id': id }),
    );
    assert.deepEqual(metric?.dataPoints[0]?.attributes, { 'fl.run.id': 'r1' });
  });

  it('leave out what is no field, or no number', () => {
    assert.deepEqual(toSampleData([sample({ novel: 1, cpu_utilization_percentage: Number.NaN })]), []);
  });
});
