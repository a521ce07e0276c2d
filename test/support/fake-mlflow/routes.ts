import { BARE_WORD } from './log-batch.js';
import { searchRuns } from './search.js';
import type { FakeStore } from './store.js';
import {
  FakeCrash,
  type FakeExperiment,
  type FakePoint,
  FakeRefusal,
  type FakeRun,
  invalidParameter,
  record,
} from './types.js';

/** A request after its body has been read. */
export interface FakeRequest {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly mediaType: string;
  readonly body: Buffer;
}

/** What is answered: JSON, or bytes. */
export type FakeAnswer = { readonly json: object } | { readonly bytes: Buffer; readonly mediaType: string };

/** How the server was started. */
export interface FakeServing {
  /** Whether files go through the server (`--serve-artifacts`). */
  readonly serveArtifacts: boolean;
  /** Whether the server can write to the place of the artifacts itself. */
  readonly writesArtifacts: boolean;
  readonly version: string;
}

const REST = /^\/(?:api|ajax-api)\/2\.0\/mlflow\/(.+)$/;
const PROXY = '/api/2.0/mlflow-artifacts/artifacts/';

/** Answers a request. @throws FakeRefusal, or FakeCrash for what the server cannot digest */
export function answer(store: FakeStore, serving: FakeServing, request: FakeRequest): FakeAnswer {
  const { method, path, query, body } = request;
  if (path === '/health') return text('OK');
  if (path === '/version') return text(serving.version);
  if (path.startsWith(PROXY))
    return proxied(store, serving, method, decodeURIComponent(path.slice(PROXY.length)), body);
  const endpoint = REST.exec(path)?.[1];
  if (method === 'POST' && path === '/ajax-api/2.0/mlflow/upload-artifact') {
    return uploaded(store, serving, query, body);
  }
  const handler = handlers[`${method} ${endpoint}`];
  if (handler === undefined) throw new FakeRefusal(404, '', '');
  return { json: handler(store, method === 'GET' ? Object.fromEntries(query) : parseBody(request)) };
}

type Body = Readonly<Record<string, unknown>>;

const handlers: Readonly<Record<string, (store: FakeStore, body: Body) => object>> = {
  'GET experiments/get-by-name': (store, { experiment_name }) => ({
    experiment: experimentJson(store, store.experimentByName(String(experiment_name))),
  }),
  'POST experiments/create': (store, { name }) => ({ experiment_id: store.createExperiment(name).experimentId }),
  'POST experiments/search': (store) => ({
    experiments: [...store.experiments.values()]
      .filter(({ deleted }) => !deleted)
      .map((experiment) => experimentJson(store, experiment)),
  }),
  'POST experiments/delete': (store, { experiment_id }) => {
    store.deleteExperiment(experiment_id);
    return {};
  },
  'POST runs/create': (store, body) => ({ run: runJson(store, store.createRun(body)) }),
  'GET runs/get': (store, { run_id }) => ({ run: runJson(store, store.run(run_id)) }),
  'POST runs/update': (store, body) => ({ run_info: runJson(store, store.updateRun(body)).info }),
  'POST runs/delete': (store, { run_id }) => {
    store.run(run_id).deleted = true;
    return {};
  },
  'POST runs/restore': (store, { run_id }) => {
    store.run(run_id).deleted = false;
    return {};
  },
  'POST runs/log-batch': (store, body) => {
    store.logBatch(body);
    return {};
  },
  'POST runs/search': (store, body) => {
    const { runs, next } = searchRuns(store, body);
    const json = runs.map((run) => runJson(store, run));
    return { ...(json.length === 0 ? {} : { runs: json }), ...(next === undefined ? {} : { next_page_token: next }) };
  },
  'GET metrics/get-history': (store, { run_id, metric_key, max_results, page_token }) => {
    const all = store.history(run_id, String(metric_key));
    const most = max_results === undefined ? all.length : Number(max_results);
    if (max_results !== undefined && most < 1) throw invalidParameter("Invalid value for parameter 'max_results'");
    const from = Number(page_token ?? 0);
    const metrics = all.slice(from, from + most).map(pointJson);
    const next = from + most < all.length ? { next_page_token: String(from + most) } : {};
    return { ...(metrics.length === 0 ? {} : { metrics }), ...next };
  },
  'GET artifacts/list': (store, { run_id, path }) => {
    const { experimentId, runId } = store.run(run_id);
    const root = `${experimentId}/${runId}/artifacts/`;
    const inside = path === undefined ? '' : `${path}/`;
    const files = new Map<string, object>();
    for (const [name, { length }] of store.artifacts) {
      if (!name.startsWith(root + inside)) continue;
      const [first = '', ...rest] = name.slice(root.length + inside.length).split('/');
      const entry =
        rest.length > 0 ? { is_dir: true } : { is_dir: false, ...(length > 0 ? { file_size: length } : {}) };
      files.set(first, { path: inside + first, ...entry });
    }
    return { root_uri: store.artifactRoot, ...(files.size === 0 ? {} : { files: [...files.values()] }) };
  },
};

