// Generated from semconv/model by semconv/generator: change the model, not this file.

import type { AttributeDescriptor } from '../../types.js';

/** Descriptors of the attributes in the model's `update.yaml`. */
export const updateAttributes = {
  'fl.client.state': {
    key: 'fl.client.state',
    type: 'enum',
    template: false,
    brief: 'State of the client at the time of the update.',
    members: ['active', 'idle', 'dropped', 'failed'],
    sensitive: false,
    journal: 'status',
  },
  'fl.update.result': {
    key: 'fl.update.result',
    type: 'enum',
    template: false,
    brief: "What became of a client's update.",
    members: ['accepted', 'rejected', 'stale', 'late', '_OTHER'],
    sensitive: false,
    journal: 'result',
  },
  'fl.update.base_round': {
    key: 'fl.update.base_round',
    type: 'int',
    template: false,
    brief: 'Number of the round whose global model the client started from.',
    sensitive: false,
    journal: 'base_round',
  },
  'fl.update.field_count': {
    key: 'fl.update.field_count',
    type: 'int',
    template: false,
    brief: 'Number of data points of the update, the marker point included.',
    sensitive: false,
    journal: 'field_count',
  },
  'fl.client.metric': {
    key: 'fl.client.metric',
    type: 'double',
    template: true,
    brief: 'A further number that a client reported, `<key>` being its name.',
    sensitive: false,
  },
  'fl.client.extra': {
    key: 'fl.client.extra',
    type: 'any',
    template: true,
    brief: 'A further value that a client reported, `<key>` being its name.',
    sensitive: false,
  },
  'fl.metric.name': {
    key: 'fl.metric.name',
    type: 'string',
    template: false,
    brief: 'Name that the app gave to a number.',
    sensitive: false,
  },
  'fl.step': {
    key: 'fl.step',
    type: 'int',
    template: false,
    brief: "Step of the app's own counting that a number belongs to, 0 or more.",
    sensitive: false,
    journal: 'step',
  },
} satisfies Readonly<Record<string, AttributeDescriptor>>;
