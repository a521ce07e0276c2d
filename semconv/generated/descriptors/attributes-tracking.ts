// Generated from semconv/model by semconv/generator: change the model, not this file.

import type { AttributeDescriptor } from '../../types.js';

/** Descriptors of the attributes in the model's `tracking.yaml`. */
export const trackingAttributes = {
  'fl.checkpoint.path': {
    key: 'fl.checkpoint.path',
    type: 'string',
    template: false,
    brief: 'Path or URI of a stored model.',
    sensitive: false,
    journal: 'path',
  },
  'fl.checkpoint.size': {
    key: 'fl.checkpoint.size',
    type: 'int',
    template: false,
    brief: 'Size of the stored model in bytes.',
    sensitive: false,
    journal: 'size_bytes',
    unit: 'By',
  },
  'fl.checkpoint.metadata': {
    key: 'fl.checkpoint.metadata',
    type: 'any',
    template: true,
    brief: 'A value that describes the checkpoint, `<key>` being its name.',
    sensitive: false,
    journal: 'metadata',
  },
  'fl.server.metadata': {
    key: 'fl.server.metadata',
    type: 'any',
    template: true,
    brief: 'A value that describes the server, `<key>` being its name.',
    sensitive: false,
    journal: 'server',
  },
  'fl.artifact.name': {
    key: 'fl.artifact.name',
    type: 'string',
    template: false,
    brief: 'Name of a file or folder that belongs to the run.',
    sensitive: false,
    journal: 'name',
  },
  'fl.artifact.path': {
    key: 'fl.artifact.path',
    type: 'string',
    template: false,
    brief: 'Path or URI of the artifact.',
    sensitive: false,
    journal: 'path',
  },
  'fl.artifact.type': {
    key: 'fl.artifact.type',
    type: 'string',
    template: false,
    brief: 'Kind of the artifact.',
    sensitive: false,
    journal: 'type',
  },
  'fl.param': {
    key: 'fl.param',
    type: 'any',
    template: true,
    brief: 'A parameter of the run, `<key>` being its name.',
    sensitive: false,
    journal: 'params',
  },
  'fl.tag': {
    key: 'fl.tag',
    type: 'string',
    template: true,
    brief: 'A tag of the run, `<key>` being its name.',
    sensitive: false,
    journal: 'tags',
  },
  'fl.text': {
    key: 'fl.text',
    type: 'string',
    template: true,
    brief: 'A text of the run, `<key>` being its name.',
    sensitive: false,
    journal: 'text',
  },
} satisfies Readonly<Record<string, AttributeDescriptor>>;
