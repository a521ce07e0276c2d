import assert from 'node:assert/strict';
import { packResources, readResources } from '../../../lib/client/report-resources.js';

const RESOURCES = {
  from: 1000,
  to: 1002,
  first: { host_energy_joules: 1 },
  last: { host_energy_joules: 3, process_cpu_utilization_percentage: 12.3456789012 },
};

describe('resources in a report', () => {
  it('come back as they were, to nine digits', () => {
    const packed = packResources(RESOURCES, 4096);
    assert.deepEqual(readResources(JSON.parse(JSON.stringify(packed))), {
      ...RESOURCES,
      last: { host_energy_joules: 3, process_cpu_utilization_percentage: 12.3456789 },
    });
  });

  it('are the main ones, or none, where there is no room for all', () => {
    const devices = Object.fromEntries(
      Array.from({ length: 64 }, (_, gpu) => [`gpu_${gpu}_energy_joules`, gpu + 0.12345678]),
    );
    const many = { ...RESOURCES, last: { ...RESOURCES.last, ...devices } };
    assert.deepEqual(Object.keys(packResources(many, 4096)?.last ?? {}), Object.keys(RESOURCES.last));
    assert.equal(packResources(many, 20), undefined);
  });

  it('of times that make no sense are nothing', () => {
    for (const given of [
      undefined,
      null,
      7,
      {},
      { ...RESOURCES, from: 0 },
      { ...RESOURCES, to: 999 },
      { ...RESOURCES, from: 'x' },
      { ...RESOURCES, to: 1e300 },
      { ...RESOURCES, last: {} },
      { ...RESOURCES, last: undefined },
    ]) {
      assert.equal(readResources(given), undefined, JSON.stringify(given));
    }
  });

  it('are known fields with finite numbers only', () => {
    const read = readResources({
      ...RESOURCES,
      first: { host_energy_joules: 'NaN', __proto__: 5 },
      last: { novel: 1, cpu_utilization_percentage: Number.NaN, host_energy_joules: 4, '../x_energy_joules': 1 },
    });
    assert.deepEqual(read, { from: 1000, to: 1002, first: {}, last: { host_energy_joules: 4 } });
  });
});
