import { encodeJson } from '../journal/codec/encode.js';
import type { JsonObject, JsonValue } from '../journal/events.js';
import { detailsOf, type RunView } from '../run-model/index.js';
import { mapClient } from './map-client.js';
import { mapResults, mapRound } from './map-round.js';
import { accuracyEntries, present } from './map-values.js';

/** How deep rounds are in the map; their clients are two levels deeper. */
const ROUND_DEPTH = 2;

/** HiveWatch's version of its map files; 0.2 and 0.3 have the same. */
const SCHEMA_VERSION = 1;

/**
 * A run as HiveWatch 0.3 keeps it in `<run_id>.map.json`, so that its page shows ours, plus fields of our own in the
 * journal's names. What HiveWatch always writes is always there (null when unknown); ours are left out when unknown.
 * Where HiveWatch's own map is wrong (a round's end undoes drop-outs and failures) this one is right.
 */
export function toHiveWatchMap(view: RunView): JsonObject {
  return { ...headOf(view), rounds: view.rounds.map(mapRound) };
}

/**
 * The JSON of that map, a client at a time: whole, a long run's would take some hundreds of megabytes while it is written.
 * Each is made when its piece is asked for. Pieces may be empty, while the clients of a round are built again.
 */
export function* hiveWatchMapText(view: RunView): Generator<string, void> {
  yield `${encodeJson(headOf(view)).slice(0, -1)},"rounds":[`;
  let separator = '';
  for (const round of view.rounds) {
    yield `${separator}${encodeJson(mapResults(round), false, ROUND_DEPTH).slice(0, -1)},"clients":[`;
    separator = '';
    const { clients } = yield* detailsOf(round);
    for (const client of clients) {
      yield separator + encodeJson(mapClient(client, round.round), false, ROUND_DEPTH + 2);
      separator = ',';
    }
    yield ']}';
    separator = ',';
  }
  yield ']}';
}

/** All but the rounds. */
function headOf(view: RunView): JsonObject {
  return {
    schema_version: SCHEMA_VERSION,
    run_id: view.runId,
    algorithm: view.algorithm ?? null,
    config: view.config ?? {},
    started_at: view.startedAt ?? null,
    finished_at: view.finishedAt ?? null,
    server: view.server ?? null,
    ...present({
      state: view.state,
      attempt: view.attempt,
      job: view.job,
      planned_rounds: view.plannedRounds,
      aggregation_mode: view.mode,
      objective: view.objective === undefined ? undefined : { ...view.objective },
      best: view.best === undefined ? undefined : { ...view.best },
      parent_run_id: view.parentRunId,
      system: view.system,
      error: view.error,
      last_data_at: view.lastDataAt,
      emitted: view.emitted,
      params: unlessEmpty(view.params),
      tags: unlessEmpty(view.tags),
      text: unlessEmpty(view.text),
      checkpoints: list(view.checkpoints.map(withoutHead)),
      evaluations: list(view.evaluations.map(withoutHead)),
      artifacts: list(view.artifacts.map((artifact) => present({ ...artifact }))),
      roundless_clients: list(view.roundless.map((client) => mapClient(client, undefined))),
    }),
  };
}

/** An event as it stands in the journal, less what the map says once for all. */
function withoutHead(event: object): JsonObject {
  const { event_type: _type, run_id: _run, accuracy, ...fields } = event as Record<string, JsonValue | undefined>;
  return { ...present(fields), ...accuracyEntries('accuracy', accuracy) };
}

function unlessEmpty(object: JsonObject): JsonObject | undefined {
  return Object.keys(object).length === 0 ? undefined : object;
}

function list(items: readonly JsonObject[]): readonly JsonObject[] | undefined {
  return items.length === 0 ? undefined : items;
}
