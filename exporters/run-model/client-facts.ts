import type { ClientRecord, JsonValue } from '../journal/events.js';
import { compareText, greaterValue } from './order.js';

/** Operation of an event that names none. */
export const TRAIN = 'train';

/** One update as far as its parts have come. Same client and round: identity is operation and time. */
export interface UpdateFact {
  readonly operation: string;
  /** Sortable time (`timeKey`). */
  readonly key: string;
  readonly timestamp: string | undefined;
  readonly record: ClientRecord;
  readonly fieldCount: number | undefined;
  readonly late: boolean;
  /** From an ordinary gauge of the sender's: all of them are one update, later values correct earlier ones. */
  readonly gauge: boolean;
}

/** A drop-out or communication failure. */
export interface MishapFact {
  readonly operation: string;
  readonly key: string;
  readonly timestamp: string | undefined;
  readonly reason: string;
  /** What the event says about the client beside its id. */
  readonly record: ClientRecord;
}

/** A client was given a task. */
export interface StartFact {
  readonly operation: string;
  readonly key: string;
  readonly start: string;
}

const NONE: ReadonlyMap<string, never> = new Map<string, never>();

/**
 * Everything that is known about one client in one round, as sets: adding is independent of order and of repetition.
 * The records are those of the events (one update in one part is not copied), so that a run costs about as much memory
 * as its parsed journal, less the repetitions.
 */
export class ClientFacts {
  readonly updates = new Map<string, UpdateFact>();
  #dropouts: Map<string, MishapFact> | undefined;
  #failures: Map<string, MishapFact> | undefined;
  #starts: Map<string, StartFact> | undefined;

  // Most clients have updates only: an empty map for each of the rest would cost as much as the update.
  get dropouts(): ReadonlyMap<string, MishapFact> {
    return this.#dropouts ?? NONE;
  }

  get failures(): ReadonlyMap<string, MishapFact> {
    return this.#failures ?? NONE;
  }

  get starts(): ReadonlyMap<string, StartFact> {
    return this.#starts ?? NONE;
  }

  addUpdate(fact: UpdateFact): void {
    const id = `${fact.gauge ? 'g' : 'u'}${fact.key}|${fact.operation}`;
    const known = this.updates.get(id);
    this.updates.set(id, known === undefined ? fact : mergeUpdates(known, fact));
  }

  addDropout(fact: MishapFact): void {
    this.#dropouts ??= new Map();
    addMishap(this.#dropouts, fact);
  }

  addFailure(fact: MishapFact): void {
    this.#failures ??= new Map();
    addMishap(this.#failures, fact);
  }

  addStart(fact: StartFact): void {
    const id = `${fact.key}|${fact.operation}`;
    this.#starts ??= new Map();
    const known = this.#starts.get(id);
    if (known === undefined || fact.start < known.start) this.#starts.set(id, fact);
  }

  /** Adds all of another's facts that are not older than `since`; those without a time always. */
  include(other: ClientFacts, since: string): void {
    const holds = ({ key }: { readonly key: string }) => key === '' || key >= since;
    for (const fact of other.updates.values()) if (holds(fact)) this.addUpdate(fact);
    for (const fact of other.dropouts.values()) if (holds(fact)) this.addDropout(fact);
    for (const fact of other.failures.values()) if (holds(fact)) this.addFailure(fact);
    for (const fact of other.starts.values()) if (holds(fact)) this.addStart(fact);
  }

  get isEmpty(): boolean {
    return this.updates.size + this.dropouts.size + this.failures.size + this.starts.size === 0;
  }
}

function addMishap(facts: Map<string, MishapFact>, fact: MishapFact): void {
  const id = `${fact.key}|${fact.operation.length}|${fact.operation}${fact.reason}`;
  const known = facts.get(id);
  if (known === undefined) {
    facts.set(id, fact);
    return;
  }
  const timestamp = firstText(known.timestamp, fact.timestamp);
  facts.set(id, { ...fact, timestamp, record: mergeRecords(known.record, fact.record) });
}

function mergeUpdates(a: UpdateFact, b: UpdateFact): UpdateFact {
  return {
    ...a,
    timestamp: firstText(a.timestamp, b.timestamp),
    record: mergeRecords(a.record, b.record),
    fieldCount: a.fieldCount === undefined ? b.fieldCount : Math.max(a.fieldCount, b.fieldCount ?? 0),
    late: a.late || b.late,
  };
}

/** One instant may be spelled in two ways; which of them is shown must not depend on which came first. */
function firstText(a: string | undefined, b: string | undefined): string | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  return compareText(a, b) <= 0 ? a : b;
}

/** Union of the fields of two records of one client and one instant. Null is "nothing said". */
function mergeRecords(a: ClientRecord, b: ClientRecord): ClientRecord {
  const fields = new Map<string, JsonValue | undefined>(Object.entries(a));
  for (const [field, value] of Object.entries(b)) {
    const known = fields.get(field) ?? undefined;
    if (value !== null && value !== undefined)
      fields.set(field, known === undefined ? value : greaterValue(known, value));
    else if (!fields.has(field)) fields.set(field, value);
  }
  return { ...Object.fromEntries(fields), client_id: a.client_id };
}
