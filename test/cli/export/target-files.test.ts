import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { JournalError } from '../../../cli/errors.js';
import { exportTo } from '../../../cli/export/export-to.js';
import { createPatience } from '../../../cli/export/patience.js';
import { checkTarget, targetFolder } from '../../../cli/export/target-files.js';
import { loadSink, sinkNames } from '../../../exporters/bridge/index.js';
import { temporaryFolder } from '../../support/temporary-folder.js';
import { createTestContext } from '../test-context.js';

describe('targetFolder', () => {
  it('is the argument, or the folder of --out; none for a module', () => {
    assert.equal(targetFolder({ name: 'map', argument: undefined }, 'out'), 'out');
    assert.equal(targetFolder({ name: 'geojson', argument: 'maps' }, 'out'), 'maps');
    assert.equal(targetFolder({ name: './sink.js', argument: 'x' }, 'out'), undefined);
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

  for (const name of sinkNames().filter(
    (sink) => targetFolder({ name: sink, argument: undefined }, '.') !== undefined,
  )) {
    it(`knows the files of ${name}: the same run again, never another one`, async () => {
      const choice = { name, argument: undefined };
      const context = createTestContext();
      const patience = createPatience(1, context);
      const sink = await loadSink(choice);
      await exportTo({ choice, sink }, [journal], { out, patience, context });
      await checkTarget(choice, out, journal);
      const other = join(folder.path, 'other', 'full.jsonl');
      mkdirSync(join(folder.path, 'other'), { recursive: true });
      writeFileSync(other, '{"event_type":"init","run_id":"b"}\n');
      await assert.rejects(checkTarget(choice, out, { path: other, stem: 'full' }), refused);
      await checkTarget(choice, join(out, 'elsewhere'), { path: other, stem: 'full' });
    });
  }

  it('replaces no file that is none of a run', async () => {
    writeFileSync(join(out, 'full.geojson'), '{"type":"FeatureCollection","features":[]}');
    await assert.rejects(checkTarget({ name: 'geojson', argument: out }, '.', journal), refused);
    await checkTarget({ name: 'map', argument: out }, '.', journal);
  });

  it('names what stands in the way', async () => {
    mkdirSync(join(out, 'full.map.json'));
    const choice = { name: 'map', argument: undefined };
    await assert.rejects(
      checkTarget(choice, out, journal),
      (error) => error instanceof JournalError && /full\.map\.json: expected a file .* EISDIR/.test(error.message),
    );
  });

  it('puts no map beside the journal of another run', async () => {
    writeFileSync(join(out, 'full.jsonl'), '{"event_type":"init","run_id":"b"}\n');
    await assert.rejects(checkTarget({ name: 'map', argument: undefined }, out, journal), refused);
  });
});
