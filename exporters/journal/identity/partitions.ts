import { createFieldSets, type FieldSets } from './field-sets.js';
import { GaugeStates } from './gauge-states.js';
import { NumberedOperations } from './operation-numbers.js';
import { createUpdateKeys, type UpdateKeys } from './update-keys.js';

/** Bytes of the journal that hold all events of a partition (and others between them). */
export interface ByteRange {
  readonly from: number;
  readonly to: number;
}

/** Where a partition that is not in memory can be read again. */
export interface AwayPartition extends ByteRange {
  /** Entries that it would have in memory, or somewhat more. */
  readonly entries: number;
}

/** What is known of one part of a run. */
export interface Partition {
  readonly name: string;
  /** The updates, each with the number of its set of fields. */
  readonly updates: UpdateKeys;
  /** Key of a datum → number of its set of fields; the empty set for an event that comes whole. */
  readonly sets: Map<string, number>;
  readonly gauges: GaugeStates;
}

/** The parts of a run: in memory, or away with the place in the journal where they can be read again. */
export interface PartitionTable {
  readonly fieldSets: FieldSets;
  /** Number of an operation, for the keys of updates. */
  operation(name: string): number;
  /** Entries in memory, with what the tables themselves cost. */
  readonly size: number;
  /** The partition, in memory from now on. @throws Error when it is away: events of it could pass for new ones */
  touch(name: string): Partition;
  /** Notes that the journal holds events of the partition in this range, and counts its entries. */
  extend(partition: Partition, from: number, to: number): void;
  /** Number of partitions that are not in memory. */
  readonly awaySize: number;
  /** Where a partition is that is not in memory; `undefined` for one that is, or that nobody has heard of. */
  away(name: string): AwayPartition | undefined;
  /** Like `extend`, for a partition that is away and has so many entries more. */
  extendAway(name: string, from: number, to: number, entries: number): void;
  /** Makes a partition that is away an empty one in memory, to be filled from its range. */
  recall(name: string): void;
  /** Sends a partition away again. @param away where it is; default: what was learnt while it was in memory */
  dismiss(name: string, away?: AwayPartition): void;
  /**
   * Sends away partitions, the longest untouched first, until `size` is at most this or none is left.
   *
   * @param spare entries that the {@link IN_USE} touched last may have together and stay all the same
   */
  shrink(size: number, spare: number): void;
}

/** Entries (of some 100 bytes) that an empty partition is counted as. */
const PARTITION_COST = 20;

/** Parts that requests are about at a time: a round, perhaps two, minutes of what has no round, the run itself. */
const IN_USE = 4;

class MutablePartition implements Partition {
  readonly updates = createUpdateKeys();
  readonly sets = new Map<string, number>();
  readonly gauges = new GaugeStates();
  /** Entries that the table's size has for this partition. */
  counted = 0;

  constructor(
    readonly name: string,
    public from = Number.POSITIVE_INFINITY,
    public to = 0,
  ) {}
}

class LruPartitions implements PartitionTable {
  /** In memory, the longest untouched first. */
  readonly #resident = new Map<string, MutablePartition>();
  readonly #away = new Map<string, AwayPartition>();
  #newest: MutablePartition | undefined;
  #entries = 0;
  #fieldSets = createFieldSets();
  #operations = new NumberedOperations();

  get fieldSets(): FieldSets {
    return this.#fieldSets;
  }

  get size(): number {
    return this.#entries + this.#fieldSets.size + this.#operations.size;
  }

  operation(name: string): number {
    return this.#operations.of(name);
  }

  touch(name: string): Partition {
    if (this.#newest?.name === name) return this.#newest;
    const known = this.#resident.get(name);
    if (known === undefined && this.#away.has(name)) throw new Error(`${name} must be read again before it is used`);
    const partition = known ?? new MutablePartition(name);
    this.#resident.delete(name);
    this.#resident.set(name, partition);
    this.#newest = partition;
    return partition;
  }

  extend(partition: Partition, from: number, to: number): void {
    const known = this.#resident.get(partition.name);
    if (known === undefined) return;
    known.from = Math.min(known.from, from);
    known.to = Math.max(known.to, to);
    this.#count(known);
  }

  get awaySize(): number {
    return this.#away.size;
  }

  away(name: string): AwayPartition | undefined {
    return this.#away.get(name);
  }

  extendAway(name: string, from: number, to: number, entries: number): void {
    const away = this.#away.get(name);
    if (away === undefined) return;
    const range = { from: Math.min(away.from, from), to: Math.max(away.to, to) };
    this.#away.set(name, { ...range, entries: away.entries + entries });
  }

  recall(name: string): void {
    const range = this.#away.get(name);
    if (range === undefined) return;
    this.#away.delete(name);
    this.#resident.set(name, new MutablePartition(name, range.from, range.to));
  }

  dismiss(name: string, away?: AwayPartition): void {
    const partition = this.#resident.get(name);
    if (partition === undefined) return;
    this.#resident.delete(name);
    if (this.#newest === partition) this.#newest = undefined;
    this.#entries -= partition.counted;
    // A partition whose only batch failed stands nowhere in the journal.
    const { from, to, counted: entries } = partition;
    if (to > 0) this.#away.set(name, away ?? { from, to, entries });
  }

  shrink(size: number, spare: number): void {
    for (const name of this.#resident.keys()) {
      if (this.size <= size || (this.#resident.size <= IN_USE && this.size <= spare)) return;
      this.dismiss(name);
    }
    // No entry refers to a set or an operation any more.
    this.#fieldSets = createFieldSets();
    this.#operations = new NumberedOperations();
  }

  #count(partition: MutablePartition): void {
    const entries = PARTITION_COST + partition.updates.size + partition.sets.size + partition.gauges.size;
    this.#entries += entries - partition.counted;
    partition.counted = entries;
  }
}

/** Makes an empty partition that is in no table. */
export function createPartition(name: string): Partition {
  return new MutablePartition(name);
}

/** Makes an empty table. */
export function createPartitions(): PartitionTable {
  return new LruPartitions();
}
