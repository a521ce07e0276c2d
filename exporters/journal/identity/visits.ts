import { keyNumber } from './foresight.js';
import type { Identity } from './identity.js';
import { NumberedOperations } from './operation-numbers.js';
import { createPartition, type Partition } from './partitions.js';
import { hashUpdate } from './update-keys.js';

/**
 * What one batch asks about parts of the run that have no room in memory: the keys it asks for and nothing else of them,
 * for as long as the batch lasts. All are in one partition, because one for each part would cost some 2 kB.
 */
export interface Visits {
  /** Holds what the journal has of the keys, and what the batch adds. */
  readonly partition: Partition;
  /** Begins to visit a part, or asks for one more key of it. @param key number of the key (`keyNumber`) */
  ask(name: string, key: number): void;
  /** Whether a part is visited. */
  has(name: string): boolean;
  /** Whether an identity was asked for; once in a great while also when it was not. */
  wants(identity: Identity): boolean;
  /** @throws Error when a key of a part that is visited was not asked for: it could pass for a new one */
  expect(name: string, key: number): void;
  /** A text that tells events of one part apart, as it is in the partition. */
  text(name: string, text: string): string;
  /** An identity as it is in the partition. */
  own<T extends Identity>(identity: T): T;
  /** Number of an operation (`text`), for the keys of updates. */
  operation(name: string): number;
  /** Notes that the batch adds something to a part. */
  noteChange(name: string): void;
  /** Parts that the batch adds something to, with how often. */
  readonly changes: ReadonlyMap<string, number>;
}

class BatchVisits implements Visits {
  readonly partition = createPartition('visited');
  readonly changes = new Map<string, number>();
  readonly #numbers = new Map<string, number>();
  /** Hashes of part and key. One that is there by chance costs memory, no exactness. */
  readonly #asked = new Set<number>();
  readonly #operations = new NumberedOperations();

  ask(name: string, key: number): void {
    let number = this.#numbers.get(name);
    if (number === undefined) {
      number = this.#numbers.size;
      this.#numbers.set(name, number);
    }
    this.#asked.add(askedNumber(number, key));
  }

  has(name: string): boolean {
    return this.#numbers.has(name);
  }

  wants(identity: Identity): boolean {
    const number = this.#numbers.get(identity.partition);
    return number !== undefined && this.#asked.has(askedNumber(number, keyNumber(identity)));
  }

  expect(name: string, key: number): void {
    const number = this.#numbers.get(name) ?? -1;
    if (!this.#asked.has(askedNumber(number, key))) throw new Error(`an event of ${name} was not foreseen`);
  }

  text(name: string, text: string): string {
    return `${this.#numbers.get(name)}:${text}`;
  }

  own<T extends Identity>(identity: T): T {
    const { partition, key } = identity;
    const own = { ...identity, key: this.text(partition, key) };
    if (own.kind !== 'fields' || own.update === undefined) return own;
    return { ...own, update: { ...own.update, operation: this.text(partition, own.update.operation) } };
  }

  operation(name: string): number {
    return this.#operations.of(name);
  }

  noteChange(name: string): void {
    this.changes.set(name, (this.changes.get(name) ?? 0) + 1);
  }
}

function askedNumber(part: number, key: number): number {
  return hashUpdate(key, 0, '', part, 0);
}

/** Makes visits of nothing. */
export function createVisits(): Visits {
  return new BatchVisits();
}
