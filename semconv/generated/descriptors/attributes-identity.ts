// Generated from semconv/model by semconv/generator: change the model, not this file.

import type { AttributeDescriptor } from '../../types.js';

/** Descriptors of the attributes in the model's `identity.yaml`. */
export const identityAttributes = {
  'fl.run.id': {
    key: 'fl.run.id',
    type: 'string',
    template: false,
    brief: 'Identifies one run of a federated learning job.',
    sensitive: false,
    journal: 'run_id',
  },
  'fl.run.attempt': {
    key: 'fl.run.attempt',
    type: 'int',
    template: false,
    brief: 'Time at which this attempt of the run started, in milliseconds since the Unix epoch.',
    sensitive: false,
    journal: 'attempt',
  },
  'fl.run.parent.id': {
    key: 'fl.run.parent.id',
    type: 'string',
    template: false,
    brief: "Run id of the parent, when this run is an edge aggregator's.",
    sensitive: false,
    journal: 'parent_run_id',
  },
  'fl.job.name': {
    key: 'fl.job.name',
    type: 'string',
    template: false,
    brief: 'Name of the job (the experiment) that a run belongs to.',
    sensitive: false,
    journal: 'job',
  },
  'fl.round.number': {
    key: 'fl.round.number',
    type: 'int',
    template: false,
    brief: 'Number of the round, 0 or more.',
    sensitive: false,
    journal: 'round',
  },
  'fl.client.id': {
    key: 'fl.client.id',
    type: 'string',
    template: false,
    brief: 'Identifies a client within a job.',
    sensitive: false,
    journal: 'client_id',
  },
  'fl.client.name': {
    key: 'fl.client.name',
    type: 'string',
    template: false,
    brief: 'Name of a client for display.',
    sensitive: true,
    journal: 'client_name',
  },
  'fl.operation.name': {
    key: 'fl.operation.name',
    type: 'enum',
    template: false,
    brief: 'What a client or the server does.',
    members: ['train', 'evaluate', 'aggregate', 'checkpoint', '_OTHER'],
    sensitive: false,
    journal: 'operation',
  },
  'fl.system.name': {
    key: 'fl.system.name',
    type: 'string',
    template: false,
    brief: 'Name of the federated learning framework in lower case.',
    sensitive: false,
    journal: 'system',
  },
  'fl.span.type': {
    key: 'fl.span.type',
    type: 'string',
    template: false,
    brief: 'Type of the span, as registered here.',
    sensitive: false,
  },
  'fl.span.relayed': {
    key: 'fl.span.relayed',
    type: 'boolean',
    template: false,
    brief: 'Whether the server emitted the span for a client that could not export it.',
    sensitive: false,
  },
} satisfies Readonly<Record<string, AttributeDescriptor>>;
