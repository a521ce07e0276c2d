import type { DescribeOutput, PerClientMode } from '../../projection/index.js';
import { parsePerClient } from '../../sink-parts/index.js';
import type { MlflowApi, MlflowEntry, MlflowRun } from '../api/index.js';
import { tagFilter } from '../api/index.js';
import { failureOf, type Outcome } from './outcome.js';
import type { RunCreation } from './run-creation.js';
import { PER_CLIENT_TAG, RUN_ID_TAG } from './run-facts.js';

/** Experiment of runs whose log names no job, such as HiveWatch's. */
const DEFAULT_EXPERIMENT = 'federated-learning';
const MAX_EXPERIMENT_CHARACTERS = 500;
/** Tag of a client's run with the id of the client. */
const CLIENT_ID_TAG = 'fl.client.id';

/** A run of ours in MLflow. */
export interface RemoteRun {
  readonly run: MlflowRun;
  /** It was there before: somebody may have sent points to it. */
  readonly found: boolean;
}

/** Finds experiments and runs, and makes them where there are none. */
export class Destination {
  readonly #api: MlflowApi;
  readonly #experiment: string | undefined;
  /** Experiment ids by name; one look for all runs that ask at once. */
  readonly #experiments = new Map<string, Promise<Outcome<string>>>();

  /** @param experiment name of every run's experiment; `undefined`: each run's job */
  constructor(api: MlflowApi, experiment: string | undefined) {
    this.#api = api;
    this.#experiment = experiment;
  }

  /** Name of the experiment that a run belongs to. */
  experimentName(job: string | undefined): string {
    return (this.#experiment ?? job ?? DEFAULT_EXPERIMENT).slice(0, MAX_EXPERIMENT_CHARACTERS);
  }

  /** Id of an experiment, which is created when there is none. A deleted one is for its owner to decide about. */
  async experiment(name: string): Promise<Outcome<string>> {
    let asked = this.#experiments.get(name);
    if (asked === undefined) {
      asked = this.#findExperiment(name);
      this.#experiments.set(name, asked);
    }
    const found = await asked;
    if (found.kind !== 'ok') this.#experiments.delete(name);
    return found;
  }

  /** The run of this run id in the experiment: the oldest if somehow there are two. */
  async findRun(experimentId: string, runId: string): Promise<Outcome<MlflowRun | undefined>> {
    const filter = tagFilter(RUN_ID_TAG, runId);
    let pageToken: string | undefined;
    const own: MlflowRun[] = [];
    do {
      const page = await this.#api.searchRuns({
        experimentIds: [experimentId],
        ...(filter === undefined ? {} : { filter }),
        ...(pageToken === undefined ? {} : { pageToken }),
      });
      if (page.kind !== 'ok') return failureOf(page);
      own.push(...page.value.items.filter((run) => !run.deleted && tagOf(run, RUN_ID_TAG) === runId));
      pageToken = page.value.nextPageToken;
    } while (pageToken !== undefined);
    own.sort((a, b) => (a.startTime ?? 0) - (b.startTime ?? 0) || (a.runId < b.runId ? -1 : 1));
    return { kind: 'ok', value: own[0] };
  }

  /** Creates the run unless it is there. */
  async run(
    experimentId: string,
    describe: DescribeOutput,
    perClient: PerClientMode,
    creation: RunCreation,
  ): Promise<Outcome<RemoteRun>> {
    const { runId, startMillis } = describe;
    const found = await this.findRun(experimentId, runId);
    if (found.kind !== 'ok') return found;
    if (found.value !== undefined) {
      await creation.forget();
      return { kind: 'ok', value: { run: found.value, found: true } };
    }
    const tags = [
      { key: RUN_ID_TAG, value: runId },
      { key: PER_CLIENT_TAG, value: perClient },
    ];
    const created = await creation.create(`run ${JSON.stringify(runId)} in experiment ${experimentId}`, () =>
      this.#api.createRun({ experimentId, name: runId, startTime: startMillis ?? Date.now(), tags }),
    );
    return created.kind === 'ok' ? { kind: 'ok', value: { run: created.value, found: false } } : created;
  }

  /** Runs of single clients below a run, by client id. */
  async children(parent: MlflowRun): Promise<Outcome<Map<string, MlflowRun>>> {
    const children = new Map<string, MlflowRun>();
    const filter = tagFilter('mlflow.parentRunId', parent.runId);
    let pageToken: string | undefined;
    do {
      const page = await this.#api.searchRuns({
        experimentIds: [parent.experimentId],
        ...(filter === undefined ? {} : { filter }),
        ...(pageToken === undefined ? {} : { pageToken }),
      });
      if (page.kind !== 'ok') return failureOf(page);
      for (const run of page.value.items) {
        const client = tagOf(run, CLIENT_ID_TAG);
        if (client !== undefined && !run.deleted) children.set(client, run);
      }
      pageToken = page.value.nextPageToken;
    } while (pageToken !== undefined);
    return { kind: 'ok', value: children };
  }

  /** Creates the run of a client; the caller has looked whether there is one. */
  async createChild(parent: MlflowRun, client: string, creation: RunCreation): Promise<Outcome<MlflowRun>> {
    const tags: MlflowEntry[] = [
      { key: 'mlflow.parentRunId', value: parent.runId },
      { key: CLIENT_ID_TAG, value: client },
      { key: 'fl.run.parent.id', value: tagOf(parent, RUN_ID_TAG) ?? parent.name },
    ];
    return creation.create(`the run of client ${JSON.stringify(client)} below ${parent.runId}`, () =>
      this.#api.createRun({
        experimentId: parent.experimentId,
        name: client.slice(0, 250) || '(no id)',
        startTime: parent.startTime ?? Date.now(),
        tags,
      }),
    );
  }

  async #findExperiment(name: string, again = false): Promise<Outcome<string>> {
    const found = await this.#api.getExperimentByName(name);
    if (found.kind === 'ok') {
      const { experimentId, deleted } = found.value;
      return deleted ? deletedExperiment(name) : { kind: 'ok', value: experimentId };
    }
    if (found.kind === 'retry' || found.code !== 'not_found') return failureOf(found);
    const created = await this.#api.createExperiment(name);
    if (created.kind === 'ok') return created;
    // Somebody was quicker, or our own request before was carried out after all.
    const raced = created.kind === 'reject' && created.code === 'exists' && !again;
    return raced ? this.#findExperiment(name, true) : failureOf(created);
  }
}

/** Value of a run's tag. */
export function tagOf({ tags }: MlflowRun, key: string): string | undefined {
  return tags.find((tag) => tag.key === key)?.value;
}

/** The per-client choice that a run was begun with. */
export function perClientOf(run: MlflowRun): PerClientMode | undefined {
  return parsePerClient(tagOf(run, PER_CLIENT_TAG));
}

function deletedExperiment(name: string): Outcome<never> {
  const reason =
    `the experiment ${JSON.stringify(name)} is deleted in MLflow; ` +
    'restore it there, or name another one with MLFLOW_EXPERIMENT_NAME';
  return { kind: 'park', reason };
}
