import { wandbJson } from '../content/index.js';
import type { HistoryOutput } from '../types.js';
import type { ByteWriter } from './byte-writer.js';
import { HISTORY, ITEM, RECORD } from './fields.js';

/** Keys whose bytes are kept; further ones are made each time. */
const MAX_KEPT_KEYS = 100_000;

/** First byte of an item in a history. */
const ITEM_TAG = HISTORY.item * 8 + 2;
/** Field 16 has a tag of two bytes: a byte has room for fields up to 15 (protobuf.dev, "Encoding", "Message Structure"). */
const VALUE_TAG = Uint8Array.of(((ITEM.valueJson * 8 + 2) % 128) + 128, Math.floor((ITEM.valueJson * 8 + 2) / 128));

/** What W&B's client adds to each row (`core/internal/stream/handler.go`), in the order of a list. */
const OWN_KEYS = ['_step', '_timestamp', '_runtime'] as const;
/** Longest key, with what stands around it, of which an item with a number is sure to have a length of one byte. */
const MAX_SHORT_KEY = 100;

/**
 * Writes rows: most of what a file has. The bytes of a key with what stands around it are made once; a row costs the
 * texts of its numbers and little more.
 */
export class HistoryEncoder {
  readonly #keys = new Map<string, Uint8Array>();
  readonly #startMillis: number;
  /** Numbers of a row; the same list for all, so that rows of one length cost no new one. */
  readonly #numbers: number[] = [];

  /** @param startMillis when the run began, epoch milliseconds: `_runtime` counts from there */
  constructor(startMillis: number) {
    this.#startMillis = startMillis;
  }

  /** Writes the fields of a record that is this row. */
  write(into: ByteWriter, row: HistoryOutput): void {
    const list = this.#listOf(row);
    into.message(RECORD.history, () => {
      if (list === undefined) this.#anything(into, row);
      else this.#plainNumbers(into, row, list);
      into.message(HISTORY.step, () => into.number(1, row.step));
    });
  }

  /**
   * The numbers of a row, W&B's own last, as a JSON list. One call for all of them makes no text of each, which is what
   * most of the time would go into; by ECMA-262 ("SerializeJSONProperty") the digits are those of `String`.
   *
   * @returns `undefined` for a row in which something has to be spelled otherwise than in a list of JSON
   */
  #listOf({ step, timeMillis, values }: HistoryOutput): string | undefined {
    const numbers = this.#numbers;
    let count = 0;
    const runtime = (timeMillis - this.#startMillis) / 1000;
    if (!Number.isFinite(runtime)) return undefined;
    for (const value of values.values()) {
      // Not finite: a bare token here, null in a list. Zero: its sign is lost in a list.
      if (typeof value !== 'number' || !Number.isFinite(value) || Object.is(value, -0)) return undefined;
      numbers[count++] = value;
    }
    numbers[count++] = step;
    numbers[count++] = timeMillis / 1000;
    numbers[count++] = runtime;
    if (numbers.length !== count) numbers.length = count;
    return JSON.stringify(numbers);
  }

  #plainNumbers(into: ByteWriter, { values }: HistoryOutput, list: string): void {
    let at = 1;
    for (const name of values.keys()) at = this.#listed(into, name, list, at);
    for (const name of OWN_KEYS) at = this.#listed(into, name, list, at);
  }

  /** An item with the number that begins at a place in a list. @returns where the next one begins */
  #listed(into: ByteWriter, name: string, list: string, at: number): number {
    const key = this.#keyOf(name);
    if (key.length <= MAX_SHORT_KEY) return into.listedItem(ITEM_TAG, key, list, at);
    const end = list.indexOf(',', at);
    const text = list.slice(at, end === -1 ? list.length - 1 : end);
    this.#item(into, name, text);
    return at + text.length + 1;
  }

  #anything(into: ByteWriter, { step, timeMillis, values }: HistoryOutput): void {
    for (const [name, value] of values) this.#item(into, name, wandbJson(value));
    this.#item(into, '_step', String(step));
    this.#item(into, '_timestamp', String(timeMillis / 1000));
    this.#item(into, '_runtime', String((timeMillis - this.#startMillis) / 1000));
  }

  #item(into: ByteWriter, name: string, text: string): void {
    const key = this.#keyOf(name);
    const length = isAscii(text) ? text.length : Buffer.byteLength(text);
    into.varint(ITEM_TAG);
    into.varint(key.length + varintBytes(length) + length);
    into.raw(key);
    into.varint(length);
    if (length === text.length) into.ascii(text);
    else into.utf8(text, length);
  }

  /** The field of the key and the tag of the value behind it. */
  #keyOf(name: string): Uint8Array {
    const known = this.#keys.get(name);
    if (known !== undefined) return known;
    const text = Buffer.from(name);
    const length: number[] = [];
    for (let rest = text.length; ; rest = Math.floor(rest / 128)) {
      if (rest < 128) {
        length.push(rest);
        break;
      }
      length.push((rest % 128) + 128);
    }
    const bytes = Buffer.concat([Uint8Array.of(ITEM.key * 8 + 2, ...length), text, VALUE_TAG]);
    if (this.#keys.size < MAX_KEPT_KEYS) this.#keys.set(name, bytes);
    return bytes;
  }
}

function varintBytes(value: number): number {
  return value < 128 ? 1 : value < 16_384 ? 2 : value < 2_097_152 ? 3 : 4;
}

/** Numbers are; texts of an app may be anything. */
function isAscii(text: string): boolean {
  for (let index = 0; index < text.length; index += 1) if (text.charCodeAt(index) > 127) return false;
  return true;
}
