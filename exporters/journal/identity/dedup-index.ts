import { isKnownValue } from './gauge-states.js';
import type { Comparable, FieldsIdentity, Identity, OnceIdentity, UpdateIdentity, ValuesIdentity } from './identity.js';
import { createPartitions, type Partition, type PartitionTable } from './partitions.js';

/** What is new in an event. */
export type Admission =
  /** Everything: write it as it is. */
  | { readonly kind: 'new' }
  /** Only these fields: write an event with them alone. */
  | { readonly kind: 'part'; readonly fields: ReadonlySet<string> }
  /** Nothing. */
  | { readonly kind: 'duplicate' };

/**
 * Remembers what a run's journal holds. Exact: an identity never leaves it without a way back. What happens between
 * `prepare` and `commit` or `rollback` is one batch, one batch at a time.
 */
export interface DedupIndex {
  /** Makes sure that all that must be known about these events is at hand. @throws what reading the journal throws */
  prepare(identities: readonly Pick<Identity, 'partition'>[]): Promise<void>;
  /** Says what is new in an event and remembers it, for good once `commit` is called. */
  admit(identity: Identity): Admission;
  /** Like `admit`, for an update that needs no key: the same in fewer steps, because there are so many of them. */
  admitUpdate(partition: string, operation: string, update: UpdateIdentity, fields: readonly string[]): Admission;
  /** The same for an update that is known by its values (`ValuesIdentity`), with the value of each field. */
  admitValues(
    partition: string,
    gauge: Pick<ValuesIdentity, 'key' | 'time'>,
    fields: readonly string[],
    values: readonly Comparable[],
  ): Admission;
  /** The batch is on disk, in this byte range of the journal. */
  commit(from: number, to: number): void;
  /** The batch is not on disk: forgets what was admitted since the last commit. */
  rollback(): void;
  /** Takes over an event that stands in the journal, while reading it in order. */
  restore(identity: Identity, from: number, to: number): void;
  /** Entries in memory, each about 100 bytes. */
  readonly size: number;
  /**
   * Lets go of the parts of the run that were not touched for longest until `size` is at most this, if it can.
   *
   * @param spare entries that the few parts in use may have and stay all the same; default: none
   */
  shrink(size: number, spare?: number): void;
}

/** Reads the identities of the events in a byte range of the journal, with the range of each. */
export type IdentityScan = (
  from: number,
  to: number,
) => AsyncIterable<{ identity: Identity; from: number; to: number }>;

const NEW: Admission = { kind: 'new' };
const DUPLICATE: Admission = { kind: 'duplicate' };

class MemoryDedupIndex implements DedupIndex {
  readonly #partitions: PartitionTable = createPartitions();
  /** How to take back what the current batch changed, newest last. */
  #undo: (() => void)[] = [];
  /** Partitions that the current batch changed, with the number of their updates before it. */
  #changed = new Map<Partition, number>();

  constructor(readonly scan: IdentityScan) {}

  get size(): number {
    return this.#partitions.size;
  }

  async prepare(identities: readonly Pick<Identity, 'partition'>[]): Promise<void> {
    const away = this.#partitions.away(identities.map((identity) => identity.partition));
    if (away.size === 0) return;
    const from = Math.min(...[...away.values()].map((range) => range.from));
    const to = Math.max(...[...away.values()].map((range) => range.to));
    for (const name of away.keys()) this.#partitions.recall(name);
    const [undo, changed] = [this.#undo, this.#changed];
    [this.#undo, this.#changed] = [[], new Map()];
    try {
      for await (const line of this.scan(from, to)) {
        if (!away.has(line.identity.partition)) continue;
        this.#remember(line.identity);
        this.commit(line.from, line.to);
      }
    } catch (error) {
      // Half a partition must never pass for a whole one.
      for (const name of away.keys()) this.#partitions.dismiss(name);
      throw error;
    } finally {
      [this.#undo, this.#changed] = [undo, changed];
    }
  }

  admit(identity: Identity): Admission {
    return this.#remember(identity);
  }

  admitUpdate(partition: string, operation: string, update: UpdateIdentity, fields: readonly string[]): Admission {
    return this.#update(this.#partitions.touch(partition), operation, update, fields);
  }

  admitValues(
    partition: string,
    gauge: Pick<ValuesIdentity, 'key' | 'time'>,
    fields: readonly string[],
    values: readonly Comparable[],
  ): Admission {
    return this.#values(this.#partitions.touch(partition), gauge, fields, values);
  }

  commit(from: number, to: number): void {
    for (const partition of this.#changed.keys()) this.#partitions.extend(partition, from, to);
    this.#undo = [];
    this.#changed.clear();
  }

  rollback(): void {
    for (const undo of this.#undo.reverse()) undo();
    for (const [partition, updates] of this.#changed) partition.updates.truncate(updates);
    this.#undo = [];
    this.#changed.clear();
  }

  restore(identity: Identity, from: number, to: number): void {
    if (this.#partitions.away([identity.partition]).size > 0) {
      this.#partitions.extendAway(identity.partition, from, to);
      return;
    }
    this.#remember(identity);
    this.commit(from, to);
  }

  shrink(size: number, spare = 0): void {
    this.#partitions.shrink(size, spare);
  }

  #remember(identity: Identity): Admission {
    const partition = this.#partitions.touch(identity.partition);
    switch (identity.kind) {
      case 'once':
        return this.#once(partition, identity);
      case 'fields':
        return this.#fields(partition, identity);
      case 'values':
        return this.#values(partition, identity, [...identity.values.keys()], [...identity.values.values()]);
    }
  }

  #once(partition: Partition, { key }: OnceIdentity): Admission {
    if (partition.sets.has(key)) return DUPLICATE;
    this.#set(partition, key, this.#partitions.fieldSets.empty);
    return NEW;
  }

  #fields(partition: Partition, { key, fields, update }: FieldsIdentity): Admission {
    if (update !== undefined) return this.#update(partition, update.operation, update, fields);
    const known = partition.sets.get(key);
    return this.#add(known, fields, (set) => this.#set(partition, key, set));
  }

  #update(
    partition: Partition,
    operation: string,
    { client, millis, nanos }: UpdateIdentity,
    fields: readonly string[],
  ): Admission {
    const { fieldSets } = this.#partitions;
    const { updates } = partition;
    const before = updates.size;
    const number = updates.place(this.#partitions.operation(operation), client, millis, nanos);
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

  /** Adds fields to a set, if there is one. */
  #add(known: number | undefined, fields: readonly string[], store: (set: number) => void): Admission {
    const { fieldSets } = this.#partitions;
    const fresh = known === undefined ? fields : fields.filter((field) => !fieldSets.has(known, field));
    if (known !== undefined && fresh.length === 0) return DUPLICATE;
    store(fieldSets.with(known ?? fieldSets.empty, fresh));
    return fresh.length === fields.length ? NEW : { kind: 'part', fields: new Set(fresh) };
  }

  #values(
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

/**
 * Index in memory. It holds whole parts of the run (a round, a minute of what has no round); parts that had to leave
 * are read again from the journal when an event of theirs comes, so it is exact at any size.
 *
 * @param scan reads the run's own journal
 */
export function createDedupIndex(scan: IdentityScan): DedupIndex {
  return new MemoryDedupIndex(scan);
}
