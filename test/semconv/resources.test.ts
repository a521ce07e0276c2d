import assert from 'node:assert/strict';
import { clientFields, findResourceField, resourceFieldOf, resourceFields } from '../../semconv/index.js';

/** Reads attributes from an object, as a point does from its own. */
function reader(attributes: Readonly<Record<string, unknown>>): (key: string) => unknown {
  return (key) => attributes[key];
}

describe('findResourceField', () => {
  it('finds a field of the process or host by its name', () => {
    const found = findResourceField('network_receive_megabytes');
    assert.equal(found?.field.name, 'system.network.io');
    assert.deepEqual(found?.field.where, { 'network.io.direction': 'receive' });
    assert.equal(found?.device, undefined);
  });

  it('finds a field of a device and says which', () => {
    const found = findResourceField('gpu_11_power_usage_watts');
    assert.equal(found?.field.name, 'hw.power');
    assert.equal(found?.device, 'gpu_11');
  });

  it('takes what belongs to the host for no device', () => {
    assert.equal(findResourceField('host_energy_joules')?.field.name, 'hw.host.energy');
    assert.equal(findResourceField('cpu_utilization_percentage')?.field.name, 'system.cpu.utilization');
  });

  it('finds nothing for another name, an empty device or one with other characters', () => {
    for (const name of ['', 'toString', '_energy_joules', 'GPU 0_energy_joules', 'a__b_energy_joules']) {
      assert.equal(findResourceField(name), undefined, name);
    }
  });
});

describe('resourceFieldOf', () => {
  it('tells the points of one metric apart by their attributes', () => {
    const name = (direction: string) =>
      resourceFieldOf('system.disk.io', reader({ 'disk.io.direction': direction }))?.journal;
    assert.equal(name('read'), 'disk_read_megabytes');
    assert.equal(name('write'), 'disk_write_megabytes');
    assert.equal(name('discard'), undefined);
  });

  it('puts the device into the name', () => {
    const found = resourceFieldOf('hw.energy', reader({ 'hw.id': 'package_0' }));
    assert.equal(found?.journal, 'package_0_energy_joules');
  });

  it('refuses a device that could pass for a field of its own, or is none', () => {
    for (const id of [undefined, 7, '', 'a.b', '../x', 'gpu_']) {
      assert.equal(resourceFieldOf('hw.energy', reader({ 'hw.id': id })), undefined, String(id));
    }
  });

  it('knows no other metrics', () => {
    assert.equal(resourceFieldOf('system.cpu.load_average.1m', reader({})), undefined);
    assert.equal(resourceFieldOf('constructor', reader({})), undefined);
  });
});

describe('resourceFields', () => {
  it('have names that no field of a client update has at destinations, which keep both under the same client', () => {
    const taken = new Set(clientFields.map(({ key }) => key));
    assert.deepEqual(
      resourceFields.map(({ journal }) => journal).filter((name) => taken.has(name)),
      [],
    );
  });

  it('say of every counter and state what OpenTelemetry says', () => {
    const kinds = Object.fromEntries(
      resourceFields.map(({ name, instrument, unit }) => [name, `${instrument} ${unit}`]),
    );
    assert.equal(kinds['process.memory.usage'], 'updowncounter By');
    assert.equal(kinds['hw.host.energy'], 'counter J');
    assert.equal(kinds['process.cpu.utilization'], 'gauge 1');
  });
});
