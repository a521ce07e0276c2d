import { MAX_ITEMS, MAX_VALUE_DEPTH } from '../limits.js';
import type { AnyValue } from '../visitor.js';
import type { ProtobufReader } from './reader.js';

/** Tags of `opentelemetry.proto.common.v1.AnyValue`. */
const STRING_VALUE = 0x0a;
const BOOL_VALUE = 0x10;
const INT_VALUE = 0x18;
const DOUBLE_VALUE = 0x21;
const ARRAY_VALUE = 0x2a;
const KVLIST_VALUE = 0x32;
const BYTES_VALUE = 0x3a;

/** Tag of the repeated field `values` of `ArrayValue` and of `KeyValueList`. */
const VALUES = 0x0a;

/** Tags of `KeyValue`. */
const KEY = 0x0a;
const VALUE = 0x12;

/**
 * Reads the `AnyValue` whose tag was read.
 * @param previous value of an earlier occurrence of the same field: protobuf merges repeated messages, so arrays and
 *   lists go on, and anything else is replaced
 * @param depth how many arrays and lists enclose the value
 * @throws OtlpDecodeError when it is nested more than `MAX_VALUE_DEPTH` deep
 */
export function readAnyValue(reader: ProtobufReader, previous: AnyValue = null, depth = 0): AnyValue {
  if (depth > MAX_VALUE_DEPTH) {
    throw reader.fault(`a value is nested more than ${MAX_VALUE_DEPTH} deep`);
  }
  let value = previous;
  const outer = reader.enter();
  for (let tag = reader.nextTag(); tag !== 0; tag = reader.nextTag()) {
    switch (tag) {
      case STRING_VALUE:
        value = reader.string();
        break;
      case BOOL_VALUE:
        value = reader.bool();
        break;
      case INT_VALUE:
        value = reader.int64();
        break;
      case DOUBLE_VALUE:
        value = reader.double();
        break;
      case ARRAY_VALUE:
        value = readArray(reader, Array.isArray(value) ? value : [], depth);
        break;
      case KVLIST_VALUE:
        value = readList(reader, value instanceof Map ? value : new Map(), depth);
        break;
      case BYTES_VALUE:
        value = reader.bytes();
        break;
      default:
        reader.skip(tag);
    }
  }
  reader.leave(outer);
  return value;
}

/**
 * Reads the `KeyValue` whose tag was read into `attributes`; a repeated key keeps the last value.
 * @returns the key
 * @throws OtlpDecodeError when there are more than `MAX_ITEMS` keys
 */
export function readKeyValue(reader: ProtobufReader, attributes: Map<string, AnyValue>, depth = 0): string {
  let key = '';
  let value: AnyValue = null;
  const outer = reader.enter();
  for (let tag = reader.nextTag(); tag !== 0; tag = reader.nextTag()) {
    if (tag === KEY) {
      key = reader.string();
    } else if (tag === VALUE) {
      value = readAnyValue(reader, value, depth);
    } else {
      reader.skip(tag);
    }
  }
  reader.leave(outer);
  attributes.set(key, value);
  if (attributes.size > MAX_ITEMS) {
    throw reader.fault(`more than ${MAX_ITEMS} keys in one place`);
  }
  return key;
}

function readArray(reader: ProtobufReader, items: AnyValue[], depth: number): AnyValue[] {
  const outer = reader.enterContainer();
  for (let tag = reader.nextTag(); tag !== 0; tag = reader.nextTag()) {
    if (tag !== VALUES) {
      reader.skip(tag);
    } else if (items.push(readAnyValue(reader, null, depth + 1)) > MAX_ITEMS) {
      throw reader.fault(`more than ${MAX_ITEMS} elements in one array`);
    }
  }
  reader.leave(outer);
  return items;
}

function readList(reader: ProtobufReader, list: Map<string, AnyValue>, depth: number): Map<string, AnyValue> {
  const outer = reader.enterContainer();
  for (let tag = reader.nextTag(); tag !== 0; tag = reader.nextTag()) {
    if (tag === VALUES) {
      readKeyValue(reader, list, depth + 1);
    } else {
      reader.skip(tag);
    }
  }
  reader.leave(outer);
  return list;
}
