// Generated from semconv/model by semconv/generator: change the model, not this file.

import type { SpanDescriptor } from '../../types.js';
import { spansSpans } from './spans-spans.js';

const descriptors = {
  ...spansSpans,
};

/** Every registered name of the kind. */
export type SpanType = keyof typeof descriptors;

/** Every registered type of span. */
export const spanDescriptors: Readonly<Record<SpanType, SpanDescriptor>> = descriptors;
