import type { JsonValue } from '../../journal/events.js';
import { numberIn } from '../../projection/numbers.js';
import type { ColumnType } from '../sources/types.js';
import { epochNanos } from './instant.js';

const MIN_INT64 = -(2n ** 63n);
const MAX_INT64 = 2n ** 63n - 1n;

/** Kinds of values, as bits. */
const BOOLEAN = 1;
/** A number that is an integer, and one of 64 bits at most. */
const INTEGER = 2;
/** An integer that a double cannot hold. */
const LONG = 4;
/** An integer of more than 64 bits. */
const HUGE = 8;
/** Any other number, infinities and NaN included. */
const FRACTION = 16;
/** `"NaN"` and `"Infinity"`: numbers among numbers, texts among texts. */
const NAMED_NUMBER = 32;
/** A text that is an instant. */
const INSTANT = 64;
const TEXT = 128;
/** A list or an object. */
const NESTED = 256;

/** Which kinds of values a column has; what is absent or null is none. */
export class ValueKinds {
  #seen = 0;

  /** @param declared the type that the column is to have; instants are looked for only where it is `timestamp` */
  add(value: JsonValue | undefined, declared: ColumnType | undefined): void {
    if (value !== undefined && value !== null) this.#seen |= kindOf(value, declared);
  }

  /**
   * The narrowest type that holds all values exactly: the declared one if it does.
   *
   * @param declared `undefined` for a free column
   */
  resolve(declared: ColumnType | undefined): ColumnType {
    if (declared !== undefined && this.#fits(ALLOWED[declared])) return declared;
    for (const type of NARROWEST_FIRST) if (this.#fits(ALLOWED[type])) return type;
    return 'json';
  }

  #fits(allowed: number): boolean {
    return (this.#seen & ~allowed) === 0;
  }
}

/** Kinds that each type holds. */
const ALLOWED: Readonly<Record<ColumnType, number>> = {
  boolean: BOOLEAN,
  int64: INTEGER | LONG,
  double: INTEGER | FRACTION | NAMED_NUMBER,
  timestamp: INSTANT,
  string: TEXT | NAMED_NUMBER | INSTANT,
  json: -1,
};

/** A column without any value is one of texts. */
const NARROWEST_FIRST: readonly ColumnType[] = ['string', 'boolean', 'int64', 'double'];

function kindOf(value: JsonValue, declared: ColumnType | undefined): number {
  switch (typeof value) {
    case 'boolean':
      return BOOLEAN;
    case 'bigint':
      return value < MIN_INT64 || value > MAX_INT64 ? HUGE : Number.isSafeInteger(Number(value)) ? INTEGER : LONG;
    case 'number':
      return Number.isSafeInteger(value) && !Object.is(value, -0) ? INTEGER : FRACTION;
    case 'string':
      if (numberIn(value) !== undefined) return NAMED_NUMBER;
      return declared === 'timestamp' && epochNanos(value) !== undefined ? INSTANT : TEXT;
    default:
      return NESTED;
  }
}
