import type { SchemaElement } from 'hyparquet-writer';
import { encodeJson } from '../../journal/codec/encode.js';
import type { JsonValue } from '../../journal/events.js';
import { numberIn } from '../../projection/numbers.js';
import { epochNanos } from '../columns/instant.js';
import type { Column } from '../columns/table-columns.js';
import type { ColumnType } from '../sources/index.js';

/** How columns are stored. Nanoseconds, because they are part of what tells two updates of a client apart. */
const TYPES: Readonly<Record<ColumnType, Omit<SchemaElement, 'name'>>> = {
  boolean: { type: 'BOOLEAN' },
  int64: { type: 'INT64' },
  double: { type: 'DOUBLE' },
  timestamp: { type: 'INT64', logical_type: { type: 'TIMESTAMP', isAdjustedToUTC: true, unit: 'NANOS' } },
  string: { type: 'BYTE_ARRAY', converted_type: 'UTF8' },
  // Texts to all readers: not all of them know Parquet's own type for JSON.
  json: { type: 'BYTE_ARRAY', converted_type: 'UTF8' },
};

/** A column in a Parquet file's schema; every one may have nulls. */
export function schemaElement({ name, type }: Column): SchemaElement {
  return { name, repetition_type: 'OPTIONAL', ...TYPES[type] };
}

/** A value as the writer of Parquet files takes it for a column of this type. */
export function parquetValue(
  value: JsonValue | undefined,
  type: ColumnType,
): string | number | bigint | boolean | null {
  if (value === undefined || value === null) return null;
  switch (type) {
    case 'boolean':
      return value === true;
    case 'int64':
      return typeof value === 'bigint' || typeof value === 'number' ? BigInt(value) : null;
    case 'double':
      // A free field's NaN is a text in the journal.
      return Number(numberIn(value));
    case 'timestamp':
      return typeof value === 'string' ? (epochNanos(value) ?? null) : null;
    case 'string':
      return typeof value === 'string' ? value : encodeJson(value);
    case 'json':
      return encodeJson(value);
  }
}
