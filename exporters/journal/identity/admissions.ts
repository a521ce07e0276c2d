import { isKnownValue } from './gauge-states.js';
import type { Comparable, FieldsIdentity, Identity, OnceIdentity, UpdateIdentity, ValuesIdentity } from './identity.js';
import type { Partition, PartitionTable } from './partitions.js';

/** What is new in an event. */
export type Admission =
  /** Everything: write it as it is. */
  | { readonly kind: 'new' }
  /** Only these fields: write an event with them alone. */
  | { readonly kind: 'part'; readonly fields: ReadonlySet<string> }
  /** Nothing. */
  | { readonly kind: 'duplicate' };

/** Gives operations their numbers. */
export type OperationNumbers = Pick<PartitionTable, 'operation'>;

type AdmissionsTable = Pick<PartitionTable, 'fieldSets' | 'extend'>;

/** Remembers events in partitions and says what is new in them; until it is told to keep that, it can take it back. */
export interface Admissions {
  /** Any event. */
  admit(partition: Partition, identity: Identity, numbers: OperationNumbers): Admission;
  /** An update that needs no key. @param operation its number */
  admitUpdate(partition: Partition, operation: number, update: UpdateIdentity, fields: readonly string[]): Admission;
  /** An update that is known by its values, with the value of each field. */
  admitValues(
    partition: Partition,
    gauge: Pick<ValuesIdentity, 'key' | 'time'>,
    fields: readonly string[],
    values: readonly Comparable[],
  ): Admission;
  /** What was admitted stands in this byte range of the journal: it is no more to be taken back. */
  keep(from: number, to: number): void;
  /** Forgets what was admitted since the last call. */
  takeBack(): void;
}

const NEW: Admission = { kind: 'new' };
const DUPLICATE: Admission = { kind: 'duplicate' };

class UndoableAdmissions implements Admissions {
  /** How to take back what was changed, newest last. */
  #undo: (() => void)[] = [];
  /** Partitions that were changed, with the number of their updates before it. */
  #changed = new Map<Partition, number>();

  constructor(readonly table: AdmissionsTable) {}

  admit(partition: Partition, identity: Identity, numbers: OperationNumbers): Admission {
    switch (identity.kind) {
      case 'once':
        return this.#once(partition, identity);
      case 'fields':
        return this.#fields(partition, identity, numbers);
      case 'values':
        return this.admitValues(partition, identity, [...identity.values.keys()], [...identity.values.values()]);
    }
  }

  admitUpdate(
    partition: Partition,
    operation: number,
    { client, millis, nanos }: UpdateIdentity,
    fields: readonly string[],
  ): Admission {
    const { fieldSets } = this.table;
    const { updates } = partition;
    const before = updates.size;
    const number = updates.place(operation, client, millis, nanos);
    if (number === before) {
      this.#noteChange(partition, before);
      updates.setValue(number, fieldSets.with(fieldSets.empty, fields));
      return NEW;
    }
    const known = updates.value(number);
    return this.#add(known, fields, (set) => {
      this.#noteChange(partition, before);
      updates.setValue(number, set);
      this.#undo.push(() => updates.setValue(number, known));
    });
  }

  admitValues(
    partition: Partition,
    { key, time }: Pick<ValuesIdentity, 'key' | 'time'>,
    fields: readonly string[],
    values: readonly Comparable[],
  ): Admission {
    const { gauges } = partition;
    const states = gauges.of(key);
    const fresh: string[] = [];
    for (const [place, field] of fields.entries()) {
      const value = values[place] ?? '';
      const before = states?.get(field);
      if (isKnownValue(before, time, value)) continue;
      this.#noteChange(partition, partition.updates.size);
      this.#undo.push(() => gauges.takeBack(key, field, before));
      gauges.add(key, field, time, value);
      fresh.push(field);
    }
    if (fresh.length === 0) return DUPLICATE;
    return fresh.length === fields.length ? NEW : { kind: 'part', fields: new Set(fresh) };
  }

  keep(from: number, to: number): void {
    for (const partition of this.#changed.keys()) this.table.extend(partition, from, to);
    this.#undo = [];
    this.#changed.clear();
  }

  takeBack(): void {
    for (const undo of this.#undo.reverse()) undo();
    for (const [partition, updates] of this.#changed) partition.updates.truncate(updates);
    this.#undo = [];
    this.#changed.clear();
  }

  #once(partition: Partition, { key }: OnceIdentity): Admission {
    if (partition.sets.has(key)) return DUPLICATE;
    this.#set(partition, key, this.table.fieldSets.empty);
    return NEW;
  }

  #fields(partition: Partition, { key, fields, update }: FieldsIdentity, numbers: OperationNumbers): Admission {
    if (update !== undefined) return this.admitUpdate(partition, numbers.operation(update.operation), update, fields);
    const known = partition.sets.get(key);
    return this.#add(known, fields, (set) => this.#set(partition, key, set));
  }

  /** Adds fields to a set, if there is one. */
  #add(known: number | undefined, fields: readonly string[], store: (set: number) => void): Admission {
    const { fieldSets } = this.table;
    const fresh = known === undefined ? fields : fields.filter((field) => !fieldSets.has(known, field));
    if (known !== undefined && fresh.length === 0) return DUPLICATE;
    store(fieldSets.with(known ?? fieldSets.empty, fresh));
    return fresh.length === fields.length ? NEW : { kind: 'part', fields: new Set(fresh) };
  }

  #set(partition: Partition, key: string, value: number): void {
    const { sets } = partition;
    const before = sets.get(key);
    this.#noteChange(partition, partition.updates.size);
    this.#undo.push(() => {
      if (before === undefined) sets.delete(key);
      else sets.set(key, before);
    });
    sets.set(key, value);
  }

  /** Notes that the batch changes a partition, which had so many updates before. */
  #noteChange(partition: Partition, updates: number): void {
    if (!this.#changed.has(partition)) this.#changed.set(partition, updates);
  }
}

/** @param table has the sets of fields of the partitions, and hears what the journal holds of them */
export function createAdmissions(table: AdmissionsTable): Admissions {
  return new UndoableAdmissions(table);
}
