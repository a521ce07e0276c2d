import type { Attributes } from '@opentelemetry/api';
import type { EventAttributes } from './emitter.js';
import { numberAttribute } from './values.js';

/** The attributes that a span can have too: text, numbers and booleans. SDKs refuse nested values on spans. */
export function spanAttributes(attributes: EventAttributes): Attributes {
  const plain: Attributes = {};
  for (const [key, value] of Object.entries(attributes)) {
    if (typeof value === 'number') {
      plain[key] = numberAttribute(value);
    } else if (typeof value === 'string' || typeof value === 'boolean') {
      plain[key] = value;
    }
  }
  return plain;
}
