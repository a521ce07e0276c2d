import assert from 'node:assert/strict';
import { assertRefused, type Change, problemsOf } from '../sample-model.js';

const ARTIFACT = 'model/attributes/tracking.yaml';

function renameArtifactType(to: string): readonly Change[] {
  return [
    { file: ARTIFACT, from: 'key: fl.artifact.type', to: `key: ${to}` },
    { file: 'model/events/tracking.yaml', from: 'ref: fl.artifact.type', to: `ref: ${to}` },
  ];
}

describe('rules about names', () => {
  for (const name of [
    'fl.Artifact.type',
    'fl.artifact..type',
    'fl.artifact_',
    'fl.artifact-type',
    '1fl.artifact.type',
  ]) {
    it(`refuse the attribute ${name}`, async () => {
      await assertRefused(renameArtifactType(name), {
        rule: 'name-syntax',
        where: `attribute ${name}`,
        message: /expected a name like/,
      });
    });
  }

  it('refuse an attribute outside the namespace fl', async () => {
    await assertRefused(renameArtifactType('artifact.type'), {
      rule: 'name-syntax',
      where: 'attribute artifact.type',
      message: /namespace "fl\."/,
    });
  });

  it('refuse a metric outside the namespace fl', async () => {
    await assertRefused(
      { file: 'model/metrics/round.yaml', from: 'name: fl.accuracy', to: 'name: accuracy' },
      { rule: 'name-syntax', where: 'metric accuracy', message: /namespace "fl\."/ },
    );
  });

  it('allow the attributes of OpenTelemetry outside it', async () => {
    assert.ok(!(await problemsOf()).some(({ where }) => where === 'attribute error.type'));
  });

  it('refuse the id of an enum member', async () => {
    await assertRefused(
      { file: 'model/attributes/run.yaml', from: 'id: semi_sync', to: 'id: semiSync' },
      { rule: 'name-syntax', where: 'attribute fl.aggregation.mode', message: /got "semiSync"/ },
    );
  });

  it('refuse an attribute that is the dotted prefix of another', async () => {
    await assertRefused(renameArtifactType('fl.round'), {
      rule: 'name-prefix',
      where: 'attribute fl.round',
      message: /dotted prefix of "fl\.round\.number"/,
    });
  });

  for (const [kind, file, from, to] of [
    ['metric', 'model/metrics/traffic.yaml', 'name: fl.update.size', 'name: fl.client'],
    ['event', 'model/events/client.yaml', 'name: fl.task.started', 'name: fl.client'],
    ['span', 'model/spans.yaml', 'type: fl.evaluation', 'type: fl.task'],
  ] as const) {
    it(`refuse ${kind} names of which one is the dotted prefix of another`, async () => {
      const name = to.slice(to.indexOf(' ') + 1);
      await assertRefused(
        { file, from, to },
        { rule: 'name-prefix', where: `${kind} ${name}`, message: /dotted prefix/ },
      );
    });
  }

  it('allow a metric that has the name of an attribute', async () => {
    const problems = await problemsOf();
    assert.ok(!problems.some(({ where }) => where.endsWith('fl.client.loss')));
  });

  it('refuse two attributes with one constant', async () => {
    await assertRefused(renameArtifactType('fl.artifact_name'), {
      rule: 'name-unique',
      where: 'attribute fl.artifact_name',
      message: /"ATTR_FL_ARTIFACT_NAME" is generated for attribute fl\.artifact\.name too/,
    });
  });

  it('refuse a metric that is defined twice', async () => {
    await assertRefused(
      { file: 'model/metrics/round.yaml', from: 'name: fl.best.accuracy', to: 'name: fl.accuracy' },
      { rule: 'name-unique', where: 'metric fl.accuracy', message: /FL_ACCURACY/ },
    );
  });

  it('refuse an enum value that is there twice', async () => {
    await assertRefused(
      { file: 'model/attributes/run.yaml', from: 'value: interrupted', to: 'value: failed' },
      { rule: 'name-unique', where: 'attribute fl.run.state, member interrupted', message: /"failed"/ },
    );
  });

  for (const word of ['seconds', 'ms', 'bytes', 'percent']) {
    it(`refuse a name that ends in ${word}`, async () => {
      await assertRefused(renameArtifactType(`fl.artifact.${word}`), {
        rule: 'unit-not-in-name',
        where: `attribute fl.artifact.${word}`,
        message: /ends in a unit/,
      });
    });
  }
});
