import type { RunTarget } from '../sink/run-writer.js';
import type { WandbApi } from './api/wandb-api.js';
import type { LineCounts, RemoteRun, RunPlace } from './place.js';
import type { Refused, WandbResult } from './result.js';
import { NO_NAMES, type RunConfig } from './run-config.js';

/** A run in W&B that is ready to be written. */
export interface OpenedRun {
  readonly run: RemoteRun;
  /** Lines that W&B has for sure. */
  readonly known: LineCounts;
  /** Something that the operator should hear. */
  readonly notice: string | undefined;
}

/** What is sent with an upsert, as JSON: later ones repeat nothing that has not changed. */
export interface Upsert {
  /** Bucket that is gone on with; `undefined`: the run of this name, which is made when there is none. */
  readonly bucket: string | undefined;
  /** Whether names are sent. */
  readonly named: boolean;
}

/**
 * Finds or makes the run, and how far it is. A run that we wrote to before is asked for its lines: W&B tells fewer for some
 * seconds, never more than there are. So what was acknowledged counts; the batch that was under way is there as a whole,
 * or goes to the same lines again; more than that is somebody else's, and is not written over.
 */
export async function openRun(
  api: WandbApi,
  target: RunTarget,
  place: RunPlace,
  config: RunConfig,
): Promise<WandbResult<OpenedRun>> {
  const { run, known, underWay } = place;
  if (run === undefined) return firstOpen(api, target, config);
  const found = await countsOf(api, run);
  if (found.kind !== 'ok') return found;
  if (found.value === undefined) return deleted(run);
  const { rows, samples } = found.value;
  if (rows > underWay.rows) return foreign(run, rows - underWay.rows);
  const named = JSON.stringify(config.names) !== place.names;
  const resumed = await upsertRun(api, target, run, config, { bucket: run.bucket, named });
  if (resumed.kind !== 'ok') return resumed;
  const counts = {
    rows: rows >= underWay.rows ? underWay.rows : known.rows,
    samples: samples >= underWay.samples ? underWay.samples : known.samples,
  };
  return { kind: 'ok', value: { run: resumed.value.run, known: counts, notice: undefined } };
}

/** Sends names and config of a run. @param run as W&B named it; `undefined`: it has not yet */
export function upsertRun(
  api: WandbApi,
  target: RunTarget,
  run: RemoteRun | undefined,
  config: RunConfig,
  { bucket, named }: Upsert,
): Promise<WandbResult<{ readonly run: RemoteRun; readonly inserted: boolean; readonly rows: number }>> {
  const variables = {
    id: bucket ?? null,
    name: target.id,
    project: run?.project ?? target.project,
    entity: run?.entity ?? target.entity ?? null,
    ...(named ? config.names : NO_NAMES),
    program: null,
    config: config.text,
  };
  return api.ask('UpsertBucket', variables, (data) => {
    const answer = data.at('upsertBucket');
    const made = answer.at('bucket');
    const project = made.at('project');
    return {
      run: {
        bucket: made.at('id').text(),
        name: made.at('name').text(),
        project: project.at('name').text(),
        entity: project.at('entity').at('name').text(),
      },
      inserted: answer.at('inserted').isTrue,
      rows: made.at('historyLineCount').isNone ? 0 : made.at('historyLineCount').count(),
    };
  });
}

async function firstOpen(api: WandbApi, target: RunTarget, config: RunConfig): Promise<WandbResult<OpenedRun>> {
  const made = await upsertRun(api, target, undefined, config, { bucket: undefined, named: true });
  if (made.kind !== 'ok') return made;
  const { run, inserted, rows } = made.value;
  const none = { rows: 0, samples: 0 };
  if (inserted || rows === 0) return { kind: 'ok', value: { run, known: none, notice: undefined } };
  const counts = await countsOf(api, run);
  if (counts.kind !== 'ok') return counts;
  const known = counts.value ?? none;
  const notice = `W&B has run ${name(run)} with ${known.rows} rows already; they are taken for the first ones of this run, since what was kept of it is gone`;
  return { kind: 'ok', value: { run, known, notice } };
}

function countsOf(api: WandbApi, run: RemoteRun): Promise<WandbResult<LineCounts | undefined>> {
  const { entity, project, name: runName } = run;
  return api.ask('RunResumeStatus', { entity, project, name: runName }, (data) => {
    const model = data.at('model');
    if (model.isNone || model.at('bucket').isNone) return undefined;
    const bucket = model.at('bucket');
    return { rows: bucket.at('historyLineCount').count(), samples: bucket.at('eventsLineCount').count() };
  });
}

function deleted(run: RemoteRun): Refused {
  return { kind: 'refused', reason: `run ${name(run)} was deleted in W&B` };
}

function foreign(run: RemoteRun, count: number): Refused {
  const reason = `run ${name(run)} has ${count} rows in W&B that somebody else wrote; they are not written over`;
  return { kind: 'refused', reason };
}

function name({ entity, project, name: runName }: RemoteRun): string {
  return `${entity}/${project}/${runName}`;
}
