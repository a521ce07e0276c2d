import type { JsonObject, JsonValue } from '../journal/events.js';
import type { ClientView } from '../run-model/index.js';
import { accuracyEntries, present } from './map-values.js';

/** HiveWatch's page calls `toFixed` on these. */
const ACCURACIES: readonly string[] = ['local_accuracy', 'accuracy'];

/**
 * One client of a round: identity, latest values with the client's free keys, status, and what we know beyond
 * HiveWatch. A free key that is called like one of ours gives way to it.
 *
 * @param round undefined for a client whose updates name no round
 */
export function mapClient(view: ClientView, round: number | undefined): JsonObject {
  const { dropout, failure, updates } = view;
  const operations = Object.entries(view.operations);
  return present({
    client_id: view.clientId,
    client_name: view.name,
    // HiveWatch has no round in the record of a client that only dropped out or failed.
    round: Object.keys(view.fields).length === 0 && updates.length === 0 ? undefined : round,
    ...writable(view.fields),
    status: view.status ?? 'idle',
    ...present({
      outcome: view.outcome,
      late: view.late ? true : undefined,
      num_updates: updates.length > 1 ? updates.length : undefined,
      incomplete: updates.some(({ complete }) => !complete) ? true : undefined,
      dropout_reason: dropout?.reason,
      failure_reason: failure?.reason,
      operations:
        operations.length === 0
          ? undefined
          : Object.fromEntries(operations.map(([name, operation]) => [name, writable(operation.fields)])),
    }),
  });
}

/** A record for the map: what HiveWatch's page cannot take is put otherwise. */
function writable(fields: JsonObject): JsonObject {
  // Nearly every record is as it should be: no copy of it is made.
  if (!ACCURACIES.some((name) => typeof fields[name] === 'number' && !Number.isFinite(fields[name]))) return fields;
  const result = new Map<string, JsonValue>(Object.entries(fields));
  for (const name of ACCURACIES) {
    for (const [key, value] of Object.entries(accuracyEntries(name, fields[name]))) result.set(key, value);
  }
  return Object.fromEntries(result);
}
