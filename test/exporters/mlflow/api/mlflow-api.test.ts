import assert from 'node:assert/strict';
import type { MlflowApi, MlflowMetric } from '../../../../exporters/mlflow/api/index.js';
import { type FakeMlflow, type FakeMlflowOptions, startFakeMlflow } from '../../../support/fake-mlflow/fake-mlflow.js';
import { faults } from '../../../support/fake-mlflow/faults.js';
import { apiFor, codeOf, okOf, point } from '../../../support/mlflow-contract.js';

const BATCH = /log-batch/;

// What a healthy server does is in the contract, test/support/mlflow-contract.ts.
describe('the client of MLflow', () => {
  let fake: FakeMlflow;
  let api: MlflowApi;
  let runId: string;
  const start = async (options: FakeMlflowOptions = {}, env: Record<string, string> = {}) => {
    fake = await startFakeMlflow(options);
    api = apiFor(fake.url, env);
  };
  const createRun = () => api.createRun({ experimentId: '0', name: 'r', startTime: 1, tags: [] });
  const withRun = async (options: FakeMlflowOptions = {}) => {
    await start(options);
    runId = okOf(await createRun()).runId;
  };
  const send = (...metrics: readonly MlflowMetric[]) => api.logBatch(runId, { metrics });
  const stored = () => fake.store.points(runId).length;
  const batches = () => fake.seen.filter(({ request }) => BATCH.test(request)).length;
  afterEach(async () => {
    api.close();
    await fake.stop();
  });

  describe('when the answer is lost', () => {
    it('is unsure, whether it was done or not', async () => {
      await withRun();
      fake.fault(faults.lose, { on: BATCH });
      fake.fault(faults.drop, { on: BATCH });
      for (const points of [1, 1]) {
        const result = await send(point());
        assert.deepEqual([result.kind, result.kind === 'retry' && result.unsure, stored()], ['retry', true, points]);
      }
      assert.equal(batches(), 2);
    });

    it('does not make a second run', async () => {
      await start();
      fake.fault(faults.lose, { on: /runs\/create/ });
      const result = await createRun();
      assert.deepEqual([result.kind, fake.store.runs.size], ['retry', 1]);
    });
  });

  describe('when the server is away', () => {
    it('is sure that nothing was done, and goes on when it is back', async () => {
      await withRun();
      await fake.stop();
      // The first one may still go into the connection that was kept.
      assert.equal((await send(point())).kind, 'retry');
      const result = await send(point());
      assert.deepEqual([result.kind, result.kind === 'retry' && result.unsure], ['retry', false]);
      await fake.restart();
      okOf(await send(point()));
      assert.equal(stored(), 1);
    });
  });

  describe('when the server is busy', () => {
    for (const [what, fault, after] of [
      ['too many requests', faults.tooMany('7'), 7],
      ['too many requests, until a date', faults.tooMany('Thu, 01 Jan 1970 00:00:00 GMT'), 0],
      ['too many requests, for unknown time', faults.tooMany(), undefined],
      ['a locked database', faults.locked, undefined],
      ['a full disk', faults.diskFull, undefined],
      ['a fault of its own', faults.internal, undefined],
      ['a gateway', faults.gateway, undefined],
    ] as const) {
      it(`tries again: ${what}`, async () => {
        await withRun();
        fake.fault(fault, { on: BATCH });
        const result = await send(point());
        assert.deepEqual([result.kind, result.kind === 'retry' && result.afterSeconds], ['retry', after]);
        okOf(await send(point()));
      });
    }

    it('gives a slow one its time', async () => {
      await withRun();
      fake.fault(faults.slow(300), { on: BATCH });
      okOf(await send(point()));
    });
  });

  describe('when a request breaks the server down', () => {
    it('tries a second time by itself', async () => {
      await withRun();
      fake.fault(faults.crash, { on: BATCH });
      okOf(await send(point()));
      assert.equal(batches(), 2);
    });

    it('refuses it after the second time, when others go through', async () => {
      await withRun();
      fake.fault(faults.crash, { on: BATCH, containing: 'poison', times: 100 });
      const result = await send(point({ key: 'poison' }), point());
      assert.equal(codeOf(result), 'unreadable');
      assert.equal(result.kind === 'reject' && result.scope, 'request');
      assert.deepEqual([batches(), stored()], [2, 0]);
      okOf(await send(point()));
    });

    it('tries again for ever when nothing goes through', async () => {
      await withRun();
      fake.fault(faults.crash, { times: 100 });
      const result = await send(point());
      assert.deepEqual([result.kind, result.kind === 'retry' && result.unsure], ['retry', true]);
    });

    it('creates no run a second time by itself', async () => {
      await start();
      fake.fault(faults.crash, { on: /runs\/create/ });
      assert.equal((await createRun()).kind, 'retry');
      assert.equal(fake.seen.length, 1);
    });
  });

  describe('passwords', () => {
    const user = { username: 'ann', password: 'pw' };
    const right = { MLFLOW_TRACKING_USERNAME: 'ann', MLFLOW_TRACKING_PASSWORD: 'pw' };

    it('lets in who knows it', async () => {
      await start({ user }, right);
      assert.deepEqual(okOf(await api.check()), { version: '3.17.2' });
    });

    for (const [what, env] of [
      ['a wrong one', { ...right, MLFLOW_TRACKING_PASSWORD: 'wrong-secret' }],
      ['none', {}],
    ] as const) {
      it(`says which variables to look at, and never what is in them: ${what}`, async () => {
        await start({ user }, env);
        const result = await api.check();
        assert.equal(codeOf(result), 'unauthorized');
        const reason = result.kind === 'reject' ? result.reason : '';
        assert.match(reason, /MLFLOW_TRACKING_PASSWORD/);
        assert.ok(!reason.includes('secret'));
      });
    }
  });

  describe('NaN', () => {
    const nan = point({ key: 'loss', value: Number.NaN });
    const batch = [point({ key: 'a' }), nan, point({ key: 'b' }), nan];

    it('goes with the others to a server that can take it, asked once', async () => {
      await withRun();
      okOf(await send(...batch));
      okOf(await send(...batch));
      assert.equal(fake.seen.filter(({ request }) => request === 'GET /version').length, 1);
      assert.equal(stored(), 3);
    });

    it('has to go alone to an older one', async () => {
      await withRun({ version: '3.15.1' });
      const result = await send(...batch);
      assert.equal(codeOf(result), 'nan_alone');
      assert.deepEqual(result.kind === 'reject' && result.refused?.map(({ index }) => index), [1, 3]);
      assert.equal(batches(), 0);
      okOf(await send(nan));
      assert.equal(stored(), 1);
    });

    it('is fine when an older server says that it has it already', async () => {
      await withRun({ version: '3.15.1' });
      const message = '(sqlite3.IntegrityError) UNIQUE constraint failed: metrics.key';
      const body = JSON.stringify({ error_code: 'BAD_REQUEST', message });
      fake.fault({ kind: 'answer', status: 400, mediaType: 'application/json', body }, { on: BATCH });
      okOf(await send(nan));
      fake.fault({ kind: 'answer', status: 400, mediaType: 'application/json', body }, { on: BATCH });
      assert.equal(codeOf(await send(point())), 'invalid');
    });

    it('waits when the version cannot be asked for', async () => {
      await withRun();
      fake.fault(faults.locked, { on: /version/ });
      const result = await send(...batch);
      assert.deepEqual([result.kind, result.kind === 'retry' && result.unsure, batches()], ['retry', false, 0]);
    });
  });

  it('sends nothing that the server would spoil', async () => {
    await withRun();
    const result = await send(point(), point({ step: 0.5 }));
    assert.equal(codeOf(result), 'invalid');
    assert.deepEqual(result.kind === 'reject' && result.refused?.map(({ index }) => index), [1]);
    assert.equal(batches(), 0);
  });

  it('sends no empty batch', async () => {
    await withRun();
    okOf(await send());
    okOf(await api.logBatch(runId, { params: [] }));
    assert.equal(batches(), 0);
  });

  it('takes a sign-in page for what it is', async () => {
    await start();
    fake.fault(faults.signIn, { times: 2 });
    assert.equal(codeOf(await api.version()), 'not_mlflow');
    assert.equal(codeOf(await api.getExperimentByName('Default')), 'not_mlflow');
  });

  it('lists no more files than it can hold', async () => {
    await withRun();
    const files = Array.from({ length: 6000 }, (_, index) => ({ path: `f${index}`, is_dir: false, file_size: 1 }));
    const body = JSON.stringify({ files, next_page_token: 'more' });
    fake.fault(
      { kind: 'answer', status: 200, mediaType: 'application/json', body },
      { on: /artifacts\/list/, times: 9 },
    );
    assert.equal(okOf(await api.listArtifacts(runId)).length, 10_000);
    fake.clearFaults();
    const empty = JSON.stringify({ next_page_token: 'more' });
    fake.fault({ kind: 'answer', status: 200, mediaType: 'application/json', body: empty }, { times: 9 });
    assert.deepEqual(okOf(await api.listArtifacts(runId)), []);
  });
});
