import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { request as httpRequest } from 'node:http';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import {
  createMlflowApi,
  escapeKeyName,
  escapeKeyPart,
  keyProblem,
  type MlflowApi,
  type MlflowMetric,
  type MlflowRefusal,
  type MlflowResult,
  type MlflowRun,
  sameStoredValue,
  tagFilter,
} from '../../exporters/mlflow/api/index.js';
import { readMlflowSettings } from '../../exporters/mlflow/settings/index.js';
import { temporaryFolder } from './temporary-folder.js';

/** A server that the contract is checked against. */
export interface ContractServer {
  readonly url: string;
  stop(): Promise<void>;
}

/** Frozen, so that a resent point is the same point. */
const TIME = 1_760_000_000_000;

/** Ids as real systems have them: addresses, mails, emoji, other scripts, combining accents, half a surrogate pair. */
const NASTY_IDS = [
  'ipv4:127.0.0.1:5000',
  'user@host',
  'hospital (A)',
  '🏥',
  '實驗',
  'e\u0301',
  '..',
  '/',
  'a//b',
  ' ',
  'tab\tline\n',
  '100%',
  'h0123456789abcdef',
  '\ud800',
];

/**
 * Describes what MLflow's server does with our requests. Runs against the fake and against the real one, so that the
 * fake cannot drift.
 */
