import { attributeDescriptors } from './generated/descriptors/attributes.js';
import { eventDescriptors } from './generated/descriptors/events.js';
import { metricDescriptors } from './generated/descriptors/metrics.js';
import { spanDescriptors } from './generated/descriptors/spans.js';
import type { AttributeDescriptor, EventDescriptor, MetricDescriptor, SpanDescriptor } from './types.js';

/** Own members only: a signal called `constructor` is not registered. */
function own<T>(record: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(record, name) ? record[name] : undefined;
}

/**
 * The registered attribute that a key on the wire belongs to: itself, or the template whose prefix it has
 * (`fl.round.metric.f1` -> `fl.round.metric`). A template without a `<key>` is not an attribute.
 */
export function findAttribute(key: string): AttributeDescriptor | undefined {
  const exact = own<AttributeDescriptor>(attributeDescriptors, key);
  if (exact !== undefined) {
    return exact.template ? undefined : exact;
  }
  // Template prefixes are no prefixes of each other, so the first dot at which one ends is the right one.
  for (let dot = key.indexOf('.'); dot !== -1; dot = key.indexOf('.', dot + 1)) {
    const candidate = own<AttributeDescriptor>(attributeDescriptors, key.slice(0, dot));
    if (candidate?.template === true) {
      return dot + 1 < key.length ? candidate : undefined;
    }
  }
  return undefined;
}

/** The registered metric of a name. */
export function findMetric(name: string): MetricDescriptor | undefined {
  return own<MetricDescriptor>(metricDescriptors, name);
}

/** The registered event of a name. */
export function findEvent(name: string): EventDescriptor | undefined {
  return own<EventDescriptor>(eventDescriptors, name);
}

/** The registered span of a type (`fl.span.type`). */
export function findSpan(type: string): SpanDescriptor | undefined {
  return own<SpanDescriptor>(spanDescriptors, type);
}
