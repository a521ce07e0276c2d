import { assertRefused } from '../sample-model.js';

describe('rules about texts, stability and levels', () => {
  for (const [where, file, brief] of [
    ['attribute fl.step', 'model/attributes/update.yaml', 'that a number belongs to, 0 or more'],
    ['metric fl.accuracy', 'model/metrics/round.yaml', 'Accuracy of the global model after the latest round, 0 to 1'],
    ['event fl.round.started', 'model/events/round.yaml', 'A round started'],
    ['span fl.round', 'model/spans.yaml', 'One round, on the server'],
    ['entity fl.job', 'model/entities.yaml', 'which has many runs'],
    ['attribute fl.run.state, member failed', 'model/attributes/run.yaml', 'The run ended with an error'],
  ] as const) {
    it(`refuse a brief without a period at ${where}`, async () => {
      await assertRefused(
        { file, from: `${brief}.`, to: brief },
        { rule: 'brief-period', where, message: /ends with a period/ },
      );
    });
  }

  it('refuse an attribute that claims to be stable', async () => {
    await assertRefused(
      {
        file: 'model/attributes/update.yaml',
        from: 'stability: development\n    brief: Step',
        to: 'stability: stable\n    brief: Step',
      },
      { rule: 'stability', where: 'attribute fl.step', message: /got "stable"/ },
    );
  });

  it('refuse a signal that claims to be stable', async () => {
    await assertRefused(
      { file: 'model/events/round.yaml', from: 'stability: development', to: 'stability: beta' },
      { rule: 'stability', where: 'event fl.round.started', message: /got "beta"/ },
    );
  });

  it('refuse a stability of a copied attribute that does not exist', async () => {
    await assertRefused(
      {
        file: 'otel/attributes.yaml',
        from: 'stability: stable\n    brief: Class',
        to: 'stability: solid\n    brief: Class',
      },
      { rule: 'stability', where: 'attribute error.type', message: /got "solid"/ },
    );
  });

  it('refuse a string without an example', async () => {
    await assertRefused(
      { file: 'model/attributes/update.yaml', from: '    examples: [f1, val/loss]\n', to: '' },
      { rule: 'examples', where: 'attribute fl.metric.name', message: /got none/ },
    );
  });

  it('refuse an attribute without a requirement level', async () => {
    await assertRefused(
      {
        file: 'model/events/tracking.yaml',
        from: '      - ref: fl.artifact.type\n        requirement_level: recommended\n',
        to: '      - ref: fl.artifact.type\n',
      },
      { rule: 'requirement-level', where: 'event fl.artifact.registered', message: /fl\.artifact\.type has no/ },
    );
  });

  it('refuse a condition that is not told', async () => {
    await assertRefused(
      {
        file: 'model/groups.yaml',
        from: 'requirement_level:\n          conditionally_required: If it is not an attribute of the scope or the resource.',
        to: 'requirement_level: conditionally_required',
      },
      { rule: 'requirement-level', where: 'event fl.round.started', message: /fl\.run\.id has no condition/ },
    );
  });

  it('refuse a signal without a requirement level', async () => {
    await assertRefused(
      { file: 'model/spans.yaml', from: '    requirement_level: recommended\n', to: '' },
      { rule: 'requirement-level', where: 'span fl.round', message: /recommended or opt_in/ },
    );
  });

  it('refuse a signal that is required', async () => {
    await assertRefused(
      { file: 'model/spans.yaml', from: 'requirement_level: recommended', to: 'requirement_level: required' },
      { rule: 'requirement-level', where: 'span fl.round', message: /got required/ },
    );
  });
});
