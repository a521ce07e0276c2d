import type { AttributeMap, AttributeValue } from './records.js';

/** Serialised bytes of an attribute besides its name and text: tags and lengths. */
const ATTRIBUTE_OVERHEAD = 12;

/** About how many bytes attributes take when serialised; for bounds, so neither exact nor slow. */
export function estimateBytes(attributes: AttributeMap): number {
  let bytes = 0;
  for (const key of Object.keys(attributes)) {
    bytes += key.length + ATTRIBUTE_OVERHEAD + valueBytes(attributes[key] ?? null);
  }
  return bytes;
}

function valueBytes(value: AttributeValue): number {
  if (typeof value === 'string') {
    return value.length;
  }
  if (typeof value !== 'object' || value === null) {
    return 0;
  }
  if (Array.isArray(value)) {
    return (value as readonly AttributeValue[]).reduce<number>(
      (sum, member) => sum + ATTRIBUTE_OVERHEAD + valueBytes(member),
      0,
    );
  }
  return estimateBytes(value as AttributeMap);
}
