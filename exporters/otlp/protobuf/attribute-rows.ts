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

/** Points of a metric that are remembered; the rest is read as it comes. */
const MAX_ROWS = 100_000;
/** Rows ahead that a point is compared with, because a metric may lack what some clients did not say. */
const LOOK_AHEAD = 4;

class RememberedRows implements AttributeRows {
  readonly #rows: Row[] = [];
  #next = 0;

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
    const row = readRow(reader, tag);
    if (this.#next < MAX_ROWS) {
      this.#rows[this.#next++] = row;
    }
    return row.attributes;
  }
}

function readRow(reader: ProtobufReader, tag: number): Row {
  const start = reader.position;
  const attributes = new Map<string, AnyValue>();
  readKeyValue(reader, attributes);
  let end = reader.position;
  while (reader.nextTag() === tag) {
    readKeyValue(reader, attributes);
    end = reader.position;
  }
  // The tag that was no attribute's is read again by whoever reads the point.
  reader.rewind(end);
  return { start, end, attributes };
}

/** Makes the memory of one request. */
export function createAttributeRows(): AttributeRows {
  return new RememberedRows();
}
