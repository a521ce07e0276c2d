import assert from 'node:assert/strict';
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { MlflowResult, MlflowRun } from '../../../../exporters/mlflow/api/index.js';
import { RunCreation } from '../../../../exporters/mlflow/sink/run-creation.js';
import { temporaryFolder } from '../../../support/temporary-folder.js';

const RUN = { runId: 'r' } as MlflowRun;
const LOST: MlflowResult<MlflowRun> = { kind: 'retry', reason: 'lost', unsure: true };

describe('RunCreation', () => {
  const folder = temporaryFolder('creation');
  after(() => folder.remove());
  let count = 0;
  const path = () => join(folder.path, 'state', `${count++}.creating`);

  it('creates, and leaves no note behind', async () => {
    const file = path();
    let noted = false;
    const result = await new RunCreation(file, 100).create('a', async () => {
      noted = existsSync(file);
      return { kind: 'ok', value: RUN };
    });
    assert.deepEqual(result, { kind: 'ok', value: RUN });
    assert.deepEqual([noted, existsSync(file)], [true, false]);
  });

  it('creates nothing, also in the next process, while an earlier try may still come true', async () => {
    const file = path();
    assert.equal((await new RunCreation(file, 100).create('a', async () => LOST)).kind, 'retry');
    const next = new RunCreation(file, 100);
    const result = await next.create('a', () => assert.fail('it was created'));
    assert.equal(result.kind === 'retry' && result.expected, true);
    assert.equal((await next.create('b', async () => ({ kind: 'ok', value: RUN }))).kind, 'ok');
  });

  it('creates again when that time is over, or when it was found', async () => {
    const short = new RunCreation(path(), 0);
    await short.create('a', async () => LOST);
    assert.equal((await short.create('a', async () => ({ kind: 'ok', value: RUN }))).kind, 'ok');
    const found = new RunCreation(path(), 100);
    await found.create('a', async () => LOST);
    await found.forget();
    assert.equal((await found.create('a', async () => ({ kind: 'ok', value: RUN }))).kind, 'ok');
  });

  it('creates again at once when the server said no, or was never reached', async () => {
    const creation = new RunCreation(path(), 100);
    const refused: MlflowResult<MlflowRun> = { kind: 'reject', reason: 'no', code: 'forbidden', scope: 'run' };
    assert.deepEqual(await creation.create('a', async () => refused), { kind: 'park', reason: 'no' });
    await creation.create('a', async () => ({ kind: 'retry', reason: 'away', unsure: false }));
    assert.equal((await creation.create('a', async () => ({ kind: 'ok', value: RUN }))).kind, 'ok');
  });

  it('creates nothing that it cannot note', async () => {
    const file = path();
    mkdirSync(file, { recursive: true });
    assert.equal((await new RunCreation(file, 100).create('a', () => assert.fail('it was created'))).kind, 'retry');
  });
});
