import { type Admission, createAdmissions } from './admissions.js';
import { type Foresight, keyNumber, textNumber, updateNumber } from './foresight.js';
import type { Comparable, Identity, UpdateIdentity, ValuesIdentity } from './identity.js';
import { createPartitions, type PartitionTable } from './partitions.js';
import { planReading, type ReadingPlan } from './reading-plan.js';
import type { Visits } from './visits.js';

/**
 * Remembers what a run's journal holds. Exact: an identity never leaves it without a way back. What happens between
 * `prepare` and `commit` or `rollback` is one batch, one batch at a time.
 */
export interface DedupIndex {
  /**
   * Makes sure that all that must be known about these events is at hand.
   *
   * @param foresee tells of these events and of all that the batch is still going to ask; it is used when something must be
   *   read again, and then the batch reads once. Without it, all of each part of the run is read that these belong to
   * @throws what reading the journal throws
   */
  prepare(identities: readonly Pick<Identity, 'partition'>[], foresee?: Foresight): Promise<void>;
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

class MemoryDedupIndex implements DedupIndex {
  readonly #partitions: PartitionTable = createPartitions();
  /** What the current batch admits. */
  readonly #batch = createAdmissions(this.#partitions);
  /** What the current batch asks about parts for which there is no room. */
  #visits: Visits | undefined;

  constructor(
    readonly scan: IdentityScan,
    readonly room: number,
  ) {}

  get size(): number {
    return this.#partitions.size;
  }

  async prepare(identities: readonly Pick<Identity, 'partition'>[], foresee?: Foresight): Promise<void> {
    const missing = this.#missing(identities);
    if (missing.size === 0) return;
    const plan = await planReading({
      missing,
      away: (name) => this.#partitions.away(name),
      room: this.room,
      // All that it tells of is at hand since the batch's first reading.
      foresee: this.#visits === undefined ? foresee : undefined,
    });
    try {
      await this.#read(plan);
    } catch (error) {
      // Half a partition must never pass for a whole one.
      for (const [name, away] of plan.whole) this.#partitions.dismiss(name, away);
      throw error;
    }
    if (foresee !== undefined) this.#visits ??= plan.visits;
  }

  admit(identity: Identity): Admission {
    const { partition } = identity;
    const visits = this.#visitsOf(partition);
    if (visits === undefined) return this.#batch.admit(this.#partitions.touch(partition), identity, this.#partitions);
    visits.expect(partition, keyNumber(identity));
    return noteVisit(visits, partition, this.#batch.admit(visits.partition, visits.own(identity), visits));
  }

  admitUpdate(partition: string, operation: string, update: UpdateIdentity, fields: readonly string[]): Admission {
    const visits = this.#visitsOf(partition);
    if (visits === undefined) {
      return this.#batch.admitUpdate(
        this.#partitions.touch(partition),
        this.#partitions.operation(operation),
        update,
        fields,
      );
    }
    visits.expect(partition, updateNumber(operation, update));
    const number = visits.operation(visits.text(partition, operation));
    return noteVisit(visits, partition, this.#batch.admitUpdate(visits.partition, number, update, fields));
  }

  admitValues(
    partition: string,
    gauge: Pick<ValuesIdentity, 'key' | 'time'>,
    fields: readonly string[],
    values: readonly Comparable[],
  ): Admission {
    const visits = this.#visitsOf(partition);
    if (visits === undefined) return this.#batch.admitValues(this.#partitions.touch(partition), gauge, fields, values);
    visits.expect(partition, textNumber(gauge.key));
    const own = { key: visits.text(partition, gauge.key), time: gauge.time };
    return noteVisit(visits, partition, this.#batch.admitValues(visits.partition, own, fields, values));
  }

  commit(from: number, to: number): void {
    this.#batch.keep(from, to);
    for (const [name, changes] of this.#visits?.changes ?? []) this.#partitions.extendAway(name, from, to, changes);
    this.#visits = undefined;
  }

  rollback(): void {
    this.#batch.takeBack();
    this.#visits = undefined;
  }

  restore(identity: Identity, from: number, to: number): void {
    if (this.#partitions.away(identity.partition) !== undefined) {
      this.#partitions.extendAway(identity.partition, from, to, 1);
      return;
    }
    this.#batch.admit(this.#partitions.touch(identity.partition), identity, this.#partitions);
    this.#batch.keep(from, to);
  }

  shrink(size: number, spare = 0): void {
    this.#partitions.shrink(size, spare);
  }

  /** Parts that these belong to and that are neither in memory nor visited. */
  #missing(identities: readonly Pick<Identity, 'partition'>[]): ReadonlySet<string> {
    const missing = new Set<string>();
    if (this.#partitions.awaySize === 0) return missing;
    for (const { partition } of identities) {
      if (this.#partitions.away(partition) !== undefined && !this.#visits?.has(partition)) missing.add(partition);
    }
    return missing;
  }

  /** Remembers what a plan wants of the journal. */
  async #read({ whole, visits, ranges }: ReadingPlan): Promise<void> {
    const [table, found] = [this.#partitions, createAdmissions(this.#partitions)];
    for (const name of whole.keys()) table.recall(name);
    for (const range of ranges) {
      for await (const { identity, from, to } of this.scan(range.from, range.to)) {
        if (whole.has(identity.partition)) found.admit(table.touch(identity.partition), identity, table);
        else if (visits.wants(identity)) found.admit(visits.partition, visits.own(identity), visits);
        else continue;
        found.keep(from, to);
      }
    }
  }

  #visitsOf(partition: string): Visits | undefined {
    return this.#visits?.has(partition) ? this.#visits : undefined;
  }
}

function noteVisit(visits: Visits, partition: string, admission: Admission): Admission {
  if (admission.kind !== 'duplicate') visits.noteChange(partition);
  return admission;
}

/**
 * Index in memory. It holds whole parts of the run (a round, a minute of what has no round); parts that had to leave
 * are read again from the journal when an event of theirs comes, so it is exact at any size.
 *
 * @param scan reads the run's own journal
 * @param room entries that parts which are read again may have together; of what exceeds it only the keys are looked up
 *   that a batch asks for (`Foresight`), and forgotten after it
 */
export function createDedupIndex(scan: IdentityScan, room: number): DedupIndex {
  return new MemoryDedupIndex(scan, room);
}
