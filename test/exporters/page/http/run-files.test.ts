import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { get, type IncomingMessage } from 'node:http';
import { join } from 'node:path';
import type { RunFilesList } from '../../../../exporters/page/files/index.js';
import { createPageServer, type PageServer, type PageServerOptions } from '../../../../exporters/page/http/index.js';
import { temporaryFolder } from '../../../support/temporary-folder.js';
import { at, finished, init, RUN } from '../../run-model/support/scenario.js';
import { appendEvents } from '../support/journals.js';
import { ask } from '../support/page-client.js';

/** A download with its trailers. */
async function download(url: string): Promise<{ response: IncomingMessage; body: Buffer }> {
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    get(url, resolve).on('error', reject);
  });
  const chunks: Buffer[] = [];
  for await (const chunk of response as AsyncIterable<Buffer>) chunks.push(chunk);
  return { response, body: Buffer.concat(chunks) };
}

describe('page server: files of runs', () => {
  const folder = temporaryFolder('page-files');
  after(() => folder.remove());
  const servers: PageServer[] = [];
  afterEach(async () => {
    for (const server of servers.splice(0)) await server.close();
  });
  let runsDir = '';
  let roots = '';
  let count = 0;
  beforeEach(() => {
    const home = join(folder.path, `home-${++count}`);
    runsDir = join(home, 'runs');
    roots = join(home, 'app');
    for (const path of [runsDir, join(roots, 'out')]) mkdirSync(path, { recursive: true });
    writeFileSync(join(roots, 'out', 'model.bin'), 'weights');
    writeFileSync(join(home, 'secret'), 'secret');
    const artifact = { event_type: 'artifact', run_id: RUN, timestamp: at(2) } as const;
    appendEvents(
      join(runsDir, 'a.jsonl'),
      init(),
      { event_type: 'checkpoint', run_id: RUN, timestamp: at(1), round: 3, path: 'out/model.bin' },
      { ...artifact, name: 'secret', path: join(home, 'secret') },
      { ...artifact, name: 'gone', path: 'out/gone.bin' },
      { ...artifact, name: 'of a client', path: 'out/model.bin', client_id: 'c' },
      finished(3),
    );
  });
  const serve = async (options: Partial<PageServerOptions> = {}) => {
    const server = await createPageServer({ runsDir, listen: { port: 0 }, artifactRoots: [roots], ...options });
    servers.push(server);
    return server.url;
  };
  const listOf = async (url: string) => JSON.parse((await ask(url, '/api/runs/a/files')).text) as RunFilesList;

  it('lists what may be fetched, and says of everything else why not', async () => {
    const list = await listOf(await serve());
    assert.deepEqual(
      list.files.map(({ name, size }) => [name, size]),
      [['checkpoints/round_3/model.bin', 7]],
    );
    assert.deepEqual(
      list.missing.map(({ name }) => name),
      ['artifact/secret', 'artifact/gone', 'clients/c/artifact/of a client'],
    );
    assert.match(list.missing[0]?.reason ?? '', /outside of the folders/);
    assert.equal(list.journal.size, readFileSync(join(runsDir, 'a.jsonl')).length);
  });

  it('takes the runs folder alone unless folders are named', async () => {
    const list = await listOf(await serve({ artifactRoots: undefined }));
    assert.deepEqual(list.files, []);
  });

  it('sends a file with its size before and its digest behind it', async () => {
    const url = await serve();
    const [file] = (await listOf(url)).files;
    for (const [path, expected] of [
      [`api/runs/a/files/${file?.id}`, Buffer.from('weights')],
      ['api/runs/a/journal', readFileSync(join(runsDir, 'a.jsonl'))],
    ] as const) {
      const { response, body } = await download(new URL(path, url).href);
      assert.deepEqual(body, expected);
      assert.equal(response.headers['fedotel-size'], String(expected.length));
      assert.equal(response.trailers['fedotel-sha256'], createHash('sha256').update(expected).digest('hex'));
      assert.equal(response.headers['x-content-type-options'], 'nosniff');
      assert.equal(response.headers['content-disposition'], 'attachment');
    }
    const head = await ask(url, '/api/runs/a/journal', { method: 'HEAD' });
    assert.deepEqual([head.status, head.text], [200, '']);
  });

  it('sends an empty file whole', async () => {
    writeFileSync(join(roots, 'out', 'model.bin'), '');
    const url = await serve();
    const [file] = (await listOf(url)).files;
    const { response, body } = await download(new URL(`api/runs/a/files/${file?.id}`, url).href);
    assert.equal(body.length, 0);
    assert.equal(response.headers['fedotel-size'], '0');
  });

  for (const path of [
    '/api/runs/b/files',
    '/api/runs/b/journal',
    '/api/runs/..%2Fa/journal',
    '/api/runs/a.jsonl/journal',
    '/api/runs/a/files/model.bin',
    '/api/runs/a/files/..%2F..%2Fsecret',
    '/api/runs/a/files/00000000000000000000000000000000',
    '/api/runs/.state/journal',
  ]) {
    it(`has nothing at ${path}`, async () => {
      assert.equal((await ask(await serve(), path)).status, 404);
    });
  }

  it('does not follow a link that took the place of a registered file', async () => {
    const url = await serve();
    const [file] = (await listOf(url)).files;
    const path = join(roots, 'out', 'model.bin');
    truncateSync(path);
    writeFileSync(join(roots, '..', 'other'), 'other');
    rmSync(path);
    symlinkSync(join(roots, '..', 'other'), path);
    assert.equal((await ask(url, `/api/runs/a/files/${file?.id}`)).status, 404);
  });

  it('wants the token for all of it', async () => {
    const url = await serve({ security: { tokens: ['a-token-of-the-tests'] } });
    for (const path of ['files', 'journal', 'files/x']) {
      assert.equal((await ask(url, `/api/runs/a/${path}`)).status, 401);
    }
    const headers = { authorization: 'Bearer a-token-of-the-tests' };
    assert.equal((await ask(url, '/api/runs/a/files', { headers })).status, 200);
  });

  it('shows what was registered since', async () => {
    const url = await serve();
    assert.equal((await listOf(url)).files.length, 1);
    writeFileSync(join(roots, 'out', 'new.bin'), 'x');
    appendEvents(join(runsDir, 'a.jsonl'), {
      ...{ event_type: 'artifact', run_id: RUN, timestamp: at(9), name: 'new', path: 'out/new.bin' },
    });
    assert.equal((await listOf(url)).files.length, 2);
  });
});
