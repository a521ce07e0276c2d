import type { ClientRecord, ClientUpdateEvent, EvaluationEvent, JsonValue } from '../journal/events.js';
import type { ClientColumns } from './client-columns.js';
import { type ClientField, ClientFieldTable, inKeyUnit, STALENESS, statusCode } from './client-fields.js';
import { numberIn } from './numbers.js';
import { TRAIN } from './operations.js';
import type { ClientKeys, PointKeys } from './point-keys.js';
import type { PointKey, ProjectedPoint } from './types.js';

/** An update of one client, or a part of one. */
export type UpdateEvent = ClientUpdateEvent | EvaluationEvent;

/** What became of a record. */
export interface ReadRecord {
  readonly points: ProjectedPoint[];
  /** Number fields that it has; those of its marker do not count. */
  readonly numbers: number;
}

/** How a record is to be read. */
export interface RecordContext {
  readonly event: UpdateEvent;
  /** Where the values are kept for bands; `undefined` when they are not wanted there. */
  readonly columns: ClientColumns | undefined;
  /** Earlier records of the same client and round that this one may repeat; what they say is no news. */
  readonly known: readonly ClientRecord[];
}

/** Turns records of clients into points and into values for bands. */
export class ClientRows {
  readonly #keys: PointKeys;
  readonly #wanted: boolean;
  readonly #fields = new ClientFieldTable();
  /** Staleness of the last update in parts of each client, by the update's identity. */
  readonly #staleness = new Map<string, { readonly update: string; readonly value: number | bigint }>();

  /** @param wanted whether there shall be points of single clients at all */
  constructor(keys: PointKeys, wanted: boolean) {
    this.#keys = keys;
    this.#wanted = wanted;
  }

  /** Reads a record. */
  read(record: ClientRecord, { event, columns, known }: RecordContext): ReadRecord {
    const client = record.client_id;
    const operation = event.operation ?? TRAIN;
    const keys = this.#wanted ? this.#keys.client(client) : undefined;
    const place = columns?.numberOf(client) ?? 0;
    const points: ProjectedPoint[] = [];
    let numbers = 0;
    let staleness: number | bigint | undefined;
    const add = (field: ClientField, value: number | bigint) => {
      columns?.set(place, field, Number(value));
      if (keys !== undefined) this.#push(points, keys, client, field.group, operation, field.name, value);
    };
    for (const name in record) {
      const value = numberIn(record[name]);
      if (value === undefined) continue;
      const field = this.#fields.find(name);
      if (field === undefined) continue;
      numbers++;
      if (known.length > 0 && known.some((other) => Object.is(other[name], record[name]))) continue;
      if (field === STALENESS) staleness = value;
      else add(field, inKeyUnit(field, value));
    }
    const { status } = record;
    if (known.length === 0) staleness ??= derivedStaleness(record, event);
    const isPart = typeof status !== 'string' || numbers + 1 < (event.field_count ?? 0);
    if (staleness !== undefined && !(isPart && this.#wasSaid(client, event, staleness))) add(STALENESS, staleness);
    if (keys !== undefined && typeof status === 'string' && known.length === 0)
      this.#push(points, keys, client, 'client', operation, 'status', statusCode(status));
    return { points, numbers };
  }

  /** The point of a status that something else than an update says; `undefined` when there are none of single clients. */
  status(client: string, operation: string, status: string): ProjectedPoint | undefined {
    if (!this.#wanted) return undefined;
    const points: ProjectedPoint[] = [];
    this.#push(points, this.#keys.client(client), client, 'client', operation, 'status', statusCode(status));
    return points[0];
  }

  /** The key of what the tracking writer logged under a tag in a client. */
  loggedKey(client: string, tag: string): PointKey | undefined {
    if (!this.#wanted) return undefined;
    return this.#keys.ofClient(this.#keys.client(client), client, 'scalar', TRAIN, tag);
  }

  #push(
    points: ProjectedPoint[],
    keys: ClientKeys,
    client: string,
    group: 'client' | 'sys',
    operation: string,
    name: string,
    value: number | bigint,
  ): void {
    const key = this.#keys.ofClient(keys, client, group, operation, name);
    if (key !== undefined) points.push({ key, value });
  }

  /** The parts of one update may say its staleness twice: as a number, and by the round that it started from. */
  #wasSaid(client: string, event: UpdateEvent, value: number | bigint): boolean {
    if (event.timestamp === undefined || event.source === 'gauge') return false;
    const update = `${event.round} ${event.operation ?? ''} ${event.timestamp}`;
    const last = this.#staleness.get(client);
    this.#staleness.set(client, { update, value });
    return last !== undefined && last.update === update && last.value === value;
  }
}

/** Rounds between the model that a client started from and the round. */
function derivedStaleness(record: ClientRecord, event: UpdateEvent): number | undefined {
  const base: JsonValue | undefined = record.base_round;
  if (typeof base !== 'number' || typeof event.round !== 'number') return undefined;
  return Number.isFinite(base) ? event.round - base : undefined;
}
