import { wandbJson } from '../content/index.js';
import type { HistoryOutput } from '../types.js';
import type { ByteWriter } from './byte-writer.js';
import { HISTORY, ITEM, RECORD } from './fields.js';

/** Keys whose bytes are kept; further ones are made each time. */
const MAX_KEPT_KEYS = 100_000;

/** First byte of an item in a history. */
const ITEM_TAG = HISTORY.item * 8 + 2;
/** Field 16 has a tag of two bytes. */
const VALUE_TAG = Uint8Array.of(((ITEM.valueJson * 8 + 2) % 128) + 128, Math.floor((ITEM.valueJson * 8 + 2) / 128));

/**
 * Writes rows: most of what a file has. The bytes of a key with what stands around it are made once; a row costs the
 * texts of its numbers and little more.
 */
export class HistoryEncoder {
  readonly #keys = new Map<string, Uint8Array>();
  readonly #startMillis: number;

  /** @param startMillis when the run began, epoch milliseconds: `_runtime` counts from there */
  constructor(startMillis: number) {
    this.#startMillis = startMillis;
  }

  /** Writes the fields of a record that is this row. */
  write(into: ByteWriter, { step, timeMillis, values }: HistoryOutput): void {
    into.message(RECORD.history, () => {
      for (const [name, value] of values) this.#item(into, name, wandbJson(value));
      this.#item(into, '_step', String(step));
      this.#item(into, '_timestamp', String(timeMillis / 1000));
      this.#item(into, '_runtime', String((timeMillis - this.#startMillis) / 1000));
      into.message(HISTORY.step, () => into.number(1, step));
    });
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
