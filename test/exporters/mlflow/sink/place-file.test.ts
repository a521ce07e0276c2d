import assert from 'node:assert/strict';
import { mkdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PlaceFile } from '../../../../exporters/mlflow/sink/place-file.js';
import { type RunPlace, readPlace, writePlace } from '../../../../exporters/mlflow/sink/run-state.js';
import { temporaryFolder } from '../../../support/temporary-folder.js';

const place = (at: number): RunPlace => ({
  runId: 'r',
  destination: 'http://host exp',
  version: '1',
  head: 'x',
  experimentId: '1',
  mlflowRunId: 'm',
  perClient: 'auto',
  place: at,
  sequence: at * 10,
  plan: { size: 1000, nanApart: false, done: 1, divided: false },
  settledAt: [5],
  completedAt: 9,
});

describe('PlaceFile', () => {
  const folder = temporaryFolder('place');
  after(() => folder.remove());

  it('keeps what it was given last, for its user alone', async () => {
    const path = join(folder.path, 'state', 'a.json');
    const file = new PlaceFile(path);
    await file.save(place(1));
    assert.deepEqual(await readPlace(path), place(1));
    for (let at = 2; at < 50; at++) file.note(place(at));
    await file.save(place(50));
    assert.deepEqual(await readPlace(path), place(50));
    assert.equal(statSync(path).mode & 0o777, 0o600);
  });

  it('says when the disk does not take a place, and takes the next one', async () => {
    const path = join(folder.path, 'taken');
    mkdirSync(join(path, 'folder'), { recursive: true });
    const file = new PlaceFile(path);
    await assert.rejects(file.save(place(1)));
    file.note(place(2));
    await assert.rejects(file.save(place(3)));
  });
});

describe('readPlace', () => {
  const folder = temporaryFolder('read-place');
  after(() => folder.remove());

  it('trusts no file that is missing, damaged or of another kind', async () => {
    const path = join(folder.path, 'p.json');
    assert.equal(await readPlace(path), undefined);
    for (const text of [
      '',
      '{',
      'null',
      '{}',
      JSON.stringify({ ...place(1), place: 1.5 }),
      JSON.stringify({ ...place(1), plan: { size: 'x' } }),
      JSON.stringify({ ...place(1), settledAt: 5 }),
    ]) {
      writeFileSync(path, text);
      assert.equal(await readPlace(path), undefined, text);
    }
    await writePlace(path, { ...place(1), plan: undefined });
    assert.equal((await readPlace(path))?.plan, undefined);
    assert.equal((await readPlace(path))?.place, 1);
  });
});
