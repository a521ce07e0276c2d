// Generated from semconv/model by semconv/generator: change the model, not this file.

import type { AttributeDescriptor } from '../../types.js';

/** Descriptors of the attributes in the model's `evaluation.yaml`. */
export const evaluationAttributes = {
  'fl.evaluation.scope': {
    key: 'fl.evaluation.scope',
    type: 'enum',
    template: false,
    brief: 'Whose data the evaluation used.',
    members: ['central', 'federated'],
    sensitive: false,
    journal: 'scope',
  },
  'fl.evaluation.split': {
    key: 'fl.evaluation.split',
    type: 'string',
    template: false,
    brief: 'Name of the part of the data.',
    sensitive: false,
    journal: 'split',
  },
  'fl.evaluation.loss': {
    key: 'fl.evaluation.loss',
    type: 'double',
    template: false,
    brief: 'Loss of the evaluated model.',
    sensitive: false,
    journal: 'loss',
  },
  'fl.evaluation.accuracy': {
    key: 'fl.evaluation.accuracy',
    type: 'double',
    template: false,
    brief: 'Accuracy of the evaluated model, 0 to 1.',
    sensitive: false,
    journal: 'accuracy',
  },
  'fl.evaluation.samples': {
    key: 'fl.evaluation.samples',
    type: 'int',
    template: false,
    brief: 'Number of examples that the evaluation used.',
    sensitive: false,
    journal: 'num_samples',
  },
  'fl.evaluation.duration': {
    key: 'fl.evaluation.duration',
    type: 'double',
    template: false,
    brief: 'Duration of the evaluation in seconds.',
    sensitive: false,
    journal: 'duration_sec',
    unit: 's',
  },
  'fl.evaluation.metric': {
    key: 'fl.evaluation.metric',
    type: 'double',
    template: true,
    brief: 'A further number of the evaluation, `<key>` being its name.',
    sensitive: false,
    journal: 'metrics',
  },
} satisfies Readonly<Record<string, AttributeDescriptor>>;
