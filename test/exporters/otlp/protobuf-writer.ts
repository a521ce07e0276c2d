import type { AnyValue } from '../../../exporters/otlp/index.js';

/**
 * A second, independent encoder for bytes that no serializer would write: fields out of order, groups, wrong wire
 * types. Every function returns bytes, and messages are concatenations.
 */
export function message(...parts: readonly Uint8Array[]): Buffer {
  return Buffer.concat(parts);
}

/** An unsigned varint of any size. */
export function varint(value: number | bigint): Buffer {
  const bytes: number[] = [];
  let rest = BigInt.asUintN(64, BigInt(value));
  do {
    const more = rest > 0x7fn ? 0x80 : 0;
    bytes.push(Number(rest & 0x7fn) | more);
    rest >>= 7n;
  } while (rest > 0n);
  return Buffer.from(bytes);
}

/** A tag alone. */
export function tag(field: number, wireType: number): Buffer {
  return varint(field * 8 + wireType);
}

/** A field in varint form. */
export function varintField(field: number, value: number | bigint): Buffer {
  return message(tag(field, 0), varint(value));
}

/** A field of eight bytes that holds an integer. */
export function fixed64Field(field: number, value: bigint): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(BigInt.asUintN(64, value));
  return message(tag(field, 1), bytes);
}

/** A field of eight bytes that holds a double. */
export function doubleField(field: number, value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeDoubleLE(value);
  return message(tag(field, 1), bytes);
}

/** A text, bytes or sub-message. */
export function lengthField(field: number, content: string | Uint8Array): Buffer {
  const bytes = Buffer.from(content);
  return message(tag(field, 2), varint(bytes.length), bytes);
}

/** A group, as proto2 had them. */
export function group(field: number, ...parts: readonly Uint8Array[]): Buffer {
  return message(tag(field, 3), ...parts, tag(field, 4));
}

/** The content of an `AnyValue`. A number is written as a double, unless it is an integer and not minus zero. */
export function anyValue(value: AnyValue): Buffer {
  switch (typeof value) {
    case 'string':
      return lengthField(1, value);
    case 'boolean':
      return varintField(2, value ? 1 : 0);
    case 'bigint':
      return varintField(3, value);
    case 'number':
      return Number.isSafeInteger(value) && !Object.is(value, -0) ? varintField(3, value) : doubleField(4, value);
  }
  if (value === null) {
    return Buffer.alloc(0);
  }
  if (value instanceof Uint8Array) {
    return lengthField(7, value);
  }
  return value instanceof Map
    ? lengthField(6, attributes(1, value))
    : lengthField(5, message(...[...value.values()].map((item) => lengthField(1, anyValue(item)))));
}

/** A repeated `KeyValue` field. */
export function attributes(field: number, values: Iterable<readonly [string, AnyValue]>): Buffer {
  return message(...[...values].map(([key, value]) => keyValue(field, key, value)));
}

/** One `KeyValue`. */
export function keyValue(field: number, key: string, value: AnyValue): Buffer {
  return lengthField(field, message(lengthField(1, key), lengthField(2, anyValue(value))));
}

/** A request with one resource, one scope and the given contents of records, for any signal. */
export function request(...records: readonly Uint8Array[]): Buffer {
  return lengthField(1, lengthField(2, message(...records.map((record) => lengthField(2, record)))));
}
