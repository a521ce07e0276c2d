import { type ComparedRun, type RoundResult, type RunState, summarizeResult, sumOf } from '../../run-model/index.js';
import { type MlflowApi, type MlflowPage, type MlflowRun, tagFilter } from '../api/index.js';
import { countClients } from './count-clients.js';
import { readRounds } from './histories.js';
import { MlflowReadError, okValue } from './read-error.js';
import { keyOfResult, resultOfKey } from './result-keys.js';

/** Runs that are looked at when all of an experiment are. */
export const MAX_RUNS = 1000;
/** Results of one run that are compared. */
const MAX_RESULTS = 50;
const MEGABYTE = 1_000_000;

/** Reads runs from MLflow, whoever has written them, to compare them. */
export interface MlflowReader {
  /**
   * The runs of an experiment, of all experiments when none is named; the youngest {@link MAX_RUNS} of them. Runs of
   * single clients are left out.
   * @throws MlflowReadError
   */
  runs(experiment: string | undefined): Promise<readonly MlflowRun[]>;
  /**
   * The run with this id of ours (`fl.run.id`) or of MLflow's, the youngest if there are several.
   * @throws MlflowReadError, also when there is none
   */
  find(id: string, experiment: string | undefined): Promise<MlflowRun>;
  /**
   * @param metric the one result to read; `undefined`: all of them
   * @throws MlflowReadError
   */
  compared(run: MlflowRun, metric: string | undefined): Promise<ComparedRun>;
}

export function createMlflowReader(api: MlflowApi): MlflowReader {
  return new RestReader(api);
}

class RestReader implements MlflowReader {
  readonly #api: MlflowApi;
  /** Names by id. */
  readonly #experiments = new Map<string, string>();

  constructor(api: MlflowApi) {
    this.#api = api;
  }

  async runs(experiment: string | undefined): Promise<readonly MlflowRun[]> {
    const ids = await this.#experimentIds(experiment);
    const runs = await this.#search(ids, undefined);
    return runs.filter(({ tags }) => !tags.some(({ key }) => key === 'mlflow.parentRunId'));
  }