export function describeMlflowContract(name: string, start: () => Promise<ContractServer>): void {
  describe(`MLflow's contract: ${name}`, () => {
    const folder = temporaryFolder('mlflow-contract');
    let server: ContractServer;
    let api: MlflowApi;
    let experimentId: string;
    before(async () => {
      server = await start();
      api = apiFor(server.url);
      experimentId = okOf(await api.createExperiment('contract'));
    });
    after(async () => {
      api?.close();
      await server?.stop();
      folder.remove();
    });

    const newRun = async (tags: Readonly<Record<string, string>> = {}): Promise<MlflowRun> =>
      okOf(
        await api.createRun({
          experimentId,
          name: 'a run',
          startTime: TIME,
          tags: Object.entries(tags).map(([key, value]) => ({ key, value })),
        }),
      );
    const history = async (runId: string, key: string): Promise<readonly MlflowMetric[]> =>
      okOf(await api.getMetricHistory(runId, key)).items;
    const raw = (endpoint: string, body: string | Buffer, headers: Record<string, string> = {}) =>
      fetch(`${server.url}/api/2.0/mlflow/${endpoint}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body,
      });

    it('says its version, and takes NaN', async () => {
      assert.equal(okOf(await api.version()), '3.17.2');
      assert.deepEqual(okOf(await api.check()), { version: '3.17.2' });
      assert.equal(okOf(await api.takesNanInBatches()), true);
    });

    describe('experiments', () => {
      it('finds one by its name, and says when there is none', async () => {
        assert.deepEqual(
          [okOf(await api.getExperimentByName('contract'))].map(({ experimentId, deleted }) => ({
            experimentId,
            deleted,
          })),
          [{ experimentId, deleted: false }],
        );
        assert.equal(codeOf(await api.getExperimentByName('nowhere')), 'not_found');
      });

      it('has a name once, also that of a deleted one, which takes no runs', async () => {
        const id = okOf(await api.createExperiment('doomed'));
        assert.equal(codeOf(await api.createExperiment('doomed')), 'exists');
        const run = okOf(await api.createRun({ experimentId: id, name: 'r', startTime: TIME, tags: [] }));
        assert.equal((await raw('experiments/delete', JSON.stringify({ experiment_id: id }))).status, 200);
        assert.equal(codeOf(await api.createExperiment('doomed')), 'exists');
        assert.equal(okOf(await api.getExperimentByName('doomed')).deleted, true);
        const listed = okOf(await api.listExperiments()).items.map(({ name }) => name);
        assert.deepEqual(
          listed.filter((name) => name === 'contract' || name === 'doomed'),
          ['contract'],
        );
        const refused = await api.createRun({ experimentId: id, name: 'r', startTime: TIME, tags: [] });
        assert.equal(codeOf(refused), 'experiment_deleted');
        assert.equal(codeOf(await api.logBatch(run.runId, { metrics: [point()] })), 'run_deleted');
      });
    });

    describe('runs', () => {
      it('keeps name, start, status and tags', async () => {
        const { runId, artifactUri } = await newRun({ 'fl.run.id': 'mine' });
        okOf(await api.updateRun(runId, { status: 'FINISHED', endTime: TIME + 5000 }));
        const run = okOf(await api.getRun(runId));
        assert.deepEqual(
          { ...run, tags: run.tags.filter(({ key }) => key === 'fl.run.id') },
          {
            runId,
            experimentId,
            name: 'a run',
            status: 'FINISHED',
            startTime: TIME,
            endTime: TIME + 5000,
            deleted: false,
            artifactUri,
            metrics: [],
            params: [],
            tags: [{ key: 'fl.run.id', value: 'mine' }],
          },
        );
        assert.match(artifactUri, /^mlflow-artifacts:\/+\d+\/[0-9a-f]{32}\/artifacts$/);
      });

      it('takes points after the end, and goes on', async () => {
        const { runId } = await newRun();
        okOf(await api.updateRun(runId, { status: 'FAILED', endTime: TIME }));
        okOf(await api.logBatch(runId, { metrics: [point()] }));
        okOf(await api.updateRun(runId, { status: 'RUNNING' }));
        assert.equal(okOf(await api.getRun(runId)).status, 'RUNNING');
      });

      for (const id of ['plain', 'with "quotes"', "it's", 'slash\\', '實驗 🏥', 'a%b_c']) {
        it(`is found by a tag: ${id}`, async () => {
          const { runId } = await newRun({ 'fl.run.id': id });
          await newRun({ 'fl.run.id': `${id}.` });
          const search = { experimentIds: [experimentId], filter: tagFilter('fl.run.id', id) ?? '' };
          assert.deepEqual(
            okOf(await api.searchRuns(search)).items.map((run) => run.runId),
            [runId],
          );
        });
      }

      it('gives pages of them, ordered by a metric; NaN after numbers, without a value last', async () => {
        const id = okOf(await api.createExperiment('ordered'));
        const names = ['none', 'nan', 'low', 'high'];
        for (const [index, value] of [undefined, Number.NaN, 0.1, 0.9].entries()) {
          const options = { experimentId: id, name: names[index] ?? '', startTime: TIME + index, tags: [] };
          const { runId } = okOf(await api.createRun(options));
          if (value !== undefined) okOf(await api.logBatch(runId, { metrics: [point({ key: 'round/best', value })] }));
        }
        const search = { experimentIds: [id], orderBy: ['metrics.`round/best` DESC'], maxResults: 3 };
        const first = okOf(await api.searchRuns(search));
        assert.deepEqual(
          first.items.map((run) => run.name),
          ['high', 'low', 'nan'],
        );
        assert.ok(first.nextPageToken !== undefined);
        const second = okOf(await api.searchRuns({ ...search, pageToken: first.nextPageToken }));
        assert.deepEqual([second.items.map((run) => run.name), second.nextPageToken], [['none'], undefined]);
      });

      it('tells a deleted one from an unknown one', async () => {
        const { runId } = await newRun();
        assert.equal((await raw('runs/delete', JSON.stringify({ run_id: runId }))).status, 200);
        assert.equal(okOf(await api.getRun(runId)).deleted, true);
        assert.equal(codeOf(await api.logBatch(runId, { metrics: [point()] })), 'run_deleted');
        assert.equal(codeOf(await api.setTag(runId, 'a', 'b')), 'run_deleted');
        const unknown = await api.logBatch('0'.repeat(32), { metrics: [point()] });
        assert.equal(codeOf(unknown), 'not_found');
        assert.equal(unknown.kind === 'reject' && unknown.scope, 'run');
      });
    });

    describe('metrics', () => {
      it('stores a batch of 1,000 once, however often it is sent', async () => {
        const { runId } = await newRun();
        const metrics = Array.from({ length: 1000 }, (_, step) =>
          point({ step, value: step / 7, timestamp: TIME + step }),
        );
        okOf(await api.logBatch(runId, { metrics }));
        okOf(await api.logBatch(runId, { metrics }));
        assert.deepEqual(await history(runId, 'loss'), metrics);
      });

      it('gives the points of one metric in pages, and none of an unknown one', async () => {
        const { runId } = await newRun();
        const metrics = [0, 1, 2].map((step) => point({ step, timestamp: TIME + step }));
        okOf(await api.logBatch(runId, { metrics }));
        const first = okOf(await api.getMetricHistory(runId, 'loss', { maxResults: 2 }));
        assert.deepEqual(first.items, metrics.slice(0, 2));
        assert.ok(first.nextPageToken !== undefined);
        const page = { maxResults: 2, pageToken: first.nextPageToken };
        const second = okOf(await api.getMetricHistory(runId, 'loss', page));
        assert.deepEqual(second, { items: metrics.slice(2), nextPageToken: undefined });
        assert.deepEqual(await history(runId, 'unknown'), []);
      });

      it('keeps another value or time at the same step beside the first; the latest is the largest', async () => {
        const { runId } = await newRun();
        const sent = [
          point({ step: 2, value: 5 }),
          point({ step: 2, value: 3 }),
          point({ step: 2, value: 4, timestamp: TIME - 1 }),
          point({ step: 1, value: 9, timestamp: TIME + 9 }),
        ];
        for (const metric of sent) okOf(await api.logBatch(runId, { metrics: [metric] }));
        assert.equal((await history(runId, 'loss')).length, 4);
        assert.deepEqual(okOf(await api.getRun(runId)).metrics, [point({ step: 2, value: 5 })]);
      });

      it('takes NaN twice, with others and again, and clamps infinities', async () => {
        const { runId } = await newRun();
        const metrics = [Number.NaN, Number.NaN, Infinity, -Infinity, -0, 5e-324, 1.7e308].map((value, index) =>
          point({ key: `v${Math.max(1, index)}`, value }),
        );
        okOf(await api.logBatch(runId, { metrics }));
        okOf(await api.logBatch(runId, { metrics: [...metrics, point({ key: 'new' })] }));
        for (const { key, value } of metrics) {
          const stored = await history(runId, key);
          assert.equal(stored.length, 1, key);
          assert.ok(sameStoredValue(value, stored[0]?.value ?? 0), `${key}: ${value} became ${stored[0]?.value}`);
        }
        assert.equal((await history(runId, 'new')).length, 1);
      });

      it('refuses a bad key with the whole batch, and an item too many', async () => {
        const { runId } = await newRun();
        const metrics = [point(), point({ key: 'a@b' })];
        assert.equal((await raw('runs/log-batch', JSON.stringify({ run_id: runId, metrics }))).status, 400);
        assert.deepEqual(await history(runId, 'loss'), []);
        const many = Array.from({ length: 1000 }, (_, step) => point({ step }));
        const tags = [{ key: 'a', value: 'b' }];
        assert.equal((await raw('runs/log-batch', JSON.stringify({ run_id: runId, metrics: many, tags }))).status, 400);
        assert.deepEqual(await history(runId, 'loss'), []);
      });

      it('refuses what lacks a value or has a time before 1970', async () => {
        const { runId } = await newRun();
        for (const wrong of [{ value: null }, { value: undefined }, { timestamp: undefined }, { timestamp: -1 }]) {
          const metrics = [point({ key: 'fine' }), { ...point(), ...wrong }];
          assert.equal((await raw('runs/log-batch', JSON.stringify({ run_id: runId, metrics }))).status, 400);
        }
        assert.deepEqual(await history(runId, 'fine'), []);
      });

      // This is why every point is checked on our side: the server says 200.
      // What stands before the bad field of the point is kept, the field and what is behind it are zero.
      for (const [fields, value, step] of [
        ['"value":NaN,"step":7,"timestamp":7', 0, 0],
        ['"value":"abc","step":7,"timestamp":7', 0, 0],
        ['"value":1e309,"step":7,"timestamp":7', 0, 0],
        ['"value":1,"step":1.5,"timestamp":7', 1, 0],
        ['"value":1,"step":9223372036854775808,"timestamp":7', 1, 0],
        ['"value":1,"step":7,"timestamp":1.5', 1, 7],
      ] as const) {
        it(`spoils a batch silently: ${fields}`, async () => {
          const { runId } = await newRun();
          const [before, behind] = ['before', 'behind'].map((key) => JSON.stringify(point({ key })));
          const metrics = `[${before},{"key":"bad",${fields}},${behind}]`;
          assert.equal((await raw('runs/log-batch', `{"run_id":"${runId}","metrics":${metrics}}`)).status, 200);
          assert.equal((await history(runId, 'before')).length, 1);
          assert.deepEqual(await history(runId, 'behind'), []);
          assert.deepEqual(await history(runId, 'bad'), [point({ key: 'bad', value, step, timestamp: 0 })]);
        });
      }
    });

    describe('keys', () => {
      it('are judged by us as by the server', async () => {
        const { runId } = await newRun();
        const signs = Array.from({ length: 128 }, (_, code) => String.fromCharCode(code));
        const others = ['é', 'e\u0301', '實', '²', '٣', '🏥', '\u00a0', '·', '½', 'Ⅷ', '\u200d', 'ß', 'ǅ', '\ud800'];
        const paths = [
          '/a',
          'a/',
          'a//b',
          './a',
          'a/.',
          'a/..',
          '../a',
          '..a',
          'a..',
          '.',
          '..',
          'a/../b',
          '.a',
          'a/.b',
        ];
        const lengths = ['a'.repeat(250), 'a'.repeat(251), 'é'.repeat(250), '實'.repeat(251)];
        const keys = [...signs, ...others].flatMap((sign) => [`a${sign}b`]);
        const differing: string[] = [];
        for (const key of ['', ...keys, ...paths, ...lengths]) {
          const { status } = await raw('runs/log-batch', JSON.stringify({ run_id: runId, metrics: [point({ key })] }));
          if ((status === 200) !== (keyProblem(key) === undefined)) differing.push(key);
        }
        assert.deepEqual(differing, []);
      });

      it('can hold every id, escaped', async () => {
        const { runId } = await newRun();
        const keys = NASTY_IDS.flatMap((id) => [`client.${escapeKeyPart(id)}.loss`, escapeKeyName(id)]);
        okOf(await api.logBatch(runId, { metrics: keys.map((key) => point({ key })) }));
        const stored = okOf(await api.getRun(runId)).metrics.map(({ key }) => key);
        assert.deepEqual(stored.sort(), [...new Set(keys)].sort());
      });
    });

    describe('params and tags', () => {
      it('keeps params as they are first, and drops a batch with another value', async () => {
        const { runId } = await newRun();
        const [lr, more] = [
          { key: 'lr', value: '0.1' },
          { key: 'more', value: 'x' },
        ];
        okOf(await api.logBatch(runId, { params: [lr] }));
        okOf(await api.logBatch(runId, { params: [lr] }));
        assert.equal(
          codeOf(await api.logBatch(runId, { params: [more, { key: 'lr', value: '0.2' }] })),
          'param_conflict',
        );
        assert.deepEqual(okOf(await api.getRun(runId)).params, [lr]);
      });

      it('replaces tags, and cuts long values off without a word', async () => {
        const { runId } = await newRun();
        okOf(await api.setTag(runId, 'state', 'old'));
        okOf(await api.setTag(runId, 'state', 'new'));
        okOf(await api.logBatch(runId, { tags: [{ key: 'long', value: 'é'.repeat(9000) }] }));
        okOf(await api.logBatch(runId, { params: [{ key: 'long', value: 'é'.repeat(9000) }] }));
        const { tags, params } = okOf(await api.getRun(runId));
        const value = (key: string) => tags.find((tag) => tag.key === key)?.value;
        assert.deepEqual([value('state'), value('long')], ['new', 'é'.repeat(8000)]);
        assert.deepEqual(params, [{ key: 'long', value: 'é'.repeat(6000) }]);
      });
    });

    describe('artifacts', () => {
      for (const path of ['plain.txt', 'sub/folder/a b.txt', 'per cent 100%.txt', "ß+(1)@:'.bin", 'empty']) {
        it(`are stored byte for byte: ${path}`, async () => {
          const run = await newRun();
          const file = join(folder.path, 'content');
          const content = Buffer.from(
            path === 'empty' ? [] : Array.from({ length: 70_000 }, (_, index) => index % 251),
          );
          writeFileSync(file, content);
          okOf(await api.uploadArtifact(run, path, { text: 'replaced' }));
          okOf(await api.uploadArtifact(run, path, { file }));
          const parent = path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : undefined;
          const listed = okOf(await api.listArtifacts(run.runId, parent));
          const sizeBytes = content.length === 0 ? undefined : content.length;
          assert.deepEqual(listed, [{ path, isDirectory: false, sizeBytes }]);
          const encoded = path.split('/').map(encodeURIComponent).join('/');
          const place = `${experimentId}/${run.runId}/artifacts/${encoded}`;
          const read = await fetch(`${server.url}/api/2.0/mlflow-artifacts/artifacts/${place}`);
          assert.ok(content.equals(Buffer.from(await read.arrayBuffer())));
        });
      }

      it('are listed folder by folder', async () => {
        const run = await newRun();
        okOf(await api.uploadArtifact(run, 'a/b.txt', { text: 'b' }));
        assert.deepEqual(okOf(await api.listArtifacts(run.runId)), [
          { path: 'a', isDirectory: true, sizeBytes: undefined },
        ]);
      });
    });

    describe('what is no proper request', () => {
      for (const [what, body, headers] of [
        ['a packed body', gzipSync('{}'), { 'content-encoding': 'gzip' }],
        ['no JSON', '{', {}],
        ['a list', '[]', {}],
      ] as const) {
        it(`breaks the server down: ${what}`, async () => {
          const answer = await raw('runs/log-batch', body, headers);
          assert.equal(answer.status, 500);
          assert.match(answer.headers.get('content-type') ?? '', /text\/html/);
        });
      }

      it('is refused by its type, its path, its workspace or its host', async () => {
        assert.equal((await raw('runs/log-batch', '{}', { 'content-type': 'text/plain' })).status, 400);
        const elsewhere = apiFor(`${server.url}/wrong/path`);
        assert.equal(codeOf(await elsewhere.getExperimentByName('contract')), 'not_mlflow');
        elsewhere.close();
        const workspace = apiFor(server.url, { MLFLOW_WORKSPACE: 'mine' });
        assert.equal(codeOf(await workspace.getExperimentByName('contract')), 'workspace_refused');
        workspace.close();
        const refused = await statusUnderHost(server.url, 'mlflow:5000');
        assert.deepEqual([refused.status, refused.mediaType], [403, 'text/plain']);
        assert.match(refused.text, /Invalid Host header/);
      });
    });
  });
}

/** A client with nothing of this machine's own settings. */
export function apiFor(url: string, env: Readonly<Record<string, string>> = {}): MlflowApi {
  return createMlflowApi(readMlflowSettings({ trackingUri: url }, { env, home: '/nowhere' }));
}

/** The value of a result that must be one. */
export function okOf<T>(result: MlflowResult<T>): T {
  if (result.kind === 'ok') return result.value;
  throw new Error(`expected ok, got ${JSON.stringify(result)}`);
}

/** Why a request was refused, which it must have been. */
export function codeOf(result: MlflowResult<unknown>): MlflowRefusal {
  if (result.kind === 'reject') return result.code;
  throw new Error(`expected reject, got ${JSON.stringify(result)}`);
}

/** A point with a few parts of the caller's own. */
export function point(parts: Partial<MlflowMetric> = {}): MlflowMetric {
  return { key: 'loss', value: 0.5, step: 1, timestamp: TIME, ...parts };
}

function statusUnderHost(
  url: string,
  host: string,
): Promise<{ status: number; mediaType: string | undefined; text: string }> {
  return new Promise((resolve, reject) => {
    const request = httpRequest(
      `${url}/api/2.0/mlflow/experiments/get-by-name`,
      { headers: { host }, agent: false },
      (response) => {
        let text = '';
        response.setEncoding('utf8').on('data', (chunk: string) => {
          text += chunk;
        });
        response.once('end', () =>
          resolve({
            status: response.statusCode ?? 0,
            mediaType: response.headers['content-type']?.split(';')[0],
            text,
          }),
        );
      },
    );
    request.once('error', reject).end();
  });
}
