// Generated from semconv/model by semconv/generator: change the model, not this file.

import type { AttributeDescriptor } from '../../types.js';

/** Descriptors of the attributes in the model's `failure.yaml`. */
export const failureAttributes = {
  'fl.dropout.reason': {
    key: 'fl.dropout.reason',
    type: 'string',
    template: false,
    brief: "Why the client dropped out, in the app's own words.",
    sensitive: false,
    journal: 'reason',
  },
  'fl.dropout.type': {
    key: 'fl.dropout.type',
    type: 'enum',
    template: false,
    brief: "Kind of reason for a client's drop-out.",
    members: ['timeout', 'crash', 'disconnected', 'battery', 'rejected', '_OTHER'],
    sensitive: false,
  },
  'fl.failure.reason': {
    key: 'fl.failure.reason',
    type: 'string',
    template: false,
    brief: "What went wrong in the communication with a client, in the app's own words.",
    sensitive: false,
    journal: 'reason',
  },
} satisfies Readonly<Record<string, AttributeDescriptor>>;
