import type { MlflowSettings } from '../settings/types.js';
import { uploadArtifact } from './artifacts/upload.js';
import { checkBatch } from './batch.js';
import { type Caller, createCaller, notMlflow, REST } from './call.js';
import { artifactOf, experimentOf, type Json, metricOf, pageOf, runOf, textOf } from './decode.js';
import { createTransport, type TransportLimits } from './http/transport.js';
import type { Transport } from './http/types.js';
import { takesNanInBatches } from './server-version.js';
import type {
  MlflowApi,
  MlflowArtifact,
  MlflowBatch,
  MlflowEntry,
  MlflowExperiment,
  MlflowMetric,
  MlflowPage,
  MlflowResult,
  MlflowRun,
  MlflowRunSearch,
  MlflowRunStatus,
  MlflowUpload,
} from './types.js';

/** Largest page of points; without a size, servers up to 3.13 give an empty page for ever. */
const HISTORY_PAGE = 25_000;
/** Files of one folder that are listed. */
const MAX_LISTED = 10_000;

/**
 * A client of MLflow's tracking server.
 *
 * @throws Error when a certificate or key of the settings is unusable
 */
export function createMlflowApi(settings: MlflowSettings, limits?: TransportLimits): MlflowApi {
  return new RestApi(settings, createTransport(settings, limits));
}

class RestApi implements MlflowApi {
  readonly trackingUri: string;
  readonly #transport: Transport;
  readonly #caller: Caller;
  #takesNan: boolean | undefined;

  constructor({ trackingUri }: MlflowSettings, transport: Transport) {
    this.trackingUri = trackingUri;
    this.#transport = transport;
    this.#caller = createCaller(transport, trackingUri);
  }

  async version(): Promise<MlflowResult<string>> {
    const result = await this.#caller.text('/version');
    if (result.kind !== 'ok' || /^\d+\.\d+[\w.+-]*$/.test(result.value)) return result;
    return notMlflow(this.trackingUri, 'no version');
  }

  async check(): Promise<MlflowResult<{ readonly version: string }>> {
    const version = await this.version();
    if (version.kind !== 'ok') return version;
    // The version is told to everybody; this is not.
    const list = await this.listExperiments();
    return list.kind === 'ok' ? { kind: 'ok', value: { version: version.value } } : list;
  }

