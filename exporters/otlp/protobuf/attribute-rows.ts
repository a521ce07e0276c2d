import type { AnyValue } from '../visitor.js';
import { readKeyValue } from './any-value.js';
import type { ProtobufReader } from './reader.js';

/**
 * Attributes of the points of a metric by their place in it. A request has the same clients in the same order in one
 * metric after the other, so the bytes of a point's attributes are mostly those of the point in the same place of the
 * metric before. Comparing bytes is several times cheaper than reading them, and visitors may know a point's subject by
 * the identity of its map.
 */
export interface AttributeRows {
  /** Another metric begins. */
  restart(): void;
  /**
   * Reads the field whose tag was read and those of the same tag directly after it. The map may be another point's too:
   * it must not be changed.
   */
  read(reader: ProtobufReader, tag: number): Map<string, AnyValue>;
}

/** Where in the body the attributes of a point were first seen, without the first tag, and what they are. */
interface Row {
  readonly start: number;
  readonly end: number;
  readonly attributes: Map<string, AnyValue>;
}

/** One attribute: where in the body it stands, without its tag, and what it says. */
interface Item {
  start: number;
  end: number;
  key: string;
  value: AnyValue;
}

/** Attributes of a point that are compared one by one. */
const MAX_ITEMS_REMEMBERED = 32;
/** Points of a metric that are remembered; the rest is read as it comes. */
const MAX_ROWS = 100_000;
/** Rows ahead that a point is compared with, because a metric may lack what some clients did not say. */
const LOOK_AHEAD = 4;

class RememberedRows implements AttributeRows {
  readonly #rows: Row[] = [];
  #next = 0;
  /**
   * The attributes read last, one by one: the next point's are another client's of the same run and round, so that most of
   * them are the same bytes in the same place.
   */
  readonly #last: Item[] = [];

  restart(): void {
    this.#next = 0;
  }

  read(reader: ProtobufReader, tag: number): Map<string, AnyValue> {
    for (let index = this.#next; index < this.#next + LOOK_AHEAD; index++) {
      const known = this.#rows[index];
      if (known !== undefined && reader.repeats(known.start, known.end)) {
        this.#next = index + 1;
        return known.attributes;
      }
    }
    const row = this.#readRow(reader, tag);
    if (this.#next < MAX_ROWS) {
      this.#rows[this.#next++] = row;
    }
    return row.attributes;
  }

  #readRow(reader: ProtobufReader, tag: number): Row {
    const start = reader.position;
    const attributes = new Map<string, AnyValue>();
    this.#readItem(reader, attributes, 0);
    let end = reader.position;
    for (let place = 1; reader.nextTag() === tag; place++) {
      this.#readItem(reader, attributes, place);
      end = reader.position;
    }
    // The tag that was no attribute's is read again by whoever reads the point.
    reader.rewind(end);
    return { start, end, attributes };
  }

  #readItem(reader: ProtobufReader, attributes: Map<string, AnyValue>, place: number): void {
    const last = this.#last[place];
    if (last !== undefined && reader.repeats(last.start, last.end)) {
      attributes.set(last.key, last.value);
      return;
    }
    const start = reader.position;
    const key = readKeyValue(reader, attributes);
    const value = attributes.get(key) ?? null;
    if (last !== undefined) {
      last.start = start;
      last.end = reader.position;
      last.key = key;
      last.value = value;
    } else if (place < MAX_ITEMS_REMEMBERED) {
      this.#last[place] = { start, end: reader.position, key, value };
    }
  }
}

/** Makes the memory of one request. */
export function createAttributeRows(): AttributeRows {
  return new RememberedRows();
}
