import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ArtifactOutput } from '../../../../../exporters/wandb/types.js';
import { manifestOf } from '../../../../support/fake-wandb/artifact.js';
import { faults } from '../../../../support/fake-wandb/faults.js';
import { beginning, type Harness, startHarness } from '../harness.js';

describe('artifacts of an online run', () => {
  let harness: Harness;
  beforeEach(async () => {
    harness = await startHarness();
  });
  afterEach(() => harness.end());
  const versions = (name = 'checkpoints') => harness.fake.store.versions(name);
  const fileAt = (text: string) => {
    const path = join(harness.folder, `${text.length}.bin`);
    writeFileSync(path, text);
    return path;
  };

  function artifact(files: Readonly<Record<string, string>>, more: Partial<ArtifactOutput> = {}): ArtifactOutput {
    return {
      kind: 'artifact',
      name: 'checkpoints',
      type: 'model',
      description: 'weights',
      metadata: { round: 3 },
      aliases: ['best'],
      files: Object.entries(files).map(([name, text]) => ({ name, source: { path: fileAt(text) } })),
      ...more,
    };
  }
  async function bring(...artifacts: readonly ArtifactOutput[]): Promise<void> {
    const writer = harness.open();
    writer.take([...beginning(2), ...artifacts]);
    for (let result = await writer.flush({ finish: false }); result.kind !== 'ok'; ) {
      assert.equal(result.kind, 'retry', JSON.stringify(result));
      await new Promise((resolve) => setTimeout(resolve, 10));
      result = await writer.flush({ finish: false });
    }
    await writer.close();
  }

  it('are whole: files, manifest, metadata, aliases', async () => {
    await bring(artifact({ 'b.bin': 'bb', 'a/ä.bin': '' }));
    const [version] = versions();
    assert.ok(version !== undefined);
    const { type, description, metadata, aliases, historyStep, run, files } = version;
    assert.deepEqual([type, description, metadata, run], ['model', 'weights', { round: 3 }, 'run1']);
    assert.deepEqual([aliases, historyStep], [['latest', 'best'], 1]);
    assert.deepEqual(
      [...files].map(([name, { content }]) => [name, content?.toString()]),
      [
        ['a/ä.bin', ''],
        ['b.bin', 'bb'],
      ],
    );
    const { contents, ...rest } = manifestOf(version);
    assert.deepEqual(rest, {
      version: 1,
      storagePolicy: 'wandb-storage-policy-v1',
      storagePolicyConfig: { storageLayout: 'V2' },
    });
    assert.deepEqual(Object.keys(contents['b.bin'] ?? {}), ['digest', 'size', 'birthArtifactID']);
    assert.doesNotMatch(JSON.stringify(harness.fake.seen.map(({ body }) => body)), new RegExp(harness.folder));
  });

  it('get a new version with new content, and keep what has not changed', async () => {
    await bring(artifact({ 'a.bin': 'a', 'b.bin': 'bb' }));
    await bring(artifact({ 'a.bin': 'a', 'b.bin': 'bbb' }));
    assert.deepEqual(
      versions().map(({ version, aliases }) => [version, aliases]),
      [
        [0, []],
        [1, ['latest', 'best']],
      ],
    );
    const puts = harness.fake.seen.filter(({ path, operation }) => operation === 'PUT' && path.includes('/artifact/'));
    assert.equal(puts.length, 3, 'the file that W&B has is not sent again');
  });

  it('are one version however often they come', async () => {
    await bring(artifact({ 'a.bin': 'a' }), artifact({ 'a.bin': 'a' }));
    const asked = harness.fake.seen.length;
    await bring(artifact({ 'a.bin': 'a' }));
    assert.equal(versions().length, 1);
    assert.equal(harness.fake.seen.slice(asked).filter(({ operation }) => /Artifact/.test(operation)).length, 0);
  });

  for (const on of [
    /^CreateArtifact$/,
    /^CreateArtifactManifest$/,
    /^CreateArtifactFiles$/,
    /^PUT$/,
    /^CommitArtifact$/,
  ]) {
    for (const [what, fault] of Object.entries({ lost: faults.lose, refused: faults.status(500, 'x') })) {
      it(`are one version when ${on.source} is ${what}`, async () => {
        harness.fake.fault(fault, { on });
        await bring(artifact({ 'a.bin': 'a', 'b.bin': 'bb' }));
        assert.equal(versions().length, 1);
        assert.deepEqual(harness.fake.store.problems, []);
      });
    }
  }

  it('do without a file that is gone, and say so', async () => {
    await bring(artifact({}, { files: [{ name: 'a', source: { path: join(harness.folder, 'gone') } }] }));
    assert.equal(versions().length, 0);
    assert.match(harness.warnings.join(), /artifact checkpoints is not in W&B: ENOENT/);
    assert.equal(harness.fake.store.onlyRun.history.length, 2);
  });

  it('may have very many files', async () => {
    const files = Array.from({ length: 1200 }, (_, index) => ({
      name: `${index}`,
      source: { contents: Buffer.from('x') },
    }));
    await bring(artifact({}, { files }));
    assert.equal(versions()[0]?.files.size, 1200);
  });
});
