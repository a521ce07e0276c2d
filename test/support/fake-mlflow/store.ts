import { createHash } from 'node:crypto';
import { logBatch } from './log-batch.js';
import { type FakeExperiment, type FakePoint, FakeRefusal, type FakeRun, invalidParameter, record } from './types.js';

type Body = Readonly<Record<string, unknown>>;

/** What the fake has stored. Survives restarts of its server; tests may read it and change it behind the client's back. */
export class FakeStore {
  readonly experiments = new Map<string, FakeExperiment>();
  readonly runs = new Map<string, FakeRun>();
  /** Files of the artifact proxy by their path below it. */
  readonly artifacts = new Map<string, Buffer>();
  /** What `artifact_uri` begins with; another one than the proxy's means files are elsewhere. */
  readonly artifactRoot: string;

  constructor(artifactRoot = 'mlflow-artifacts:') {
    this.artifactRoot = artifactRoot;
    this.experiments.set('0', { experimentId: '0', name: 'Default', deleted: false });
  }

  /** All points of a run, in no particular order. */
  points(runId: string): FakePoint[] {
    return [...this.run(runId).points.values()].flatMap((points) => [...points.values()]);
  }

  createExperiment(name: unknown): FakeExperiment {
    if (typeof name !== 'string' || name === '') throw invalidParameter("Missing value for required parameter 'name'.");
    for (const experiment of this.experiments.values()) {
      if (experiment.name === name) {
        throw new FakeRefusal(400, 'RESOURCE_ALREADY_EXISTS', `Experiment '${name}' already exists`);
      }
    }
    const experiment = { experimentId: String(this.experiments.size), name, deleted: false };
    this.experiments.set(experiment.experimentId, experiment);
    return experiment;
  }

  /** @throws FakeRefusal 404 */
  experimentByName(name: string): FakeExperiment {
    const found = [...this.experiments.values()].find((experiment) => experiment.name === name);
    if (found !== undefined) return found;
    throw new FakeRefusal(404, 'RESOURCE_DOES_NOT_EXIST', `Could not find experiment with name '${name}'`);
  }

  createRun(body: Body): FakeRun {
    const experiment = this.experiments.get(String(body.experiment_id));
    if (experiment === undefined || typeof body.experiment_id !== 'string') {
      const message = `No Experiment with id=${body.experiment_id} exists`;
      throw new FakeRefusal(404, 'RESOURCE_DOES_NOT_EXIST', message);
    }
    if (experiment.deleted) {
      const id = experiment.experimentId;
      throw invalidParameter(`The experiment ${id} must be in the 'active' state. Current state is deleted.`);
    }
    const tags = (Array.isArray(body.tags) ? body.tags : []).map(record);
    const run: FakeRun = {
      runId: createHash('md5').update(`run ${this.runs.size}`).digest('hex'),
      experimentId: experiment.experimentId,
      name: String(body.run_name ?? 'random-name-1'),
      status: 'RUNNING',
      startTime: Number.isInteger(body.start_time) ? Number(body.start_time) : 0,
      endTime: undefined,
      deleted: false,
      points: new Map(),
      latest: new Map(),
      params: new Map(),
      tags: new Map(tags.map(({ key, value }) => [String(key), String(value)])),
    };
    run.tags.set('mlflow.runName', run.name);
    this.runs.set(run.runId, run);
    return run;
  }

  /** @throws FakeRefusal 404 */
  run(runId: unknown): FakeRun {
    const run = this.runs.get(String(runId));
    if (run !== undefined) return run;
    throw new FakeRefusal(404, 'RESOURCE_DOES_NOT_EXIST', `Run with id=${runId} not found`);
  }

  /** A run that can be written to. @throws FakeRefusal */
  activeRun(runId: unknown): FakeRun {
    const run = this.run(runId);
    if (!run.deleted) return run;
    throw invalidParameter(`The run ${run.runId} must be in the 'active' state. Current state is deleted.`);
  }

  updateRun(body: Body): FakeRun {
    const run = this.activeRun(body.run_id);
    const known = ['RUNNING', 'SCHEDULED', 'FINISHED', 'FAILED', 'KILLED'];
    if (known.includes(String(body.status))) run.status = String(body.status);
    if (typeof body.end_time === 'number') run.endTime = body.end_time;
    if (typeof body.run_name === 'string') {
      run.name = body.run_name;
      run.tags.set('mlflow.runName', run.name);
    }
    return run;
  }

  logBatch(body: Body): void {
    logBatch(this.activeRun(body.run_id), body);
  }

  /** Points of a metric, as `get-history` orders them: by time stamp, step and value. */
  history(runId: unknown, key: string): FakePoint[] {
    const points = [...(this.run(runId).points.get(key)?.values() ?? [])];
    return points.sort((a, b) => a.timestamp - b.timestamp || a.step - b.step || a.value - b.value);
  }

  artifactUri({ experimentId, runId }: FakeRun): string {
    return `${this.artifactRoot}/${experimentId}/${runId}/artifacts`;
  }

  /** Removes an experiment and its runs from view, as the page's button does. */
  deleteExperiment(experimentId: unknown): void {
    const experiment = this.experiments.get(String(experimentId));
    if (experiment === undefined) throw new FakeRefusal(404, 'RESOURCE_DOES_NOT_EXIST', 'No Experiment with that id');
    experiment.deleted = true;
    for (const run of this.runs.values()) {
      if (run.experimentId === experimentId) run.deleted = true;
    }
  }
}
