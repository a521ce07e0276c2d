import type { ClientRecord, JsonValue } from '../journal/events.js';
import { FactSet } from './fact-set.js';
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

const NONE: readonly never[] = [];

/**
 * Everything that is known about one client in one round, as sets: adding is independent of order and of repetition.
 * The records are those of the events (one update in one part is not copied), so that a run costs about as much memory
 * as its parsed journal, less the repetitions.
 */
export class ClientFacts {
  // Most clients have updates only.
  #updates: FactSet<UpdateFact> | undefined;
  #dropouts: FactSet<MishapFact> | undefined;
  #failures: FactSet<MishapFact> | undefined;
  #starts: FactSet<StartFact> | undefined;

  get updates(): readonly UpdateFact[] {
    return this.#updates?.all ?? NONE;
  }

  get dropouts(): readonly MishapFact[] {
    return this.#dropouts?.all ?? NONE;
  }

  get failures(): readonly MishapFact[] {
    return this.#failures?.all ?? NONE;
  }

  get starts(): readonly StartFact[] {
    return this.#starts?.all ?? NONE;
  }

  addUpdate(fact: UpdateFact): void {
    this.#updates ??= new FactSet(updateId, mergeUpdates);
    this.#updates.add(fact);
  }

  addDropout(fact: MishapFact): void {
    this.#dropouts ??= new FactSet(mishapId, mergeMishaps);
    this.#dropouts.add(fact);
  }

  addFailure(fact: MishapFact): void {
    this.#failures ??= new FactSet(mishapId, mergeMishaps);
    this.#failures.add(fact);
  }

  addStart(fact: StartFact): void {
    this.#starts ??= new FactSet(startId, firstStart);
    this.#starts.add(fact);
  }

  /** Adds all of another's facts that are not older than `since`; those without a time always. */
  include(other: ClientFacts, since: string): void {
    const holds = ({ key }: { readonly key: string }) => key === '' || key >= since;
    for (const fact of other.updates) if (holds(fact)) this.addUpdate(fact);
    for (const fact of other.dropouts) if (holds(fact)) this.addDropout(fact);
    for (const fact of other.failures) if (holds(fact)) this.addFailure(fact);
    for (const fact of other.starts) if (holds(fact)) this.addStart(fact);
  }

  get isEmpty(): boolean {
    return this.updates.length + this.dropouts.length + this.failures.length + this.starts.length === 0;
  }
}

function updateId({ gauge, key, operation }: UpdateFact): string {
  return `${gauge ? 'g' : 'u'}${key}|${operation}`;
}

function mishapId({ key, operation, reason }: MishapFact): string {
  return `${key}|${operation.length}|${operation}${reason}`;
}

function startId({ key, operation }: StartFact): string {
  return `${key}|${operation}`;
}

function firstStart(known: StartFact, fact: StartFact): StartFact {
  return fact.start < known.start ? fact : known;
}

function mergeMishaps(known: MishapFact, fact: MishapFact): MishapFact {
  const timestamp = firstText(known.timestamp, fact.timestamp);
  return { ...fact, timestamp, record: mergeRecords(known.record, fact.record) };
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
