import type { AttributeMap, AttributeValue } from '../../../core/records.js';
import type { ByteWriter } from './byte-writer.js';

/** Tags of `opentelemetry.proto.common.v1.AnyValue`. */
const STRING_VALUE = 0x0a;
const BOOL_VALUE = 0x10;
const INT_VALUE = 0x18;
const DOUBLE_VALUE = 0x21;
const ARRAY_VALUE = 0x2a;
const KVLIST_VALUE = 0x32;
/** Tag of `values` in `ArrayValue` and in `KeyValueList`. */
const VALUES = 0x0a;
/** Tags of `KeyValue`. */
const KEY = 0x0a;
const VALUE = 0x12;

/** Writes attributes as repeated `KeyValue`, each with the tag of the field that holds them. */
export function writeAttributes(writer: ByteWriter, tag: number, attributes: AttributeMap): void {
  for (const key of Object.keys(attributes)) {
    writeAttribute(writer, tag, key, attributes[key] ?? null);
  }
}

/** Writes one attribute. */
export function writeAttribute(writer: ByteWriter, tag: number, key: string, value: AttributeValue): void {
  writer.byte(tag);
  const open = writer.open();
  writer.byte(KEY);
  writer.text(key);
  writer.byte(VALUE);
  writeValue(writer, value);
  writer.close(open);
}

/** An `AnyValue` with its length. `null` is the one without content. */
function writeValue(writer: ByteWriter, value: AttributeValue): void {
  const open = writer.open();
  switch (typeof value) {
    case 'string':
      writer.byte(STRING_VALUE);
      writer.text(value);
      break;
    case 'boolean':
      writer.byte(BOOL_VALUE);
      writer.byte(value ? 1 : 0);
      break;
    case 'number':
      writeNumber(writer, value);
      break;
    default:
      if (value !== null) {
        writeContainer(writer, value);
      }
  }
  writer.close(open);
}

/** Whole numbers are integers, as the official serializers have it; beyond 2^53 they are doubles, which is what they were. */
function writeNumber(writer: ByteWriter, value: number): void {
  if (Number.isSafeInteger(value)) {
    writer.byte(INT_VALUE);
    writer.int64(value);
  } else {
    writer.byte(DOUBLE_VALUE);
    writer.double(value);
  }
}

function writeContainer(writer: ByteWriter, value: readonly AttributeValue[] | AttributeMap): void {
  const list = isList(value);
  writer.byte(list ? ARRAY_VALUE : KVLIST_VALUE);
  const open = writer.open();
  if (list) {
    for (const item of value) {
      writer.byte(VALUES);
      writeValue(writer, item);
    }
  } else {
    writeAttributes(writer, VALUES, value);
  }
  writer.close(open);
}

/** `Array.isArray` does not narrow readonly arrays. */
function isList(value: readonly AttributeValue[] | AttributeMap): value is readonly AttributeValue[] {
  return Array.isArray(value);
}
