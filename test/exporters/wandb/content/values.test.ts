import assert from 'node:assert/strict';
import { histogramValue } from '../../../../exporters/wandb/content/histogram.js';
import { wandbJson } from '../../../../exporters/wandb/content/index.js';
import { systemName } from '../../../../exporters/wandb/content/system-names.js';

describe('values in W&B', () => {
  it('have bare tokens for what is no number, and all digits of large ones', () => {
    assert.equal(wandbJson(Number.NaN), 'NaN');
    assert.equal(wandbJson([Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]), '[Infinity,-Infinity]');
    assert.equal(wandbJson(9007199254740993n), '9007199254740993');
    assert.equal(wandbJson({ a: { b: -0 }, c: null, d: true }), '{"a":{"b":-0},"c":null,"d":true}');
    assert.equal(wandbJson('NaN "\n é'), '"NaN \\"\\n é"');
    assert.equal(wandbJson('\ud800'), '"\ufffd"');
    assert.equal(wandbJson(0.1), '0.1');
    assert.equal(wandbJson(1e21), '1e+21');
  });

  it('draw a histogram as it was counted', () => {
    const value = histogramValue({ edges: [0, 1, 2, 4], counts: [3, 0, 5] });
    assert.deepEqual(value, { _type: 'histogram', values: [3, 0, 5], bins: [0, 1, 2, 4] });
  });

  it('put bins together where W&B draws no more', () => {
    const counts = Array.from({ length: 1025 }, (_, index) => index);
    const edges = Array.from({ length: 1026 }, (_, index) => index / 2);
    const { values, bins } = histogramValue({ edges, counts }) as { values: number[]; bins: number[] };
    assert.ok(values.length <= 512);
    assert.equal(bins.length, values.length + 1);
    assert.equal(
      values.reduce((sum, count) => sum + count),
      (1024 * 1025) / 2,
    );
    assert.deepEqual([bins[0], bins[1], bins.at(-1)], [0, 1.5, 512.5]);
    assert.equal(values[0], 0 + 1 + 2);
  });

  it('have the names and units of W&B’s system panel where it knows them', () => {
    assert.deepEqual(systemName('process_cpu_utilization_percentage'), { name: 'cpu', scale: 1 });
    assert.deepEqual(systemName('gpu_12_power_usage_watts'), { name: 'gpu.12.powerWatts', scale: 1 });
    assert.deepEqual(systemName('network_receive_megabytes'), { name: 'network.recv', scale: 1e6 });
    const { name, scale } = systemName('process_memory_megabytes');
    assert.equal(name, 'proc.memory.rssMB');
    assert.equal(1.048576 * scale, 1);
    assert.deepEqual(systemName('rail_vdd_in_power_usage_watts'), { name: 'rail_vdd_in_power_usage_watts', scale: 1 });
  });
});
