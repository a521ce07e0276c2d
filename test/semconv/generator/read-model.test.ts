import assert from 'node:assert/strict';
import { readModel } from '../../../semconv/generator/read-model.js';
import { ModelError } from '../../../semconv/generator/shape.js';
import { type Change, changedModel, changedRegistry } from './sample-model.js';

const ROUND_METRICS = 'model/metrics/round.yaml';

async function assertUnreadable(change: Change, message: RegExp): Promise<void> {
  const files = await changedModel(change);
  assert.throws(
    () => readModel(files),
    (error) => error instanceof ModelError && message.test(error.message),
  );
}

describe('readModel', () => {
  it('takes version and dependency from the manifest', async () => {
    const registry = await changedRegistry();
    assert.equal(registry.schemaUrl, 'https://fedotel.dev/schemas/0.1.0');
    assert.equal(registry.version, '0.1.0');
    assert.equal(registry.dependencyVersion, '1.44.0');
  });

  it('replaces groups by their attributes, in order', async () => {
    const { events } = await changedRegistry();
    const started = events.find(({ name }) => name === 'fl.round.started');
    assert.deepEqual(
      started?.attributes.map(({ attribute }) => attribute.key),
      ['fl.run.id', 'fl.run.attempt', 'fl.job.name', 'fl.round.number', 'fl.round.clients.selected'],
    );
  });

  it('keeps level and condition of a reference', async () => {
    const { events } = await changedRegistry();
    const [runId] = events.find(({ name }) => name === 'fl.round.started')?.attributes ?? [];
    assert.equal(runId?.level, 'conditionally_required');
    assert.match(runId?.condition ?? '', /scope or the resource/);
  });

  it('takes attributes that it refers to from the copy of OpenTelemetry', async () => {
    const { attributes } = await changedRegistry();
    const errorType = attributes.find(({ key }) => key === 'error.type');
    assert.equal(errorType?.origin, 'otel');
    assert.equal(errorType?.type, 'enum');
  });

  it('reads a journal field of a reference before that of the definition', async () => {
    const { events } = await changedRegistry({
      file: 'model/events/round.yaml',
      from: 'ref: fl.checkpoint.path\n',
      to: 'ref: fl.checkpoint.path\n        annotations: { journal: uri }\n',
    });
    const saved = events.find(({ name }) => name === 'fl.checkpoint.saved');
    const path = saved?.attributes.find(({ attribute }) => attribute.key === 'fl.checkpoint.path');
    assert.equal(path?.journal, 'uri');
    assert.equal(path?.attribute.journal, 'path');
  });

  const unreadable: readonly (readonly [string, Change, RegExp])[] = [
    [
      'a key that the syntax does not have',
      { file: ROUND_METRICS, from: 'instrument: counter', to: 'instrument: counter\n    colour: red' },
      /round\.yaml\.metrics\[0\]: unknown key colour/,
    ],
    [
      'an annotation that nobody reads',
      { file: ROUND_METRICS, from: 'prometheus: fl_acc', to: 'promethius: x\n      prometheus: fl_acc' },
      /metrics\[\d\]\.annotations: unknown key promethius/,
    ],
    [
      'a missing key',
      { file: ROUND_METRICS, from: '    stability: development\n', to: '' },
      /metrics\[0\]: stability: expected a string, got nothing/,
    ],
    [
      'an instrument that does not exist',
      { file: ROUND_METRICS, from: 'instrument: counter', to: 'instrument: meter' },
      /instrument: expected one of counter, updowncounter, gauge, histogram, got "meter"/,
    ],
    [
      'a value type that does not exist',
      { file: ROUND_METRICS, from: 'metric_value_type: int', to: 'metric_value_type: float' },
      /metric_value_type: expected one of int, double, got "float"/,
    ],
    [
      'an attribute type that does not exist',
      { file: 'model/attributes/update.yaml', from: 'type: template[double]', to: 'type: template[float]' },
      /type: expected a type of weaver's syntax, got "template\[float\]"/,
    ],
    [
      'a reference to an attribute that nobody defines',
      { file: ROUND_METRICS, from: 'ref: fl.job.name', to: 'ref: fl.job.title' },
      /ref: no attribute "fl\.job\.title"/,
    ],
    [
      'a reference to a group that nobody defines',
      { file: 'model/spans.yaml', from: 'ref_group: fl.span.identity', to: 'ref_group: fl.span.other' },
      /ref_group: no attribute group "fl\.span\.other"/,
    ],
    [
      'a requirement level that does not exist',
      {
        file: ROUND_METRICS,
        from: 'ref: fl.job.name\n        requirement_level: required',
        to: 'ref: fl.job.name\n        requirement_level: must',
      },
      /requirement_level: expected one of required, .*got "must"/,
    ],
    [
      'a level with a text that does not exist',
      { file: 'model/groups.yaml', from: 'conditionally_required: If it', to: 'sometimes: If it' },
      /requirement_level: expected one of required/,
    ],
    [
      'a file of another format',
      { file: ROUND_METRICS, from: 'definition/2', to: 'definition/1' },
      /file_format: expected one of definition\/2, got "definition\/1"/,
    ],
    [
      'a section that the syntax does not have',
      { file: ROUND_METRICS, from: 'metrics:', to: 'groups: []\nmetrics:' },
      /unknown key groups/,
    ],
    [
      'text that is no YAML',
      { file: ROUND_METRICS, from: 'metrics:', to: 'metrics: [' },
      /^model\/metrics\/round\.yaml: /,
    ],
    [
      'buckets that are no numbers',
      { file: ROUND_METRICS, from: 'buckets: [0.1,', to: 'buckets: [small,' },
      /buckets: expected numbers, got "small"/,
    ],
    [
      'a group that others may see',
      { file: 'model/groups.yaml', from: 'visibility: internal', to: 'visibility: public' },
      /visibility: expected one of internal/,
    ],
    [
      'a severity number that is no number',
      { file: 'model/events/round.yaml', from: 'severity_number: 9', to: 'severity_number: info' },
      /severity_number: expected a number, got "info"/,
    ],
    [
      'a flag that is no boolean',
      { file: 'model/metrics/client-fields.yaml', from: '      private: true', to: '      private: 1' },
      /private: expected true or false, got 1/,
    ],
    [
      'a sequence that is none',
      { file: 'model/metrics/client-points.yaml', from: '[fl.client.extra]', to: 'fl.client.extra' },
      /complex_attributes: expected a sequence/,
    ],
  ];
  for (const [what, change, message] of unreadable) {
    it(`refuses ${what}, naming file and place`, () => assertUnreadable(change, message));
  }

  it('refuses a model without a manifest', async () => {
    const files = new Map(await changedModel());
    files.delete('model/manifest.yaml');
    assert.throws(() => readModel(files), /model\/manifest\.yaml: expected a manifest/);
  });
});
