import assert from 'node:assert/strict';
import { createWandbApi, type WandbApi } from '../../../../../exporters/wandb/online/index.js';
import { readWandbSettings } from '../../../../../exporters/wandb/settings/index.js';
import { type FakeWandb, startFakeWandb } from '../../../../support/fake-wandb/fake-wandb.js';
import { faults } from '../../../../support/fake-wandb/faults.js';

describe('createWandbApi', () => {
  let fake: FakeWandb;
  let api: WandbApi;
  beforeEach(async () => {
    fake = await startFakeWandb();
    const env = { WANDB_API_KEY: fake.key, WANDB_BASE_URL: fake.url };
    api = createWandbApi(readWandbSettings({}, { env, home: '/nowhere' }));
  });
  afterEach(async () => {
    api.close();
    await fake.stop();
  });
  const askViewer = () => api.ask('Viewer', {}, (data) => data.at('viewer').at('username').text());

  it('asks with the key, as JSON, by the name of the operation', async () => {
    assert.deepEqual(await askViewer(), { kind: 'ok', value: 'acme' });
    const [seen] = fake.seen;
    assert.deepEqual([seen?.operation, seen?.path, seen?.origin], ['Viewer', '/graphql', 'api']);
    assert.equal(seen?.headers.authorization, `Basic ${Buffer.from(`api:${fake.key}`).toString('base64')}`);
    assert.match(String(seen?.headers['user-agent']), /^fedotel\//);
  });

  it('asks nothing for as long as the server wants to spread requests', async () => {
    fake.fault(faults.headers({ 'RateLimit-Remaining': '0', 'RateLimit-Reset': '1' }));
    // Before the answer that asks for it: from there on, a busy machine may let any part of the wait pass unseen.
    const before = performance.now();
    await askViewer();
    await askViewer();
    assert.ok(performance.now() - before >= 900, 'the second request waited');
  });

  it('takes an answer for another’s that has not what was asked for', async () => {
    for (const body of ['{"data":{"viewer":{"username":1}}}', '{"data":null}', '[]', '7', 'null', '{']) {
      fake.fault({ kind: 'answer', status: 200, mediaType: 'application/json', body });
      const result = await askViewer();
      assert.ok(result.kind === 'retry', body);
      assert.match(result.reason, /Viewer: the answer is not W&B’s/);
    }
  });

  it('refuses what the schema does not have, as the server says it', async () => {
    const result = await api.ask('NotifyScriptableRunAlert', { entity: 'acme' }, () => undefined);
    assert.ok(result.kind === 'refused');
    assert.match(result.reason, /400 \$project: expected a value, got null/);
  });

  it('puts files at absolute and relative addresses, with the asked headers only', async () => {
    const puts: Buffer[] = [];
    fake.store.slots.set('/storage/x', (content) => puts.push(content));
    const storage = await storageUrl();
    const headers = ['X-Fake-Upload:required', 'X-Time: 12:30'];
    const source = { contents: Buffer.from('abc') };
    assert.deepEqual(await api.put(`${storage}/storage/x?sig=upload`, headers, source, 'file'), {
      kind: 'ok',
      value: undefined,
    });
    assert.deepEqual(puts.map(String), ['abc']);
    const seen = fake.seen.at(-1);
    assert.equal(seen?.headers['x-time'], '12:30');
    assert.deepEqual(
      [seen?.headers.authorization, seen?.headers['user-agent'], seen?.headers.accept],
      [undefined, undefined, undefined],
    );
    const relative = await api.put('/storage/x?sig=upload', headers, source, 'file');
    assert.ok(relative.kind === 'refused', 'below the address of the server, which has no such place here');
    assert.match(relative.reason, /^file at 127\.0\.0\.1:\d+: 401/);
    const odd = await api.put('http://', headers, source, 'file');
    assert.deepEqual(odd, { kind: 'refused', reason: 'file: its address cannot be read' });
    const gone = await api.put(`${storage}/storage/x`, headers, { path: '/nowhere/file' }, 'file');
    assert.match(String(Reflect.get(gone, 'reason')), /^file: ENOENT/);
  });

  /** Address of the storage, which the server tells with every file. */
  async function storageUrl(): Promise<string> {
    const config = JSON.stringify({ a: { value: 1 } });
    await api.ask('UpsertBucket', { name: 'r', project: 'p', config }, () => undefined);
    const made = await api.ask('CreateRunFiles', { entity: 'acme', project: 'p', run: 'r', files: ['f'] }, (data) =>
      data.at('createRunFiles').at('files').list()[0]?.at('uploadUrl').text(),
    );
    assert.ok(made.kind === 'ok' && made.value !== undefined);
    return new URL(made.value).origin;
  }
});
