import assert from 'node:assert/strict';
import { mkdirSync, truncateSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { MlflowUpload } from '../../../../../exporters/mlflow/api/index.js';
import { type FakeMlflowOptions, startFakeMlflow } from '../../../../support/fake-mlflow/fake-mlflow.js';
import { apiFor, codeOf, okOf } from '../../../../support/mlflow-contract.js';
import { temporaryFolder } from '../../../../support/temporary-folder.js';

describe('uploadArtifact', () => {
  const folder = temporaryFolder('mlflow-upload');
  const cleanups: (() => unknown)[] = [];
  afterEach(async () => {
    for (const cleanup of cleanups.splice(0)) await cleanup();
  });
  after(() => folder.remove());

  const setUp = async (options: FakeMlflowOptions = {}) => {
    const fake = await startFakeMlflow(options);
    const api = apiFor(fake.url);
    cleanups.push(
      () => api.close(),
      () => fake.stop(),
    );
    const run = okOf(await api.createRun({ experimentId: '0', name: 'r', startTime: 1, tags: [] }));
    const upload = (path: string, content: MlflowUpload) => api.uploadArtifact(run, path, content);
    const stored = (path: string) => fake.store.artifacts.get(`0/${run.runId}/artifacts/${path}`);
    const requests = () =>
      fake.seen.map(({ request }) => request).filter((request) => !request.includes('runs/create'));
    return { fake, upload, stored, requests, runId: run.runId };
  };
  const fileOf = (name: string, bytes: number): string => {
    const file = join(folder.path, name);
    writeFileSync(file, Buffer.alloc(0));
    truncateSync(file, bytes);
    return file;
  };

  it('sends a file through the proxy, in one request', async () => {
    const { upload, stored, requests, runId } = await setUp();
    okOf(await upload('a b/c.bin', { file: fileOf('c.bin', 300_000) }));
    assert.equal(stored('a b/c.bin')?.length, 300_000);
    assert.deepEqual(requests(), [`PUT /api/2.0/mlflow-artifacts/artifacts/0/${runId}/artifacts/a%20b/c.bin`]);
  });

  it('sends texts and empty files', async () => {
    const { upload, stored } = await setUp();
    okOf(await upload('t', { text: 'häl' }));
    okOf(await upload('empty-text', { text: '' }));
    okOf(await upload('empty-file', { file: fileOf('empty', 0) }));
    assert.deepEqual(
      ['t', 'empty-text', 'empty-file'].map((path) => stored(path)?.toString()),
      ['häl', '', ''],
    );
  });

  it('refuses a bad name and a file that is none without asking the server', async () => {
    const { upload, requests } = await setUp();
    assert.equal(codeOf(await upload('../x', { text: '' })), 'invalid');
    assert.equal(codeOf(await upload('x', { file: join(folder.path, 'missing') })), 'file');
    mkdirSync(join(folder.path, 'folder'), { recursive: true });
    assert.equal(codeOf(await upload('x', { file: join(folder.path, 'folder') })), 'file');
    assert.deepEqual(requests(), []);
  });

  for (const [what, options] of [
    ['S3, to which the server has the key', { artifactRoot: 's3://bucket' }],
    ['a disk of the server', { artifactRoot: '/data/mlruns' }],
    ['a proxy that is turned off', { serveArtifacts: false }],
  ] as const) {
    it(`lets the server write small files: ${what}`, async () => {
      const { upload, stored, requests } = await setUp(options);
      okOf(await upload('a/b.txt', { text: 'small' }));
      assert.equal(stored('a/b.txt')?.toString(), 'small');
      assert.equal(requests().at(-1), 'POST /ajax-api/2.0/mlflow/upload-artifact');
    });
  }

  it('goes, with the password, to the tracking server alone, whatever host the run’s artifacts are on', async () => {
    const elsewhere: (string | undefined)[] = [];
    const other = createServer((request, response) => {
      elsewhere.push(request.url);
      response.end('{}');
    }).listen(0, '127.0.0.1');
    await new Promise((resolve) => other.once('listening', resolve));
    cleanups.push(() => other.close());
    const host = `127.0.0.1:${(other.address() as AddressInfo).port}`;
    const proxy = '/api/2.0/mlflow-artifacts/artifacts';
    for (const artifactRoot of [`mlflow-artifacts://${host}`, `http://${host}${proxy}`, `http://${host}`]) {
      const { upload, requests } = await setUp({ artifactRoot });
      okOf(await upload('weights.bin', { file: fileOf('weights', 1_000) }));
      assert.deepEqual(requests(), ['POST /ajax-api/2.0/mlflow/upload-artifact'], artifactRoot);
    }
    assert.deepEqual(elsewhere, []);
  });

  it('refuses a large file that the proxy cannot take, and says what to do', async () => {
    const { upload, requests } = await setUp({ artifactRoot: 's3://bucket' });
    const result = await upload('x', { file: fileOf('large', 10 * 1_048_576 + 1) });
    assert.equal(codeOf(result), 'artifacts_elsewhere');
    assert.match(
      result.kind === 'reject' ? result.reason : '',
      /keeps its artifacts on s3:\/\/: .* up to 10485760 bytes .*; start the server with --serve-artifacts/,
    );
    assert.deepEqual(requests(), []);
  });

  it('tries again when the server is away, and when it has no way to the store now', async () => {
    const { fake, upload } = await setUp({ artifactRoot: 's3://bucket', writesArtifacts: false });
    assert.equal((await upload('x', { text: 'y' })).kind, 'retry');
    await fake.stop();
    assert.equal((await upload('x', { text: 'y' })).kind, 'retry');
  });
});
