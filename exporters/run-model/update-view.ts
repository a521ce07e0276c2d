import type { ClientRecord, JsonObject, JsonValue } from '../journal/events.js';
import type { UpdateFact } from './client-facts.js';
import { compareKeys } from './order.js';
import type { UpdateView } from './types.js';

/** Fields of a record that say whose it is, not what it measured. */
const IDENTITY: ReadonlySet<string> = new Set(['client_id', 'client_name', 'round', 'status']);

/** Number fields that come with the marker of an update, so that they are no points of their own. */
const MARKER_NUMBERS: ReadonlySet<string> = new Set(['round', 'base_round', 'lat', 'lng']);

const OWN = { enumerable: true, configurable: true, writable: true };

/** How the journal writes the numbers that JSON lacks. */
const NO_JSON_NUMBERS: ReadonlySet<unknown> = new Set(['NaN', 'Infinity', '-Infinity']);

/** An update with the sortable time that it is ordered by. */
export interface TimedUpdate {
  readonly key: string;
  readonly record: ClientRecord;
  readonly view: UpdateView;
}

/**
 * The updates of one client in one round under one operation, in order of time. Facts from ordinary gauges are one
 * update, whose later values correct the earlier ones.
 *
 * @param endKey sortable time of the round's end; empty while it runs. What is younger is late
 */
export function buildUpdates(facts: readonly UpdateFact[], endKey: string): TimedUpdate[] {
  const [only] = facts;
  if (only !== undefined && facts.length === 1 && !only.gauge) return [buildUpdate(only, endKey)];
  const sorted = [...facts].sort((a, b) => compareKeys([a.key, a.operation], [b.key, b.operation]));
  const gauges = sorted.filter(({ gauge }) => gauge);
  const updates = sorted.filter(({ gauge }) => !gauge).map((fact) => buildUpdate(fact, endKey));
  const last = gauges.at(-1);
  if (last !== undefined) {
    const record = { ...mergeInOrder(gauges.map((fact) => fact.record)), client_id: last.record.client_id };
    updates.push(buildUpdate({ ...last, record, late: gauges.some(({ late }) => late) }, endKey));
    updates.sort((a, b) => compareKeys([a.key], [b.key]));
  }
  return updates;
}

/** Result of an update that the server took in time: it knows that better than the client's clock, which may be hours off. */
const IN_TIME = 'accepted';

function buildUpdate(fact: UpdateFact, endKey: string): TimedUpdate {
  const { key, record, operation, timestamp } = fact;
  const result = textOf(record.result);
  return {
    key,
    record,
    view: {
      operation,
      timestamp,
      fields: fieldsOf(record),
      status: textOf(record.status),
      result,
      complete: isComplete(fact),
      late: fact.late || (result !== IN_TIME && isLate(key, endKey)),
    },
  };
}

/** Whether something happened after the round's end. Without either time nothing is late. */
export function isLate(key: string, endKey: string): boolean {
  return endKey !== '' && key > endKey;
}

/** The record's measurements: neither nulls (they say nothing) nor what identifies it. */
export function fieldsOf(record: ClientRecord): JsonObject {
  const fields: Record<string, JsonValue> = {};
  for (const field of Object.keys(record)) {
    const value = record[field];
    if (value === undefined || value === null || IDENTITY.has(field)) continue;
    // A plain assignment would set the prototype.
    if (field === '__proto__') Object.defineProperty(fields, field, { value, ...OWN });
    else fields[field] = value;
  }
  return fields;
}

/** Later values over earlier ones; null and absent values overwrite nothing. */
export function mergeInOrder(records: readonly { readonly [field: string]: JsonValue | undefined }[]): JsonObject {
  const only = records[0];
  if (records.length === 1 && only !== undefined && !Object.values(only).some((value) => value == null)) {
    return only as JsonObject;
  }
  const fields = new Map<string, JsonValue>();
  for (const record of records) {
    for (const [field, value] of Object.entries(record)) if (value != null) fields.set(field, value);
  }
  return Object.fromEntries(fields);
}

/**
 * With a count: all numbers of the update are here, and its marker. Without a count: an update in one piece has a
 * status, a part that lacks its marker has none. Gauges have no marker and no count.
 */
function isComplete({ record, fieldCount, gauge }: UpdateFact): boolean {
  if (fieldCount === undefined) return gauge || textOf(record.status) !== undefined;
  let numbers = 1;
  for (const field of Object.keys(record)) if (isNumber(record[field]) && !MARKER_NUMBERS.has(field)) numbers++;
  return numbers >= fieldCount;
}

/** Numbers that JSON lacks are texts in the free fields of a journal. */
function isNumber(value: JsonValue | undefined): boolean {
  return typeof value === 'number' || typeof value === 'bigint' || NO_JSON_NUMBERS.has(value);
}

/** The value if it is a text. */
export function textOf(value: JsonValue | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
