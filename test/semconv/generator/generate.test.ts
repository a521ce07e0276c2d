import assert from 'node:assert/strict';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generate } from '../../../semconv/generator/generate.js';
import { ROOT } from './sample-model.js';

describe('generate', () => {
  let root: string;

  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'fedotel-semconv-'));
    await cp(join(ROOT, 'semconv'), join(root, 'semconv'), { recursive: true });
    await cp(join(ROOT, 'docs/conventions'), join(root, 'docs/conventions'), { recursive: true });
  });

  afterEach(async () => {
    await rm(root, { recursive: true, force: true });
  });

  it('finds the generated files of this repository up to date', async () => {
    assert.deepEqual(await generate({ root: ROOT, check: true }), { kind: 'ok', written: [] });
  });

  for (const file of [
    'semconv/generated/attributes/identity.ts',
    'semconv/generated/descriptors/client-fields.ts',
    'semconv/index.ts',
    'docs/conventions/metrics.md',
  ]) {
    it(`names ${file} when somebody changed it, and writes it again`, async () => {
      const before = await readFile(join(root, file), 'utf8');
      await writeFile(join(root, file), `${before}// by hand\n`);
      assert.deepEqual(await generate({ root, check: true }), { kind: 'stale', files: [file] });
      assert.equal(await readFile(join(root, file), 'utf8'), `${before}// by hand\n`, 'check mode writes nothing');
      assert.deepEqual(await generate({ root, check: false }), { kind: 'ok', written: [file] });
      assert.equal(await readFile(join(root, file), 'utf8'), before);
    });
  }

  it('names a file that is missing, and writes it with its folder', async () => {
    const before = await readFile(join(root, 'semconv/generated/events/round.ts'), 'utf8');
    await rm(join(root, 'semconv/generated/events'), { recursive: true });
    const result = await generate({ root, check: true });
    assert.ok(result.kind === 'stale' && result.files.includes('semconv/generated/events/round.ts'));
    await generate({ root, check: false });
    assert.equal(await readFile(join(root, 'semconv/generated/events/round.ts'), 'utf8'), before);
  });

  it('names a file that nothing makes any more, and removes it', async () => {
    const file = 'semconv/generated/attributes/old.ts';
    await writeFile(join(root, file), 'export const OLD = 1;\n');
    assert.deepEqual(await generate({ root, check: true }), { kind: 'stale', files: [file] });
    await generate({ root, check: false });
    await assert.rejects(readFile(join(root, file)), { code: 'ENOENT' });
  });

  it('finds files stale when the model changed', async () => {
    const file = join(root, 'semconv/model/attributes/update.yaml');
    const text = await readFile(file, 'utf8');
    await writeFile(file, text.replace('Step of the app', 'Number of the step in the app'));
    const result = await generate({ root, check: true });
    assert.deepEqual(result, {
      kind: 'stale',
      files: [
        'docs/conventions/attributes.md',
        'docs/conventions/client-updates.md',
        'docs/conventions/events.md',
        'semconv/generated/attributes/update.ts',
        'semconv/generated/descriptors/attributes-update.ts',
      ],
    });
  });

  it('writes nothing when the model breaks a rule', async () => {
    const file = join(root, 'semconv/model/attributes/update.yaml');
    const text = await readFile(file, 'utf8');
    await writeFile(file, text.replace('0 or more.', '0 or more'));
    const result = await generate({ root, check: false });
    assert.equal(result.kind, 'invalid');
    assert.deepEqual(result.kind === 'invalid' && result.problems.map(({ rule, where }) => ({ rule, where })), [
      { rule: 'brief-period', where: 'attribute fl.step' },
    ]);
    const constants = await readFile(join(root, 'semconv/generated/attributes/update.ts'), 'utf8');
    assert.ok(constants.includes('0 or more.'));
  });

  it('carries a new metric to constants, descriptors, index and pages', async () => {
    const file = join(root, 'semconv/model/metrics/run.yaml');
    const metric = `  - name: fl.queue.length
    requirement_level: recommended
    instrument: gauge
    unit: "{update}"
    stability: development
    brief: Number of updates that wait for aggregation.
    annotations:
      scope: fedotel
      prometheus: fl_queue_length
      code_generation:
        metric_value_type: int
    attributes:
      - ref: fl.job.name
        requirement_level: required
`;
    await writeFile(file, (await readFile(file, 'utf8')) + metric);
    const result = await generate({ root, check: false });
    assert.deepEqual(result.kind === 'ok' && result.written, [
      'docs/conventions/metrics.md',
      'semconv/generated/descriptors/instruments.ts',
      'semconv/generated/descriptors/metrics-run.ts',
      'semconv/generated/metrics/run.ts',
      'semconv/index.ts',
    ]);
    const index = await readFile(join(root, 'semconv/index.ts'), 'utf8');
    assert.ok(index.includes('  METRIC_FL_QUEUE_LENGTH,\n'));
  });
});
