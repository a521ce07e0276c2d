import { OtlpDecodeError } from '../decode-error.js';
import { MAX_ITEMS, MAX_VALUE_DEPTH } from '../limits.js';
import type { AnyValue } from '../visitor.js';
import {
  bounded,
  bytesFromJson,
  convert,
  doubleFromJson,
  forEach,
  integerFromJson,
  type JsonRecord,
  lastSet,
  list,
  located,
  record,
  text,
  within,
} from './fields.js';

/** The oneof of `AnyValue`. */
const MEMBERS = [
  'stringValue',
  'boolValue',
  'intValue',
  'doubleValue',
  'arrayValue',
  'kvlistValue',
  'bytesValue',
] as const;

/**
 * Reads an `AnyValue`.
 * @param depth how many arrays and lists enclose the value
 * @throws OtlpDecodeError when it is nested more than `MAX_VALUE_DEPTH` deep, or a member is of the wrong kind
 */
export function readAnyValue(json: JsonRecord, depth = 0): AnyValue {
  if (depth > MAX_VALUE_DEPTH) {
    throw new OtlpDecodeError(`a value is nested more than ${MAX_VALUE_DEPTH} deep`);
  }
  const member = lastSet(json, MEMBERS);
  switch (member) {
    case undefined:
      return null;
    case 'stringValue':
      return text(json, member);
    case 'boolValue':
      return convert(json, member, 'true or false', (it) => (typeof it === 'boolean' ? it : undefined)) ?? null;
    case 'intValue':
      return convert(json, member, 'a 64-bit integer', integerFromJson) ?? null;
    case 'doubleValue':
      return convert(json, member, 'a number', doubleFromJson) ?? null;
    case 'bytesValue':
      return convert(json, member, 'base64', bytesFromJson) ?? null;
    case 'arrayValue':
      return within(json, member, (array) => readArray(array, depth));
    case 'kvlistValue':
      return within(json, member, (values) => readAttributes(values, 'values', new Map(), depth + 1));
  }
}

/**
 * Reads a repeated `KeyValue` field; a repeated key keeps the last value.
 * @param attributes where to put them
 * @returns `attributes`
 * @throws OtlpDecodeError when there are more than `MAX_ITEMS` keys
 */
export function readAttributes(
  parent: JsonRecord,
  field: string,
  attributes = new Map<string, AnyValue>(),
  depth = 0,
): Map<string, AnyValue> {
  forEach(parent, field, (entry) => {
    const value = within(entry, 'value', (json) => readAnyValue(json, depth));
    attributes.set(text(entry, 'key'), value);
    if (attributes.size > MAX_ITEMS) {
      throw new OtlpDecodeError(`more than ${MAX_ITEMS} keys in one place`);
    }
  });
  return attributes;
}

function readArray(json: JsonRecord, depth: number): AnyValue[] {
  let index = 0;
  const items = bounded(list(json, 'values'));
  const values: AnyValue[] = [];
  try {
    for (const item of items) {
      values.push(readAnyValue(record(item), depth + 1));
      index++;
    }
  } catch (error) {
    throw located(error, `values[${index}]`);
  }
  return values;
}
