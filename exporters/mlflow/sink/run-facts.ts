import type { JsonObject, JsonValue } from '../../journal/events.js';
import type { DescribeOutput, IncidentOutput, LocationOutput, PerClientMode } from '../../projection/types.js';
import { escapeKeyName, escapeKeyPart, keyToken, MAX_KEY_CHARACTERS } from '../api/keys.js';
import { flattenConfig, pythonFloat, pythonText } from './python-text.js';

/** Tag by which a run is found again. */
export const RUN_ID_TAG = 'fl.run.id';
/** Tag with the choice that every later writer follows. */
export const PER_CLIENT_TAG = 'fl.per_client';

/** Drop-outs and failures that become tags; a run with hundreds of thousands of tags is no use to anybody. */
const MAX_INCIDENTS = 1000;
/** Clients whose places become tags. */
const MAX_PLACES = 300;
/** Params of a run; further ones are in `config.json` only. */
const MAX_PARAMS = 2000;
/** Tags of the user's own and facts about the server. */
const MAX_FREE_TAGS = 500;

/** Params of a run: its configuration flattened, what was logged as a param, algorithm and planned rounds. */
export function paramsOf(describe: DescribeOutput): ReadonlyMap<string, string> {
  const params = new Map<string, string>();
  const add = (name: string, text: string) => {
    const key = legal(name);
    if (params.size < MAX_PARAMS && !params.has(key)) params.set(key, text);
  };
  for (const source of [describe.config, describe.params]) {
    for (const [name, text] of flattenConfig(source)) add(name, text);
  }
  if (describe.algorithm !== undefined) add('algorithm', describe.algorithm);
  if (describe.plannedRounds !== undefined) add('planned_rounds', String(describe.plannedRounds));
  return params;
}

/** Tags that tell what a run is. HiveWatch's two are among them, so that searches for them find our runs too. */
export function tagsOf(describe: DescribeOutput, perClient: PerClientMode): ReadonlyMap<string, string> {
  const tags = new Map<string, string>();
  const add = (key: string, value: JsonValue | undefined) => {
    if (value !== undefined && value !== null && value !== '') tags.set(key, pythonText(value));
  };
  add(RUN_ID_TAG, describe.runId);
  add('hivewatch/run_id', describe.runId);
  add('hivewatch/algorithm', describe.algorithm);
  add(PER_CLIENT_TAG, perClient);
  add('fl.job.name', describe.job);
  add('fl.run.attempt', describe.attempt);
  add('fl.run.parent.id', describe.parentRunId);
  add('fl.system.name', describe.system);
  add('fl.aggregation.mode', describe.mode);
  add('mlflow.source.name', describe.system ?? 'fedotel');
  add('mlflow.source.type', 'JOB');
  add('mlflow.note.content', noteOf(describe));
  addFree(tags, '', describe.tags);
  addFree(tags, 'fl.server.', describe.server);
  return tags;
}

/** The note on the run's page. A user's own tag of this name replaces it. */
function noteOf({ runId, algorithm, plannedRounds, mode, text }: DescribeOutput): string {
  const rounds = plannedRounds === undefined ? '' : `, ${plannedRounds} rounds planned`;
  const how = mode === undefined ? '' : ` (${mode})`;
  const texts = Object.entries(text).map(([name, value]) => `\n\n**${name}**\n\n${pythonText(value).slice(0, 1000)}`);
  return `Federated run \`${runId}\`: ${algorithm ?? 'unknown algorithm'}${how}${rounds}${texts.join('')}`;
}

function addFree(tags: Map<string, string>, prefix: string, values: JsonObject): void {
  let room = MAX_FREE_TAGS;
  for (const [name, text] of flattenConfig(values)) {
    if (room-- <= 0) return;
    tags.set(legal(`${prefix}${name}`), text);
  }
}

/**
 * Tags of drop-outs, failures and places as they happen, in HiveWatch's spelling: `dropout.round_2.<id>`,
 * `comm_failure.round_3.<id>`, `geo.<id>.city`. Bounded.
 */
export class HappeningTags {
  readonly #tags = new Map<string, string>();
  readonly #places = new Set<string>();
  #incidents = 0;
  /** Incidents that have no tag because there are too many. */
  untold = 0;

  /** All tags so far. */
  get tags(): ReadonlyMap<string, string> {
    return this.#tags;
  }

  addIncident({ what, round, client, reason }: IncidentOutput): void {
    const key = `${what === 'client_dropout' ? 'dropout' : 'comm_failure'}.round_${round}.${idPart(client)}`;
    if (!this.#tags.has(key) && this.#incidents++ >= MAX_INCIDENTS) this.untold += 1;
    else this.#tags.set(key, reason === '' ? 'unknown' : reason);
  }

  addLocation({ client, lat, lng, city, country }: LocationOutput): void {
    if (!this.#places.has(client) && this.#places.size >= MAX_PLACES) return;
    this.#places.add(client);
    const prefix = `geo.${idPart(client)}`;
    if (lat !== undefined) this.#tags.set(`${prefix}.lat`, pythonFloat(lat));
    if (lng !== undefined) this.#tags.set(`${prefix}.lng`, pythonFloat(lng));
    if (city !== undefined) this.#tags.set(`${prefix}.city`, city);
    if (country !== undefined) this.#tags.set(`${prefix}.country`, country);
  }
}

function idPart(client: string): string {
  const escaped = escapeKeyPart(client);
  return escaped.length > MAX_KEY_CHARACTERS - 50 ? keyToken(client) : escaped;
}

function legal(name: string): string {
  const key = escapeKeyName(name) || '_';
  return [...key].length > MAX_KEY_CHARACTERS ? keyToken(name) : key;
}
