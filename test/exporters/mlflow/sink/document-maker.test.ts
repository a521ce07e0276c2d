import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { DocumentMaker } from '../../../../exporters/mlflow/sink/document-maker.js';
import { RunFold } from '../../../../exporters/mlflow/sink/run-fold.js';
import { temporaryFolder } from '../../../support/temporary-folder.js';
import { eventsOf, FULL } from './rig.js';

describe('DocumentMaker', () => {
  const folder = temporaryFolder('document-maker');
  after(() => folder.remove());
  const home = join(folder.path, 'home');
  const fold = new RunFold('off');
  before(async () => {
    for (const { event } of await eventsOf(FULL)) fold.apply(event, () => undefined);
  });
  beforeEach(() => mkdirSync(home, { recursive: true }));

  it('gives what was begun, and makes it only once', async () => {
    const maker = new DocumentMaker(FULL, home);
    const begun = await maker.begin(fold, 10);
    assert.equal(await maker.begin(fold, 10), begun);
    const taken = await maker.take(fold, 10);
    assert.equal(taken, begun);
    assert.equal(readdirSync(home).length, 1);
    assert.ok(taken.documents.some(({ name, file }) => name === 'client-updates.csv' && existsSync(file)));
    // What was given away is no longer the maker's.
    await maker.forget();
    assert.ok(taken.documents.every(({ file }) => existsSync(file)));
    await taken.remove();
    assert.deepEqual(readdirSync(home), []);
  });

  it('makes everything anew when there is more of the journal', async () => {
    const maker = new DocumentMaker(FULL, home);
    const old = await maker.begin(fold, 10);
    const taken = await maker.take(fold, 20);
    const [before] = old.documents;
    const [after] = taken.documents;
    assert.notEqual(dirname(before?.file ?? ''), dirname(after?.file ?? ''));
    assert.ok(taken.documents.every(({ file }) => existsSync(file)));
    await taken.remove();
    assert.deepEqual(readdirSync(home), []);
  });

  it('leaves nothing behind when nobody takes it', async () => {
    const maker = new DocumentMaker(FULL, home);
    void maker.begin(fold, 10);
    await maker.forget();
    assert.deepEqual(readdirSync(home), []);
  });

  it('says that the disk takes nothing to whoever takes the files, and tries again', async () => {
    const away = join(folder.path, 'away');
    writeFileSync(away, 'no folder');
    const maker = new DocumentMaker(undefined, away);
    maker.begin(fold, 10).catch(() => undefined);
    await assert.rejects(maker.take(fold, 10), /EEXIST|ENOTDIR/);
    rmSync(away);
    const { documents, remove } = await maker.take(fold, 10);
    assert.equal(documents[0]?.name, 'config.json');
    await remove();
  });
});
