import { assertRefused } from '../sample-model.js';

const RESOURCES = 'model/metrics/resources.yaml';
const WHERE = 'refinement fl.resource.host.cpu.utilization';

describe('rules about resource fields', () => {
  it('refuse a journal field that two have', async () => {
    await assertRefused(
      { file: RESOURCES, from: 'journal: "cpu_utilization_percentage"', to: 'journal: "disk_usage_percentage"' },
      { rule: 'resource-fields', where: WHERE, message: /has journal "disk_usage_percentage" too/ },
    );
  });

  it('refuse an id that two have, or that is not ours', async () => {
    await assertRefused(
      { file: RESOURCES, from: 'id: fl.resource.host.memory.usage', to: 'id: fl.resource.host.cpu.utilization' },
      { rule: 'resource-fields', where: WHERE, message: /has id "fl\.resource\.host\.cpu\.utilization" too/ },
    );
    await assertRefused(
      { file: RESOURCES, from: 'id: fl.resource.host.cpu.utilization', to: 'id: host.cpu' },
      { rule: 'resource-fields', where: 'refinement host.cpu', message: /namespace "fl\."/ },
    );
  });

  it('refuse another scope, an unfinished brief, and a scale that loses digits', async () => {
    for (const [from, to, message] of [
      ['scope: fedotel.monitor', 'scope: fedotel.client', /expected scope fedotel\.monitor/],
      ['since the sample before, its child processes included.', 'since the sample before', /ends with a period/],
      ['journal_scale: 100', 'journal_scale: 0.3', /expected a scale/],
    ] as const) {
      await assertRefused(
        { file: RESOURCES, from, to },
        { rule: 'resource-fields', where: 'refinement fl.resource.process.cpu.utilization', message },
      );
    }
  });

  it('refuse a device in the name of what is no device, and the other way round', async () => {
    await assertRefused(
      { file: RESOURCES, from: 'journal: "cpu_utilization_percentage"', to: 'journal: "{hw.id}_cpu"' },
      { rule: 'resource-fields', where: WHERE, message: /begins a device's field only/ },
    );
    await assertRefused(
      { file: RESOURCES, from: 'journal: "{hw.id}_charge_percentage"', to: 'journal: "charge_percentage"' },
      { rule: 'resource-fields', where: 'refinement fl.resource.battery.charge', message: /device's field only/ },
    );
  });

  it('refuse a device without hw.id, and a condition on what is no attribute of the field', async () => {
    await assertRefused(
      { file: RESOURCES, from: '      - ref: hw.id\n', to: '      - ref: fl.operation.name\n' },
      { rule: 'resource-fields', where: 'refinement fl.resource.gpu.utilization', message: /attribute hw\.id/ },
    );
    await assertRefused(
      { file: RESOURCES, from: '        cpu.mode: user\n', to: '        hw.type: cpu\n' },
      { rule: 'resource-fields', where: 'refinement fl.resource.process.cpu.user', message: /hw\.type is in "where"/ },
    );
  });
});
