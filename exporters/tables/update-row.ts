import type { ClientRecord, ClientUpdateEvent, EvaluationEvent, JsonObject, JsonValue } from '../journal/events.js';
import { numberIn } from '../projection/numbers.js';

/** An event with an update of a client, or with a part of one. */
export type UpdateEvent = ClientUpdateEvent | EvaluationEvent;

/** One update of one client, merged from its parts. */
export interface UpdateRow {
  readonly attempt: number | undefined;
  /** `undefined` when the update names none. */
  readonly round: number | undefined;
  readonly operation: string;
  /** ISO 8601 as the journal has it. */
  readonly timestamp: string | undefined;
  /** The journal says that it came after its round's end. */
  readonly late: boolean;
  /** Whether all of its parts were there. */
  readonly complete: boolean;
  /** Fields in the journal's names and units. */
  readonly record: JsonObject;
}

/** Numbers that come with an update's marker, and are not counted. */
const MARKER_NUMBERS: ReadonlySet<string> = new Set(['round', 'base_round', 'lat', 'lng']);

/** An update while its parts come in. */
export class OpenUpdate {
  /** Of one part that says something in each of its fields; otherwise {@link #fields} has them. */
  #only: ClientRecord | undefined;
  readonly #fields = new Map<string, JsonValue>();
  readonly #event: UpdateEvent;
  #parts = 0;
  #fieldCount: number | undefined;
  #late = false;

  /** @param event the first of its events */
  constructor(event: UpdateEvent) {
    this.#event = event;
  }

  get round(): number | null | undefined {
    return this.#event.round;
  }

  /** Adds a part: what it says counts, null says nothing. */
  add(event: UpdateEvent, record: ClientRecord): void {
    if (this.#parts++ === 0 && isFull(record)) this.#only = record;
    else {
      if (this.#only !== undefined) this.#merge(this.#only);
      this.#only = undefined;
      this.#merge(record);
    }
    this.#fieldCount ??= event.field_count;
    this.#late ||= event.late === true;
  }

  /** An update in one piece has a status and no count; one in parts has all numbers that its marker counts. */
  get isWhole(): boolean {
    const record = this.#only;
    const status = record === undefined ? this.#fields.get('status') : record.status;
    if (typeof status !== 'string') return false;
    if (this.#fieldCount === undefined) return true;
    let numbers = 1;
    for (const [field, value] of record === undefined ? this.#fields : Object.entries(record)) {
      if (!MARKER_NUMBERS.has(field) && numberIn(value) !== undefined) numbers++;
    }
    return numbers >= this.#fieldCount;
  }

  /** @param complete whether nothing of it is missing */
  row(complete: boolean): UpdateRow {
    const { attempt, round, operation = 'train', timestamp } = this.#event;
    return {
      attempt,
      round: round ?? undefined,
      operation,
      timestamp,
      late: this.#late,
      complete,
      record: (this.#only as JsonObject | undefined) ?? Object.fromEntries(this.#fields),
    };
  }

  #merge(record: ClientRecord): void {
    for (const field in record) {
      const value = record[field];
      if (value !== undefined && value !== null) this.#fields.set(field, value);
    }
  }
}

/** Most updates come in one part: their records are taken as they are. */
function isFull(record: ClientRecord): boolean {
  for (const field in record) if (record[field] === undefined || record[field] === null) return false;
  return true;
}
