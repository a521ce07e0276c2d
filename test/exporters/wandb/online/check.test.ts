import assert from 'node:assert/strict';
import { checkWandb, createWandbApi } from '../../../../exporters/wandb/online/index.js';
import { readWandbSettings } from '../../../../exporters/wandb/settings/index.js';
import { type FakeWandb, startFakeWandb } from '../../../support/fake-wandb/fake-wandb.js';
import { faults } from '../../../support/fake-wandb/faults.js';

describe('checkWandb', () => {
  let fake: FakeWandb;
  beforeEach(async () => {
    fake = await startFakeWandb();
  });
  afterEach(() => fake.stop());

  async function check(key = fake.key) {
    const api = createWandbApi(
      readWandbSettings({}, { env: { WANDB_API_KEY: key, WANDB_BASE_URL: fake.url }, home: '/nowhere' }),
    );
    const result = await checkWandb(api);
    api.close();
    return result;
  }

  it('says whose key it is', async () => {
    assert.deepEqual(await check(), { kind: 'ok', value: { entity: 'acme', user: 'acme' } });
    assert.deepEqual([...fake.store.runs], []);
  });

  it('says that the server does not know the key', async () => {
    const result = await check('x'.repeat(40));
    assert.ok(result.kind === 'refused');
    assert.match(result.reason, /401.*expected a WANDB_API_KEY that this server knows/);
    assert.doesNotMatch(result.reason, /xxxx/);
  });

  it('says so too where an unknown key is nobody', async () => {
    const body = JSON.stringify({ data: { viewer: null } });
    fake.fault({ kind: 'answer', status: 200, mediaType: 'application/json', body });
    const result = await check();
    assert.ok(result.kind === 'refused');
    assert.match(result.reason, /expected a WANDB_API_KEY that this server knows$/);
  });

  it('says that something else answers there, or nothing', async () => {
    fake.fault(faults.signIn);
    const page = await check();
    assert.ok(page.kind === 'retry');
    assert.match(page.reason, /the answer is not W&B’s/);
    await fake.stop();
    const nothing = await check();
    assert.ok(nothing.kind === 'retry');
    assert.match(nothing.reason, /nothing listens there/);
  });
});
