import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Sink } from '../../../exporters/bridge/index.js';
import { removeLeftDocuments, writeDocuments } from '../../../exporters/documents/index.js';
import { createMlflowSink } from '../../../exporters/mlflow/index.js';
import { createWandbSink } from '../../../exporters/wandb/index.js';
import { FULL } from '../../support/journal-events.js';
import { temporaryFolder } from '../../support/temporary-folder.js';

describe('documents of a run', () => {
  let folder: ReturnType<typeof temporaryFolder>;
  beforeEach(() => {
    folder = temporaryFolder('documents');
  });
  afterEach(() => folder.remove());
  const names = () => readdirSync(folder.path).sort();
  const make = () => writeDocuments({ describe: undefined, journal: FULL, spell: JSON.stringify }, folder.path);

  it('are in a folder of their own, which goes when it is said', async () => {
    const { documents, remove } = await make();
    const [first] = documents;
    assert.ok(first !== undefined && existsSync(first.file));
    assert.deepEqual(
      ['config.json', 'map.json', 'client-updates.csv'].filter((name) => !documents.some((made) => made.name === name)),
      [],
    );
    assert.equal(names().length, 1);
    await remove();
    assert.deepEqual(names(), []);
  });

  it('that a killed process left are removed, and nothing else', async () => {
    await make();
    await make();
    const others = ['files-', 'files-abcdef.clients', 'files-abcdefg', 'parked'].sort();
    for (const name of others) mkdirSync(join(folder.path, name));
    writeFileSync(join(folder.path, 'files-abcdef'), 'no folder');
    assert.equal(names().length, 7);
    await removeLeftDocuments(folder.path);
    assert.deepEqual(names(), [...others, 'files-abcdef'].sort());
    await removeLeftDocuments(join(folder.path, 'none'));
  });

  const sinks: readonly (readonly [name: string, create: (env: NodeJS.ProcessEnv) => Sink])[] = [
    ['mlflow', (env) => createMlflowSink({ env })],
    ['wandb', (env) => createWandbSink({ env })],
  ];
  for (const [name, create] of sinks) {
    it(`are removed by ${name} when it opens`, async () => {
      await make();
      const sink = create({ WANDB_MODE: 'disabled', MLFLOW_TRACKING_URI: 'http://127.0.0.1:1', HOME: folder.path });
      const { path: runsDir } = folder;
      await sink.open({ runsDir, stateDir: runsDir, argument: undefined, warn: () => undefined });
      assert.deepEqual(names(), []);
      await sink.close();
    });
  }
});
