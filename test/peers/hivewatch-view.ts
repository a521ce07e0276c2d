import type { JsonObject, JsonValue } from '../../exporters/journal/events.js';
import type { ClientView, RoundView, RunView } from '../../exporters/run-model/index.js';

/** Our view of a run in the shape of HiveWatch's builder: what both tell, clients by id instead of as a list. */
export function asHiveWatch(view: RunView): JsonObject {
  return {
    run_id: view.runId,
    algorithm: view.algorithm ?? null,
    config: view.config ?? {},
    started_at: view.startedAt ?? null,
    finished_at: view.finishedAt ?? null,
    server: view.server ?? null,
    rounds: Object.fromEntries(view.rounds.map((round) => [round.round, roundAsHiveWatch(round)])),
  };
}

function roundAsHiveWatch(round: RoundView): JsonObject {
  return {
    round: round.round,
    globalAcc: round.globalAccuracy ?? null,
    globalLoss: round.globalLoss ?? null,
    duration: round.durationSeconds ?? null,
    dispersion: round.dispersion ?? null,
    counts: { active: round.completed, dropped: round.dropped, failed: round.failed },
    clients: Object.fromEntries(
      round.clients.map((client) => [client.clientId, clientAsHiveWatch(client, round.round)]),
    ),
  };
}

function clientAsHiveWatch({ clientId, name, status, fields }: ClientView, round: number): JsonObject {
  return {
    client_id: clientId,
    ...(name === undefined ? {} : { client_name: name }),
    ...(Object.keys(fields).length === 0 ? {} : { round }),
    ...(status === undefined ? {} : { status }),
    ...fields,
  };
}

/** HiveWatch's metadata with rounds and clients by number and id, and its clients counted by status. */
export function byName(metadata: JsonObject): JsonObject {
  const { schema_version: _version, rounds, ...run } = metadata;
  return {
    ...run,
    rounds: Object.fromEntries(
      listOf(rounds).map(({ clients, ...round }) => [
        String(round.round),
        {
          ...round,
          counts: Object.fromEntries(
            ['active', 'dropped', 'failed'].map((status) => [
              status,
              listOf(clients).filter((client) => client.status === status).length,
            ]),
          ),
          clients: Object.fromEntries(listOf(clients).map((client) => [String(client.client_id), client])),
        },
      ]),
    ),
  };
}

function listOf(value: JsonValue | undefined): readonly JsonObject[] {
  return (value ?? []) as readonly JsonObject[];
}

/** Every difference between two values, as sorted texts that name the place: `theirs` there, `ours` here. */
export function differences(theirs: JsonValue | undefined, ours: JsonValue | undefined, place = 'run'): string[] {
  if (isObject(theirs) && isObject(ours)) {
    const keys = [...new Set([...Object.keys(theirs), ...Object.keys(ours)])];
    return keys.flatMap((key) => differences(theirs[key], ours[key], `${place}.${key}`)).sort();
  }
  if (Array.isArray(theirs) && Array.isArray(ours) && theirs.length === ours.length) {
    return theirs.flatMap((item, index) =>
      differences(item as JsonValue, ours[index] as JsonValue, `${place}[${index}]`),
    );
  }
  return Object.is(theirs, ours) ? [] : [`${place}: ${show(theirs)} there, ${show(ours)} here`];
}

function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function show(value: JsonValue | undefined): string {
  if (value === undefined) return 'nothing';
  return typeof value === 'number' || typeof value === 'bigint' ? String(value) : JSON.stringify(value);
}
