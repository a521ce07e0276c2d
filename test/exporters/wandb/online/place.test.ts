import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { newPlace, readPlace, writePlace } from '../../../../exporters/wandb/online/place.js';
import { temporaryFolder } from '../../../support/temporary-folder.js';

describe('the place of an online run', () => {
  const folder = temporaryFolder('wandb-place');
  after(() => folder.remove());
  const path = join(folder.path, 'deep', 'run.json');
  const place = {
    ...newPlace('here'),
    run: { bucket: 'b', entity: 'e', project: 'p', name: 'n' },
    known: { rows: 3, samples: 1 },
    underWay: { rows: 5, samples: 1 },
    alerts: 2,
    artifacts: ['map:x'],
    completed: { rows: 3, samples: 1, exitCode: 0, summary: 's' },
  };

  it('is read as it was written, and leaves nothing beside it', async () => {
    await writePlace(path, place);
    assert.deepEqual(await readPlace(path, 'here'), place);
    assert.deepEqual(readdirSync(join(folder.path, 'deep')), ['run.json']);
  });

  it('is none for another destination', async () => {
    await writePlace(path, place);
    assert.deepEqual(await readPlace(path, 'there'), newPlace('there'));
  });

  it('is none where the file is missing or damaged', async () => {
    assert.deepEqual(await readPlace(join(folder.path, 'none.json'), 'here'), newPlace('here'));
    mkdirSync(join(folder.path, 'deep'), { recursive: true });
    const whole = JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>;
    for (const damage of [
      { known: undefined },
      { known: { rows: 1 } },
      { run: { bucket: 1 } },
      { alerts: 'x' },
      { stopped: 1 },
    ]) {
      writeFileSync(path, JSON.stringify({ ...whole, ...damage }));
      assert.deepEqual(await readPlace(path, 'here'), newPlace('here'), JSON.stringify(damage));
    }
    for (const text of ['', 'null', JSON.stringify(whole).slice(0, -9)]) {
      writeFileSync(path, text);
      assert.deepEqual(await readPlace(path, 'here'), newPlace('here'));
    }
  });
});
