import { artifactName, findRegistered, type RunDocuments } from '../../documents/index.js';
import type { MlflowApi, MlflowRun, MlflowRunStatus } from '../api/index.js';
import { DONE, failureOf, type Outcome } from './outcome.js';
import type { RunFold } from './run-fold.js';

/** What completing a run needs. */
export interface CompletionTools {
  readonly api: MlflowApi;
  readonly stateDir: string;
  /** Folders whose files may be uploaded. */
  readonly artifactRoots: readonly string[];
  warn(text: string): void;
}

/** How a run stands for MLflow. */
export interface RunStanding {
  readonly status: MlflowRunStatus;
  /** Epoch milliseconds; `undefined` while it runs. */
  readonly endTime: number | undefined;
}

/** Silence after which a run that has not said its end counts as killed, when the export or the bridge ends. */
const SILENCE_MILLIS = 15 * 60 * 1000;

/**
 * How a run stands by its journal.
 *
 * @param closing nobody will look at the run again for now
 */
export function standingOf({ state, lastMillis }: RunFold, closing: boolean): RunStanding {
  switch (state?.state) {
    case 'finished':
      return { status: 'FINISHED', endTime: state.timeMillis };
    case 'failed':
      return { status: 'FAILED', endTime: state.timeMillis };
    case 'interrupted':
      return { status: 'KILLED', endTime: state.timeMillis };
  }
  const silent = closing && lastMillis !== undefined && Date.now() - lastMillis > SILENCE_MILLIS;
  return silent ? { status: 'KILLED', endTime: lastMillis } : { status: 'RUNNING', endTime: undefined };
}

/** Files that are uploaded at once: each is a request that costs the server little and us the way to it. */
const SIDE_BY_SIDE = 4;

/** Says how a run stands, where MLflow has it otherwise. @returns what MLflow has now */
export async function tellStanding(
  api: MlflowApi,
  runId: string,
  standing: RunStanding,
  there: RunStanding,
): Promise<Outcome<RunStanding>> {
  const { status, endTime } = standing;
  if (status === there.status && (endTime === undefined || endTime === there.endTime)) {
    return { kind: 'ok', value: there };
  }
  const result = await api.updateRun(runId, { status, ...(endTime === undefined ? {} : { endTime }) });
  return result.kind === 'ok' ? { kind: 'ok', value: standing } : failureOf(result);
}

/**
 * Uploads a run's files: what is made of its journal, and what it registered as far as it can be reached. What cannot is
 * said once and not tried for ever.
 *
 * @param take gives the files that are made of the journal; they are removed in the end
 */
export async function uploadFiles(
  tools: CompletionTools,
  run: MlflowRun,
  fold: RunFold,
  take: () => Promise<RunDocuments>,
): Promise<Outcome<undefined>> {
  let made: RunDocuments;
  try {
    made = await take();
  } catch (error) {
    const reason = `files of run ${JSON.stringify(fold.describe?.runId)}: ${error instanceof Error ? error.message : error}`;
    return { kind: 'retry', reason };
  }
  try {
    for (let from = 0; from < made.documents.length; from += SIDE_BY_SIDE) {
      const some = made.documents.slice(from, from + SIDE_BY_SIDE);
      const outcomes = await Promise.all(some.map(({ name, file }) => upload(tools, run, name, file)));
      const failed = outcomes.find(({ kind }) => kind !== 'ok');
      if (failed !== undefined) return failed;
    }
  } finally {
    await made.remove();
  }
  for (const file of fold.files.values()) {
    const found = await findRegistered(file, tools.artifactRoots);
    if (found.kind === 'missing') {
      tools.warn(`a file of run ${JSON.stringify(fold.describe?.runId)} is not uploaded: ${found.reason}`);
      continue;
    }
    const outcome = await upload(tools, run, artifactName(file), found.path);
    if (outcome.kind !== 'ok') return outcome;
  }
  return DONE;
}

async function upload(
  { api, warn }: CompletionTools,
  run: MlflowRun,
  name: string,
  file: string,
): Promise<Outcome<undefined>> {
  const result = await api.uploadArtifact(run, name, { file });
  if (result.kind === 'ok') return DONE;
  if (result.kind === 'retry' || result.scope !== 'request') return failureOf(result);
  warn(`${name} of run ${run.name} is not uploaded: ${result.reason}`);
  return DONE;
}
