import type { RunTarget } from '../sink/run-writer.js';
import type { WandbApi } from './api/wandb-api.js';
import type { LineCounts, RemoteRun, RunPlace } from './place.js';
import type { Refused, WandbResult } from './result.js';
import { foldOf, NO_NAMES, type RunConfig } from './run-config.js';

/** What a run is opened with. */
export interface OpeningRun {
  readonly target: RunTarget;
  /** Mark of what the rows come from. */
  readonly fold: string;
  readonly place: RunPlace;
  readonly config: RunConfig;
}

/** A run in W&B that is ready to be written. */
export interface OpenedRun {
  readonly run: RemoteRun;
  /** Lines that W&B has for sure. */
  readonly known: LineCounts;
  /** Something that the operator should hear. */
  readonly notice: string | undefined;
}

/** What an upsert is about. */
export interface Upsert {
  /** Bucket that is gone on with; `undefined`: the run of this name, which is made when there is none. */
  readonly bucket: string | undefined;
  /** Whether names are sent, and not the config alone. */
  readonly named: boolean;
}

/** A run as W&B has it. */
interface Found extends LineCounts {
  readonly bucket: string;
  /** A JSON text. */
  readonly config: string;
}

const NONE: LineCounts = { rows: 0, samples: 0 };

/**
 * Finds or makes the run, and how far it is. A run that we wrote to before is asked for its lines: W&B tells fewer for some
 * seconds, never more than there are. So what was acknowledged counts; the batch that was under way is there as a whole,
 * or goes to the same lines again; more than that is somebody else's, and is not written over.
 */
export async function openRun(api: WandbApi, opening: OpeningRun): Promise<WandbResult<OpenedRun>> {
  const { target, place } = opening;
  const { entity, project, name } = place.run ?? { entity: target.entity, project: target.project, name: target.id };
  const where = [entity, project, name].filter((part) => part !== undefined).join('/');
  const asked = await find(api, { entity: entity ?? null, project, name });
  if (asked.kind !== 'ok') return asked;
  const found = asked.value;
  if (place.run !== undefined && found === undefined) return refused(`run ${where} was deleted in W&B`);
  if (found === undefined || (place.run === undefined && found.rows + found.samples === 0)) {
    return start(api, opening, { bucket: undefined, named: true }, NONE);
  }
  if (place.run === undefined) return takeOver(api, opening, found, where);
  const { known, underWay } = place;
  if (found.rows > underWay.rows) return foreign(where, found.rows - underWay.rows);
  const named = JSON.stringify(opening.config.names) !== place.names;
  return start(
    api,
    opening,
    { bucket: found.bucket, named },
    {
      rows: found.rows >= underWay.rows ? underWay.rows : known.rows,
      samples: found.samples >= underWay.samples ? underWay.samples : known.samples,
    },
  );
}

/** Sends config, and names if asked. @param run as W&B named it; `undefined`: it has not yet */
export function upsertRun(
  api: WandbApi,
  target: RunTarget,
  run: RemoteRun | undefined,
  config: RunConfig,
  { bucket, named }: Upsert,
): Promise<WandbResult<RemoteRun>> {
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
    const made = data.at('upsertBucket').at('bucket');
    const project = made.at('project');
    return {
      bucket: made.at('id').text(),
      name: made.at('name').text(),
      project: project.at('name').text(),
      entity: project.at('entity').at('name').text(),
    };
  });
}

/** Nothing was kept, as in a second export: rows of the same journal are the first ones of this run. */
async function takeOver(
  api: WandbApi,
  opening: OpeningRun,
  found: Found,
  where: string,
): Promise<WandbResult<OpenedRun>> {
  const mark = foldOf(found.config);
  if (mark === undefined) return foreign(where, found.rows);
  if (mark !== opening.fold) {
    return refused(`run ${where} in W&B comes from another run file of this id, or was sent with another --per-client`);
  }
  const opened = await start(api, opening, { bucket: found.bucket, named: false }, found);
  if (opened.kind !== 'ok') return opened;
  const notice = `W&B has run ${where} already; the first ${found.rows} rows are not sent again`;
  return { kind: 'ok', value: { ...opened.value, notice } };
}

async function start(
  api: WandbApi,
  { target, place, config }: OpeningRun,
  upsert: Upsert,
  { rows, samples }: LineCounts,
): Promise<WandbResult<OpenedRun>> {
  const made = await upsertRun(api, target, place.run, config, upsert);
  if (made.kind !== 'ok') return made;
  return { kind: 'ok', value: { run: made.value, known: { rows, samples }, notice: undefined } };
}

function find(api: WandbApi, variables: object): Promise<WandbResult<Found | undefined>> {
  return api.ask('RunResumeStatus', variables, (data) => {
    const model = data.at('model');
    if (model.isNone || model.at('bucket').isNone) return undefined;
    const bucket = model.at('bucket');
    return {
      bucket: bucket.at('id').text(),
      config: bucket.at('config').textOrNone() ?? '',
      rows: bucket.at('historyLineCount').count(),
      samples: bucket.at('eventsLineCount').count(),
    };
  });
}

function foreign(where: string, count: number): Refused {
  return refused(`run ${where} has ${count} rows in W&B that somebody else wrote; they are not written over`);
}

function refused(reason: string): Refused {
  return { kind: 'refused', reason };
}