  async find(id: string, experiment: string | undefined): Promise<MlflowRun> {
    const ids = await this.#experimentIds(experiment);
    if (/^[0-9a-f]{32}$/.test(id)) {
      const run = await this.#api.getRun(id);
      if (run.kind === 'ok' && !run.value.deleted) return run.value;
      if (run.kind === 'retry' || (run.kind === 'reject' && run.code !== 'not_found')) okValue(run);
    }
    const isOurs = ({ tags }: MlflowRun) => tags.some(({ key, value }) => key === 'fl.run.id' && value === id);
    const filter = tagFilter('fl.run.id', id);
    const [found] = (await this.#search(ids, filter)).filter(isOurs);
    if (found !== undefined) return found;
    const where = experiment === undefined ? '' : ` in experiment ${JSON.stringify(experiment)}`;
    throw new MlflowReadError(
      `expected a run of MLflow at ${this.#api.trackingUri}${where}, got ${JSON.stringify(id)}`,
    );
  }

  async compared(run: MlflowRun, metric: string | undefined): Promise<ComparedRun> {
    const keys = new Set(run.metrics.map(({ key }) => key));
    const rounds = (key: string) => (keys.has(key) ? readRounds(this.#api, run.runId, key) : Promise.resolve([]));
    const results: [string, readonly RoundResult[]][] = [];
    for (const [name, key] of wantedResults(keys, metric)) results.push([name, await rounds(key)]);
    const detailed = metric === undefined;
    const sumOfBytes = async (key: string) => {
      const megabytes = sumOf(detailed ? (await rounds(key)).map(({ value }) => value) : []);
      return megabytes === undefined ? undefined : Math.round(megabytes * MEGABYTE);
    };
    const counted = keys.has('round/duration_sec') ? await rounds('round/duration_sec') : longest(results);
    return {
      ...this.#factsOf(run),
      rounds: counted.length === 0 ? undefined : counted.length,
      bytesUp: await sumOfBytes('comm/total_bytes_up_mb'),
      bytesDown: await sumOfBytes('comm/total_bytes_down_mb'),
      results: Object.fromEntries(
        results.flatMap(([name, values]) => {
          const result = summarizeResult(values);
          return result === undefined ? [] : [[name, result]];
        }),
      ),
    };
  }

  #factsOf(run: MlflowRun): Omit<ComparedRun, 'rounds' | 'bytesUp' | 'bytesDown' | 'results'> {
    const tag = (...names: readonly string[]) => run.tags.find(({ key }) => names.includes(key))?.value;
    const params = Object.fromEntries(run.params.map(({ key, value }) => [key, value]));
    const planned = Number(params.planned_rounds ?? Number.NaN);
    const youngest = run.metrics.reduce((most, { timestamp }) => Math.max(most, timestamp), 0);
    const end = run.endTime ?? (youngest === 0 ? undefined : youngest);
    const { startTime } = run;
    return {
      runId: tag('fl.run.id', 'hivewatch/run_id') ?? run.name,
      place: run.runId,
      job: tag('fl.job.name') ?? this.#experiments.get(run.experimentId),
      algorithm: params.algorithm ?? tag('hivewatch/algorithm'),
      state: STATES[run.status] ?? 'running',
      startedAt: startTime === undefined || startTime === 0 ? undefined : new Date(startTime).toISOString(),
      durationSeconds:
        startTime === undefined || startTime === 0 || end === undefined
          ? undefined
          : Math.max(0, end - startTime) / 1000,
      plannedRounds: Number.isSafeInteger(planned) ? planned : undefined,
      clients: countClients(run),
      objective: undefined,
      params,
    };
  }

  /** @throws MlflowReadError, also when there is no experiment of this name */
  async #experimentIds(name: string | undefined): Promise<readonly string[]> {
    if (this.#experiments.size === 0) {
      let pageToken: string | undefined;
      do {
        const page = okValue(await this.#api.listExperiments(pageToken === undefined ? {} : { pageToken }));
        for (const experiment of page.items) this.#experiments.set(experiment.experimentId, experiment.name);
        pageToken = nextToken(page);
      } while (pageToken !== undefined && this.#experiments.size < MAX_RUNS);
    }
    if (name === undefined) return [...this.#experiments.keys()];
    const own = [...this.#experiments].filter(([, known]) => known === name).map(([id]) => id);
    if (own.length > 0) return own;
    const some = [...this.#experiments.values()].slice(0, 5).map((known) => JSON.stringify(known));
    const got = `got ${JSON.stringify(name)}; there are ${some.join(', ')}${this.#experiments.size > 5 ? ', …' : ''}`;
    throw new MlflowReadError(`expected an experiment of MLflow at ${this.#api.trackingUri}, ${got}`);
  }

  async #search(experimentIds: readonly string[], filter: string | undefined): Promise<readonly MlflowRun[]> {
    const runs: MlflowRun[] = [];
    let pageToken: string | undefined;
    if (experimentIds.length === 0) return runs;
    do {
      const page = okValue(
        await this.#api.searchRuns({
          experimentIds,
          // A run may have thousands of metrics.
          maxResults: 100,
          orderBy: ['attributes.start_time DESC'],
          ...(filter === undefined ? {} : { filter }),
          ...(pageToken === undefined ? {} : { pageToken }),
        }),
      );
      runs.push(...page.items);
      pageToken = nextToken(page);
    } while (pageToken !== undefined && runs.length < MAX_RUNS);
    return runs;
  }
}

const STATES: Readonly<Record<string, RunState>> = {
  RUNNING: 'running',
  SCHEDULED: 'running',
  FINISHED: 'finished',
  FAILED: 'failed',
  KILLED: 'interrupted',
};

/** An empty page is the last one, whatever its token says. */
function nextToken({ items, nextPageToken }: MlflowPage<unknown>): string | undefined {
  return items.length === 0 ? undefined : nextPageToken;
}

/** Names of results with their keys. */
function wantedResults(keys: ReadonlySet<string>, metric: string | undefined): readonly (readonly [string, string])[] {
  if (metric !== undefined) {
    const key = keyOfResult(metric, keys);
    return key === undefined ? [] : [[metric, key]];
  }
  return [...keys]
    .flatMap((key) => {
      const name = resultOfKey(key);
      return name === undefined ? [] : [[name, key] as const];
    })
    .slice(0, MAX_RESULTS);
}

function longest(results: readonly (readonly [string, readonly RoundResult[]])[]): readonly RoundResult[] {
  return results.reduce<readonly RoundResult[]>(
    (most, [, values]) => (values.length > most.length ? values : most),
    [],
  );
}
