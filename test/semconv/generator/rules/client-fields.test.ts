import { assertRefused } from '../sample-model.js';

const FIELDS = 'model/metrics/client-fields.yaml';
const ATTRIBUTES = 'model/attributes/client-fields.yaml';

describe('rules about client fields', () => {
  for (const [what, from, to] of [
    ['field', 'field: accuracy', 'field: loss'],
    ['journal', 'journal: local_accuracy', 'journal: local_loss'],
    ['key', 'key: accuracy', 'key: loss'],
  ] as const) {
    it(`refuse a ${what} that two fields have`, async () => {
      await assertRefused(
        { file: FIELDS, from, to },
        { rule: 'client-fields', where: 'metric fl.client.accuracy', message: new RegExp(`has ${what} "`) },
      );
    });
  }

  it('refuse a field without an attribute for the event form', async () => {
    await assertRefused(
      { file: FIELDS, from: 'name: fl.client.energy', to: 'name: fl.client.power' },
      { rule: 'client-fields', where: 'metric fl.client.power', message: /expected an attribute fl\.client\.power/ },
    );
  });

  it('refuse two forms of different types', async () => {
    await assertRefused(
      { file: ATTRIBUTES, from: 'key: fl.client.energy\n    type: double', to: 'key: fl.client.energy\n    type: int' },
      { rule: 'client-fields', where: 'metric fl.client.energy', message: /of type double, got int/ },
    );
  });

  it('refuse a field that the event lacks', async () => {
    await assertRefused(
      {
        file: 'model/events/client.yaml',
        from: '      - ref: fl.client.energy\n        requirement_level: recommended\n',
        to: '',
      },
      { rule: 'client-fields', where: 'metric fl.client.energy', message: /expected fl\.client\.update to have/ },
    );
  });

  for (const scale of ['-1', '0', '0.3']) {
    it(`refuse the scale ${scale}`, async () => {
      await assertRefused(
        { file: FIELDS, from: 'key_scale: 0.000001', to: `key_scale: ${scale}` },
        { rule: 'client-fields', where: 'metric fl.client.bytes.sent', message: /expected a scale/ },
      );
    });
  }
});
