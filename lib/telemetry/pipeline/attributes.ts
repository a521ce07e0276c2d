import type { AttributeMap, AttributeValue } from '../../core/records.js';

/** OTLP/JSON writes non-finite numbers as these texts; JSON itself has no word for them. */
export function nonFiniteText(value: number): 'NaN' | 'Infinity' | '-Infinity' {
  if (Number.isNaN(value)) {
    return 'NaN';
  }
  return value > 0 ? 'Infinity' : '-Infinity';
}

/**
 * Attributes for the JSON encoding: the official serializer would turn a non-finite number into `null`, so it becomes
 * its text.
 */
export function withoutNonFinite(attributes: AttributeMap): AttributeMap {
  return Object.fromEntries(Object.entries(attributes).map(([key, value]) => [key, replaceNonFinite(value)]));
}

function replaceNonFinite(value: AttributeValue): AttributeValue {
  if (typeof value === 'number') {
    return Number.isFinite(value) ? value : nonFiniteText(value);
  }
  if (isList(value)) {
    return value.map(replaceNonFinite);
  }
  return typeof value === 'object' && value !== null ? withoutNonFinite(value) : value;
}

/** `Array.isArray` does not narrow readonly arrays. */
function isList(value: AttributeValue): value is readonly AttributeValue[] {
  return Array.isArray(value);
}