function proxied(store: FakeStore, serving: FakeServing, method: string, path: string, body: Buffer): FakeAnswer {
  if (!serving.serveArtifacts) {
    const advice = 'Run `mlflow server` with `--serve-artifacts` to enable.';
    throw new FakeRefusal(503, '', JSON.stringify({ detail: `Artifact serving is disabled. ${advice}` }));
  }
  if (path.includes('#') || path.split('/').includes('..')) throw invalidParameter(`Invalid path: ${path}`);
  if (method === 'PUT') {
    store.artifacts.set(path, body);
    return { bytes: Buffer.alloc(0), mediaType: 'application/json' };
  }
  const found = store.artifacts.get(path);
  if (found === undefined) throw new FakeRefusal(404, 'RESOURCE_DOES_NOT_EXIST', `No such artifact: '${path}'`);
  return { bytes: found, mediaType: 'application/octet-stream' };
}

function uploaded(store: FakeStore, serving: FakeServing, query: URLSearchParams, body: Buffer): FakeAnswer {
  if (body.length > 10 * 1_048_576) throw invalidParameter('Artifact size is too large. Max size is 10MB.');
  if (!serving.writesArtifacts) throw new FakeRefusal(500, 'INTERNAL_ERROR', 'no credentials for the store');
  const { experimentId, runId } = store.run(query.get('run_uuid'));
  store.artifacts.set(`${experimentId}/${runId}/artifacts/${query.get('path')}`, body);
  return { json: {} };
}

function parseBody({ mediaType, body }: FakeRequest): Body {
  if (mediaType !== 'application/json') {
    throw new FakeRefusal(400, 'BAD_REQUEST', `Bad Request. Content-Type must be application/json`);
  }
  // Python's JSON has words for what is no number; JavaScript's has not.
  const words = body.toString().replace(/([:[,]\s*)-?(?:NaN|Infinity)\b/g, `$1${JSON.stringify(BARE_WORD)}`);
  let parsed: unknown;
  try {
    parsed = JSON.parse(words);
  } catch {
    throw new FakeCrash('unreadable body');
  }
  return record(parsed);
}

function experimentJson(store: FakeStore, { experimentId, name, deleted }: FakeExperiment): object {
  return {
    experiment_id: experimentId,
    name,
    artifact_location: `${store.artifactRoot}/${experimentId}`,
    lifecycle_stage: deleted ? 'deleted' : 'active',
  };
}

function runJson(store: FakeStore, run: FakeRun): { info: object; data: object } {
  const entries = (map: Map<string, string>) => [...map].map(([key, value]) => ({ key, value }));
  return {
    info: {
      run_id: run.runId,
      run_uuid: run.runId,
      run_name: run.name,
      experiment_id: run.experimentId,
      status: run.status,
      start_time: run.startTime,
      ...(run.endTime === undefined ? {} : { end_time: run.endTime }),
      artifact_uri: store.artifactUri(run),
      lifecycle_stage: run.deleted ? 'deleted' : 'active',
    },
    data: {
      metrics: [...run.latest.values()].map(pointJson),
      params: entries(run.params),
      tags: entries(run.tags),
    },
  };
}

function pointJson({ key, value, step, timestamp }: FakePoint): object {
  return { key, value: Number.isNaN(value) ? 'NaN' : value, step, timestamp };
}

function text(words: string): FakeAnswer {
  return { bytes: Buffer.from(words), mediaType: 'text/html; charset=utf-8' };
}
