import { assertRefused } from '../sample-model.js';

describe('rules about signals as a whole', () => {
  for (const [text, to] of [
    ['no severity number', ''],
    ['severity number 0', 'severity_number: 0'],
    ['severity number 9.5', 'severity_number: 9.5'],
    ['severity number 25', 'severity_number: 25'],
  ] as const) {
    it(`refuse an event with ${text}`, async () => {
      await assertRefused(
        {
          file: 'model/events/round.yaml',
          from: 'annotations:\n      severity_number: 9',
          to: `annotations: { ${to} }`,
        },
        { rule: 'severity-number', where: 'event fl.round.started', message: /expected severity_number 1 to 24/ },
      );
    });
  }

  for (const key of ['fl.round.number', 'fl.client.id', 'fl.unknown']) {
    it(`refuse {${key}} in the name of a span`, async () => {
      await assertRefused(
        { file: 'model/spans.yaml', from: '`{fl.operation.name} {fl.job.name}`', to: `\`task {${key}}\`` },
        { rule: 'span-name', where: 'span fl.task.client', message: /low in cardinality/ },
      );
    });
  }

  it('refuse an attribute in a span name that the span need not have', async () => {
    await assertRefused(
      { file: 'model/spans.yaml', from: '`aggregate {fl.job.name}`', to: '`{fl.operation.name} {fl.job.name}`' },
      { rule: 'span-name', where: 'span fl.aggregation', message: /fl\.operation\.name/ },
    );
  });

  it('refuse an attribute that a signal has through a group and by itself', async () => {
    await assertRefused(
      { file: 'model/events/run.yaml', from: 'ref: fl.system.name', to: 'ref: fl.job.name' },
      { rule: 'attributes-once', where: 'event fl.run.started', message: /fl\.job\.name is there twice/ },
    );
  });

  it('refuse a schema URL without a version', async () => {
    await assertRefused(
      { file: 'model/manifest.yaml', from: '/schemas/0.1.0', to: '/schemas/latest' },
      { rule: 'versions', where: 'manifest', message: /schema_url to end in a version/ },
    );
  });

  it('refuse copied attributes of another version than the dependency', async () => {
    await assertRefused(
      { file: 'otel/attributes.yaml', from: 'version: 1.44.0', to: 'version: 1.40.0' },
      {
        rule: 'versions',
        where: 'manifest',
        message: /depends on version 1\.44\.0, the copied attributes are of 1\.40\.0/,
      },
    );
  });
});
