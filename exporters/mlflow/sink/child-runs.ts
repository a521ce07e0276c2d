import type { MlflowApi, MlflowRun } from '../api/index.js';
import { type RunStanding, tellStanding } from './completion.js';
import type { Destination } from './destination.js';
import { DONE, type Outcome } from './outcome.js';
import type { RunCreation } from './run-creation.js';
import { StoredPoints } from './stored-points.js';

/** The runs of single clients below a run (`--per-client runs`). */
export class ChildRuns {
  readonly #api: MlflowApi;
  readonly #destination: Destination;
  readonly #parent: MlflowRun;
  readonly #creation: RunCreation;
  #runs: Map<string, MlflowRun> | undefined;
  readonly #stored = new Map<string, StoredPoints>();
  readonly #standings = new Map<string, RunStanding>();

  constructor(api: MlflowApi, destination: Destination, parent: MlflowRun, creation: RunCreation) {
    this.#creation = creation;
    this.#api = api;
    this.#destination = destination;
    this.#parent = parent;
  }

  /** The run of a client, which is created when there is none. */
  async of(client: string): Promise<Outcome<MlflowRun>> {
    // Looked for anew after a failure: a run may have been created although nobody heard of it.
    if (this.#runs === undefined) {
      const found = await this.#destination.children(this.#parent);
      if (found.kind !== 'ok') return found;
      this.#runs = found.value;
    }
    const known = this.#runs.get(client);
    if (known !== undefined) return { kind: 'ok', value: known };
    const created = await this.#destination.createChild(this.#parent, client, this.#creation);
    if (created.kind === 'ok') this.#runs.set(client, created.value);
    else this.#runs = undefined;
    return created;
  }

  /** What a client's run had when it was found. */
  storedOf(run: MlflowRun): StoredPoints {
    let stored = this.#stored.get(run.runId);
    if (stored === undefined) {
      stored = new StoredPoints(
        this.#api,
        run.runId,
        run.metrics.map(({ key }) => key),
      );
      this.#stored.set(run.runId, stored);
    }
    return stored;
  }

  /** Forgets what the runs had: what comes now is new. */
  forgetStored(): void {
    this.#stored.clear();
  }

  /** Children stand as their run does. */
  async tell(standing: RunStanding): Promise<Outcome<undefined>> {
    for (const run of this.#runs?.values() ?? []) {
      const there = this.#standings.get(run.runId) ?? { status: 'RUNNING', endTime: run.endTime };
      const told = await tellStanding(this.#api, run.runId, standing, there);
      if (told.kind !== 'ok') return told;
      this.#standings.set(run.runId, told.value);
    }
    return DONE;
  }
}
