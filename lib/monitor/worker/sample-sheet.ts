import { MessageChannel, type MessagePort, receiveMessageOnPort } from 'node:worker_threads';
import type { ResourceSample } from '../types.js';

/** Samples of the first sheet of some fields: where they change all the time, no sheet gets full. */
const MIN_ROWS = 4;
/** Samples of further ones: the monitor's thread is woken up once for so many. */
const MAX_ROWS = 64;

/** Bytes before the first row: how many rows are written. As many as a number has, so that rows begin at a multiple. */
const HEAD_BYTES = Float64Array.BYTES_PER_ELEMENT;

/** Numbers of a row before the fields: `time` and `seconds`. */
const FIXED = 2;

/**
 * Samples of the same fields as rows of numbers, in memory that a worker thread and its monitor share. Goes to the monitor
 * when it is begun, while it is still empty.
 */
export interface SampleSheet {
  /** Fields, in the order of a sample's. */
  readonly names: readonly string[];
  readonly memory: SharedArrayBuffer;
}

/**
 * Writes samples where the monitor can read them without being told. A message for each would wake up a thread that has
 * nothing to do with it, and costs the two of them about a third of what a sample costs in all.
 */
export class SheetWriter {
  readonly #begun: (sheet: SampleSheet) => void;
  #names: readonly string[] = [];
  #count: Int32Array | undefined;
  #numbers: Float64Array = new Float64Array();
  #rows = 0;
  #maxRows = 0;

  /** @param begun hands a new sheet to the reader, in the order in which they are begun */
  constructor(begun: (sheet: SampleSheet) => void) {
    this.#begun = begun;
  }

  write({ time, seconds, resources }: ResourceSample): void {
    if (!this.#fits(resources)) this.#begin(Object.keys(resources), MIN_ROWS);
    else if (this.#rows === this.#maxRows) this.#begin(this.#names, Math.min(this.#maxRows * 4, MAX_ROWS));
    const numbers = this.#numbers;
    let at = this.#rows * (FIXED + this.#names.length);
    numbers[at++] = time;
    numbers[at++] = seconds;
    for (const name of this.#names) numbers[at++] = resources[name] ?? Number.NaN;
    this.#rows += 1;
    // Stored in this order for the other thread too: a row that is counted is complete.
    if (this.#count !== undefined) Atomics.store(this.#count, 0, this.#rows);
  }

  #fits(resources: ResourceSample['resources']): boolean {
    if (this.#count === undefined) return false;
    const names = this.#names;
    let at = 0;
    for (const name in resources) if (names[at++] !== name) return false;
    return at === names.length;
  }

  #begin(names: readonly string[], rows: number): void {
    const memory = new SharedArrayBuffer(HEAD_BYTES + rows * (FIXED + names.length) * Float64Array.BYTES_PER_ELEMENT);
    this.#names = names;
    this.#count = new Int32Array(memory, 0, 1);
    this.#numbers = new Float64Array(memory, HEAD_BYTES);
    this.#rows = 0;
    this.#maxRows = rows;
    this.#begun({ names, memory });
  }
}

/** Reads what is written to sheets, one sheet after the other. */
export class SheetReader {
  readonly #take: (sample: ResourceSample) => void;
  readonly #next: () => SampleSheet | undefined;
  #sheet: SampleSheet | undefined;
  #read = 0;

  /**
   * @param take gets each sample once, oldest first
   * @param next the next sheet that has come, in the order in which they were begun; undefined when there is none
   */
  constructor(take: (sample: ResourceSample) => void, next: () => SampleSheet | undefined) {
    this.#take = take;
    this.#next = next;
  }

  /** Takes what has been written since the last call. */
  read(): void {
    for (let sheet = this.#next(); sheet !== undefined; sheet = this.#next()) {
      // Whose successor has come gets no more rows.
      this.#readSheet();
      this.#sheet = sheet;
      this.#read = 0;
    }
    this.#readSheet();
  }

  #readSheet(): void {
    if (this.#sheet === undefined) return;
    const { names, memory } = this.#sheet;
    const written = Atomics.load(new Int32Array(memory, 0, 1), 0);
    if (written === this.#read) return;
    const numbers = new Float64Array(memory, HEAD_BYTES);
    const width = FIXED + names.length;
    for (; this.#read < written; this.#read += 1) {
      const [time = 0, seconds = 0, ...values] = numbers.subarray(this.#read * width, (this.#read + 1) * width);
      const resources = Object.fromEntries(names.map((name, index) => [name, values[index] ?? Number.NaN]));
      this.#take({ time, seconds, resources });
    }
  }
}

/** A reader, and the port at which a writer in another thread leaves the sheets for it. */
export function createSheetChannel(take: (sample: ResourceSample) => void): { reader: SheetReader; port: MessagePort } {
  const { port1, port2 } = new MessageChannel();
  // At any time, also while this thread is busy and gets no messages. The port keeps no process alive.
  const next = () => receiveMessageOnPort(port1)?.message as SampleSheet | undefined;
  return { reader: new SheetReader(take, next), port: port2 };
}
