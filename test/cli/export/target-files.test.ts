import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { JournalError } from '../../../cli/errors.js';
import type { Destination } from '../../../cli/export/destination.js';
import { exportTo } from '../../../cli/export/export-to.js';
import { createPatience } from '../../../cli/export/patience.js';
import { checkTarget, targetFolder } from '../../../cli/export/target-files.js';
import { loadSink, sinkNames } from '../../../exporters/bridge/index.js';
import { temporaryFolder } from '../../support/temporary-folder.js';
import { createTestContext } from '../test-context.js';

async function destination(name: string, argument?: string): Promise<Destination> {
  const choice = { name, argument };
  return { choice, sink: await loadSink(choice) };
}

/** Destinations that keep files for each run; those of W&B have names of its own. */
const WITH_FILES = ['map', 'geojson', 'html', 'tensorboard', 'csv', 'parquet'];

describe('targetFolder', () => {
  it('is the argument, or the folder of --out; none for a destination that keeps no files', async () => {
    assert.equal(targetFolder(await destination('map'), 'out'), 'out');
    assert.equal(targetFolder(await destination('tensorboard'), 'out'), join('out', 'tensorboard'));
    assert.equal(targetFolder(await destination('geojson', 'maps'), 'out'), 'maps');
    for (const name of sinkNames()) {
      const folder = targetFolder(await destination(name), 'out');
      assert.equal(folder !== undefined, WITH_FILES.includes(name), name);
    }
  });
});

describe('checkTarget', () => {
  const folder = temporaryFolder('target');
  const journal = { path: join(folder.path, 'full.jsonl'), stem: 'full' };
  let out: string;
  before(() => writeFileSync(journal.path, '{"event_type":"init","run_id":"a\\"b"}\n'));
  beforeEach(() => {
    out = join(folder.path, `out${Math.random()}`);
    mkdirSync(out);
  });
  after(() => folder.remove());

  const refused = (error: unknown) => error instanceof JournalError && /--out$/.test(error.message);

  for (const name of WITH_FILES) {
    it(`knows the files of ${name}: the same run again, never another one`, async () => {
      const to = await destination(name);
      const context = createTestContext();
      const patience = createPatience(1, context);
      await exportTo(to, [journal], { out, patience, context });
      await checkTarget(to, out, journal);
      const other = join(folder.path, 'other', 'full.jsonl');
      mkdirSync(join(folder.path, 'other'), { recursive: true });
      writeFileSync(other, '{"event_type":"init","run_id":"b"}\n');
      await assert.rejects(checkTarget(to, out, { path: other, stem: 'full' }), refused);
      await checkTarget(to, join(out, 'elsewhere'), { path: other, stem: 'full' });
    });
  }

  it('replaces no file that is none of a run', async () => {
    writeFileSync(join(out, 'full.geojson'), '{"type":"FeatureCollection","features":[]}');
    await assert.rejects(checkTarget(await destination('geojson', out), '.', journal), refused);
    await checkTarget(await destination('map', out), '.', journal);
  });

  it('names what stands in the way', async () => {
    mkdirSync(join(out, 'full.map.json'));
    const to = await destination('map');
    await assert.rejects(
      checkTarget(to, out, journal),
      (error) => error instanceof JournalError && /full\.map\.json: expected a file .* EISDIR/.test(error.message),
    );
  });

  it('puts no map beside the journal of another run', async () => {
    writeFileSync(join(out, 'full.jsonl'), '{"event_type":"init","run_id":"b"}\n');
    await assert.rejects(checkTarget(await destination('map'), out, journal), refused);
  });
});
