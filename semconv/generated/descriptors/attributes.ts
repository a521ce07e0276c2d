// Generated from semconv/model by semconv/generator: change the model, not this file.

import type { AttributeDescriptor } from '../../types.js';
import { clientFieldsAttributes } from './attributes-client-fields.js';
import { evaluationAttributes } from './attributes-evaluation.js';
import { failureAttributes } from './attributes-failure.js';
import { identityAttributes } from './attributes-identity.js';
import { otelAttributes } from './attributes-otel.js';
import { roundAttributes } from './attributes-round.js';
import { runAttributes } from './attributes-run.js';
import { trackingAttributes } from './attributes-tracking.js';
import { updateAttributes } from './attributes-update.js';

const descriptors = {
  ...clientFieldsAttributes,
  ...evaluationAttributes,
  ...failureAttributes,
  ...identityAttributes,
  ...roundAttributes,
  ...runAttributes,
  ...trackingAttributes,
  ...updateAttributes,
  ...otelAttributes,
};

/** Every registered name of the kind. */
export type AttributeKey = keyof typeof descriptors;

/** Every registered attribute by its key; a template by its prefix. */
export const attributeDescriptors: Readonly<Record<AttributeKey, AttributeDescriptor>> = descriptors;