  async takesNanInBatches(): Promise<MlflowResult<boolean>> {
    if (this.#takesNan !== undefined) return { kind: 'ok', value: this.#takesNan };
    const version = await this.version();
    if (version.kind !== 'ok') return version;
    this.#takesNan = takesNanInBatches(version.value);
    return { kind: 'ok', value: this.#takesNan };
  }

  getExperimentByName(name: string): Promise<MlflowResult<MlflowExperiment>> {
    return this.#get('experiments/get-by-name', { experiment_name: name }, (json) => experimentOf(json.experiment));
  }

  listExperiments(page: { readonly pageToken?: string } = {}): Promise<MlflowResult<MlflowPage<MlflowExperiment>>> {
    const body = { max_results: 1000, view_type: 'ACTIVE_ONLY', page_token: page.pageToken };
    return this.#post('experiments/search', body, (json) => pageOf(json, 'experiments', experimentOf));
  }

  createExperiment(name: string): Promise<MlflowResult<string>> {
    return this.#post('experiments/create', { name }, (json) => textOf(json.experiment_id, 'an experiment id'));
  }

  createRun({
    experimentId,
    name,
    startTime,
    tags,
  }: Parameters<MlflowApi['createRun']>[0]): Promise<MlflowResult<MlflowRun>> {
    const body = { experiment_id: experimentId, run_name: name, start_time: startTime, tags };
    return this.#post('runs/create', body, (json) => runOf(json.run));
  }

  getRun(runId: string): Promise<MlflowResult<MlflowRun>> {
    return this.#get('runs/get', { run_id: runId }, (json) => runOf(json.run));
  }

  updateRun(
    runId: string,
    { status, endTime, name }: { readonly status?: MlflowRunStatus; readonly endTime?: number; readonly name?: string },
  ): Promise<MlflowResult<undefined>> {
    return this.#post('runs/update', { run_id: runId, status, end_time: endTime, run_name: name }, nothing);
  }

  searchRuns(search: MlflowRunSearch): Promise<MlflowResult<MlflowPage<MlflowRun>>> {
    const body = {
      experiment_ids: search.experimentIds,
      filter: search.filter,
      order_by: search.orderBy,
      max_results: search.maxResults ?? 1000,
      page_token: search.pageToken,
    };
    return this.#post('runs/search', body, (json) => pageOf(json, 'runs', runOf));
  }

  async logBatch(runId: string, batch: MlflowBatch): Promise<MlflowResult<undefined>> {
    const checked = checkBatch(batch);
    if (checked.kind === 'reject') return checked;
    const { body, size, nans } = checked;
    if (size === 0) return { kind: 'ok', value: undefined };
    if (nans.length > 0 && size > 1) {
      const takes = await this.takesNanInBatches();
      if (takes.kind !== 'ok') return takes.kind === 'retry' ? { ...takes, unsure: false } : takes;
      if (!takes.value) return nanAlone(nans);
    }
    const probe = () => this.getRun(runId);
    const result = await this.#caller.post(`${REST}/runs/log-batch`, { run_id: runId, ...body }, nothing, probe);
    // What an old server says of a NaN that it has already: nothing is left to do.
    const stored =
      nans.length === 1 && result.kind === 'reject' && /UNIQUE constraint|Duplicate entry/i.test(result.reason);
    return stored ? { kind: 'ok', value: undefined } : result;
  }

  setTag(runId: string, key: string, value: string): Promise<MlflowResult<undefined>> {
    return this.logBatch(runId, { tags: [{ key, value } satisfies MlflowEntry] });
  }

  getMetricHistory(
    runId: string,
    key: string,
    page: { readonly maxResults?: number; readonly pageToken?: string } = {},
  ): Promise<MlflowResult<MlflowPage<MlflowMetric>>> {
    const query = {
      run_id: runId,
      metric_key: key,
      max_results: page.maxResults ?? HISTORY_PAGE,
      page_token: page.pageToken,
    };
    return this.#get('metrics/get-history', query, (json) => pageOf(json, 'metrics', metricOf));
  }

  uploadArtifact(
    run: Pick<MlflowRun, 'runId' | 'artifactUri'>,
    path: string,
    content: MlflowUpload,
  ): Promise<MlflowResult<undefined>> {
    return uploadArtifact(this.#caller, { run, path, content, trackingUri: this.trackingUri });
  }

  async listArtifacts(runId: string, folder?: string): Promise<MlflowResult<readonly MlflowArtifact[]>> {
    const all: MlflowArtifact[] = [];
    let token: string | undefined;
    do {
      const query: { run_id: string; path: string | undefined; page_token: string | undefined } = {
        run_id: runId,
        path: folder,
        page_token: token,
      };
      const page = await this.#get('artifacts/list', query, (json) => pageOf(json, 'files', artifactOf));
      if (page.kind !== 'ok') return page;
      all.push(...page.value.items);
      // A page without files is the last one, whatever its token says.
      token = page.value.items.length === 0 ? undefined : page.value.nextPageToken;
    } while (token !== undefined && all.length < MAX_LISTED);
    return { kind: 'ok', value: all.slice(0, MAX_LISTED) };
  }

  close(): void {
    this.#transport.close();
  }

  #get<T>(endpoint: string, query: Parameters<Caller['get']>[1], decode: (json: Json) => T): Promise<MlflowResult<T>> {
    return this.#caller.get(`${REST}/${endpoint}`, query, decode);
  }

  #post<T>(endpoint: string, body: Json, decode: (json: Json) => T): Promise<MlflowResult<T>> {
    return this.#caller.post(`${REST}/${endpoint}`, body, decode);
  }
}

function nothing(): undefined {
  return undefined;
}

function nanAlone(nans: readonly number[]): MlflowResult<undefined> {
  const reason = 'the server (before 3.16) may lose a batch with a NaN: each one needs a request of its own';
  const refused = nans.map((index) => ({ index, reason: 'NaN' }));
  return { kind: 'reject', code: 'nan_alone', scope: 'request', reason, refused };
}
