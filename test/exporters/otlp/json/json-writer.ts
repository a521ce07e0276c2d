import type { AnyValue } from '../../../../exporters/otlp/index.js';

/** Writes an `AnyValue` as OTLP/JSON does; 64-bit integers as text, doubles that JSON lacks as their names. */
export function anyValueJson(value: AnyValue): object {
  switch (typeof value) {
    case 'string':
      return { stringValue: value };
    case 'boolean':
      return { boolValue: value };
    case 'bigint':
      return { intValue: String(value) };
    case 'number':
      return Number.isSafeInteger(value) && !Object.is(value, -0)
        ? { intValue: String(value) }
        : { doubleValue: Number.isFinite(value) ? value : String(value) };
  }
  if (value === null) {
    return {};
  }
  if (value instanceof Uint8Array) {
    return { bytesValue: Buffer.from(value).toString('base64') };
  }
  return value instanceof Map
    ? { kvlistValue: { values: [...value].map(([key, item]) => ({ key, value: anyValueJson(item) })) } }
    : { arrayValue: { values: [...value.values()].map(anyValueJson) } };
}

/** `JSON.stringify` that keeps minus zero. */
export function stringify(value: object): string {
  const minusZero = '-0 stands here';
  const text = JSON.stringify(value, (_, item) => (Object.is(item, -0) ? minusZero : item));
  return text.replaceAll(`"${minusZero}"`, '-0');
}
