import { createMlflowApi, type MlflowApi, type MlflowRun } from '../../../../exporters/mlflow/api/index.js';
import { readMlflowSettings } from '../../../../exporters/mlflow/settings/index.js';
import { type FakeMlflow, startFakeMlflow } from '../../../support/fake-mlflow/fake-mlflow.js';

/** A fake MLflow for a suite, and in it a new run for each test. */
export interface FakeRunOfTest {
  readonly fake: FakeMlflow;
  readonly api: MlflowApi;
  /** The run of the test that goes on. */
  readonly run: MlflowRun;
}

/** Starts the server before the tests of the suite that this is called in, and ends it after them. */
export function useFakeRun(): FakeRunOfTest {
  const made: { -readonly [K in keyof FakeRunOfTest]?: FakeRunOfTest[K] } = {};
  const get = <K extends keyof FakeRunOfTest>(name: K): FakeRunOfTest[K] => {
    const value = made[name];
    if (value === undefined) throw new Error(`there is no ${name} before the tests`);
    return value as FakeRunOfTest[K];
  };
  before(async () => {
    made.fake = await startFakeMlflow();
    made.api = createMlflowApi(readMlflowSettings({ trackingUri: made.fake.url }, { env: {}, home: '/nowhere' }));
  });
  after(async () => {
    made.api?.close();
    await made.fake?.stop();
  });
  beforeEach(async () => {
    const created = await get('api').createRun({ experimentId: '0', name: 'r', startTime: 1, tags: [] });
    if (created.kind !== 'ok') throw new Error(created.reason);
    made.run = created.value;
  });
  return {
    get fake() {
      return get('fake');
    },
    get api() {
      return get('api');
    },
    get run() {
      return get('run');
    },
  };
}
