import { assertRefused } from '../sample-model.js';

describe('rules about privacy', () => {
  for (const level of ['required', 'recommended']) {
    it(`refuse a client's name that is ${level}`, async () => {
      await assertRefused(
        {
          file: 'model/events/client.yaml',
          from: 'ref: fl.client.name\n        requirement_level: opt_in',
          to: `ref: fl.client.name\n        requirement_level: ${level}`,
        },
        { rule: 'sensitive-opt-in', where: 'event fl.client.update', message: /fl\.client\.name is sensitive/ },
      );
    });
  }

  it('refuse a location that is recommended, through a group', async () => {
    await assertRefused(
      {
        file: 'model/groups.yaml',
        from: 'ref: geo.location.lat\n        requirement_level: opt_in',
        to: 'ref: geo.location.lat\n        requirement_level: recommended',
      },
      { rule: 'sensitive-opt-in', where: 'metric fl.client.update', message: /geo\.location\.lat is sensitive/ },
    );
  });

  it('refuse a sensitive attribute without a warning', async () => {
    await assertRefused(
      { file: 'model/attributes/identity.yaml', from: 'note: "Warning: this may be', to: 'note: "This may be' },
      { rule: 'sensitive-opt-in', where: 'attribute fl.client.name', message: /starts with "Warning: "/ },
    );
  });
});
