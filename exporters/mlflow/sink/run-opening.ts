import { stat } from 'node:fs/promises';
import type { RunReference } from '../../bridge/sink.js';
import { VERSION } from '../../bridge/version.js';
import type { JournalEvent } from '../../journal/events.js';
import type { DescribeOutput, PerClientMode } from '../../projection/index.js';
import { headOf } from '../../sink-parts/index.js';
import type { MlflowApi, MlflowRun } from '../api/index.js';
import { type Destination, perClientOf } from './destination.js';
import { failureOf, type Outcome } from './outcome.js';
import type { RunCreation } from './run-creation.js';
import { type RunPlace, readPlace } from './run-state.js';

/** A run that points can be sent to. */
export interface OpenedRun {
  readonly remote: MlflowRun;
  /** Where to go on. */
  readonly place: RunPlace;
  /** The place was kept by an earlier process: what it was sending may be there already. */
  readonly resumed: boolean;
  /** The run has points that we know nothing of. */
  readonly foreign: boolean;
  /** Each NaN needs a request of its own. */
  readonly nanApart: boolean;
}

/** What opening a run needs. */
export interface OpeningTools {
  readonly api: MlflowApi;
  readonly destination: Destination;
  /** The choice for runs that are not begun yet. */
  readonly perClient: PerClientMode;
  readonly creation: RunCreation;
  /** File with the run's place. */
  readonly placeFile: string;
}

/**
 * Finds the run in MLflow: as an earlier process left it, else by its tag, else it is created.
 *
 * @param first first event of the journal
 * @param describe what the journal's first events say
 */
export async function openRun(
  { api, destination, perClient, creation, placeFile }: OpeningTools,
  run: RunReference,
  first: JournalEvent,
  describe: DescribeOutput,
): Promise<Outcome<OpenedRun>> {
  const nan = await api.takesNanInBatches();
  if (nan.kind !== 'ok') return failureOf(nan);
  const nanApart = !nan.value;
  const name = destination.experimentName(describe.job);
  const key = `${api.trackingUri} ${name}`;
  const head = headOf(first);
  const kept = await readPlace(placeFile);
  if (kept !== undefined && kept.runId === run.runId && kept.destination === key && kept.head === head) {
    const remote = await findKept(api, kept);
    if (remote.kind !== 'ok') return remote;
    // Another version may number the points in another way, and a journal that shrank was replaced.
    const usable = kept.version === VERSION && (await journalSize(run)) >= kept.sequence;
    const place = usable ? kept : { ...kept, version: VERSION, ...BEGINNING };
    return { kind: 'ok', value: { remote: remote.value, place, resumed: usable, foreign: !usable, nanApart } };
  }
  const experiment = await destination.experiment(name);
  if (experiment.kind !== 'ok') return experiment;
  const opened = await destination.run(experiment.value, describe, perClient, creation);
  if (opened.kind !== 'ok') return opened;
  const { run: remote, found } = opened.value;
  const place: RunPlace = {
    runId: run.runId,
    destination: key,
    version: VERSION,
    head,
    experimentId: experiment.value,
    mlflowRunId: remote.runId,
    perClient: perClientOf(remote) ?? perClient,
    ...BEGINNING,
  };
  return { kind: 'ok', value: { remote, place, resumed: false, foreign: found, nanApart } };
}

const BEGINNING = { place: 0, sequence: 0, plan: undefined, settledAt: [], completedAt: undefined } as const;

async function findKept(api: MlflowApi, { mlflowRunId, runId }: RunPlace): Promise<Outcome<MlflowRun>> {
  const found = await api.getRun(mlflowRunId);
  const what = `run ${JSON.stringify(runId)} (${mlflowRunId} in MLflow)`;
  if (found.kind === 'reject' && found.code === 'not_found') {
    const reason = `${what} is gone from MLflow; to send it anew: fedotel export`;
    return { kind: 'park', reason };
  }
  if (found.kind !== 'ok') return failureOf(found);
  if (found.value.deleted) {
    return { kind: 'park', reason: `${what} is deleted in MLflow; restore it there to go on` };
  }
  return found;
}

/** Infinite for a journal that is no file here. */
async function journalSize({ journal }: RunReference): Promise<number> {
  if (journal === undefined) return Number.POSITIVE_INFINITY;
  return (await stat(journal).catch(() => undefined))?.size ?? Number.POSITIVE_INFINITY;
}
