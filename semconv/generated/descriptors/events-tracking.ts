// Generated from semconv/model by semconv/generator: change the model, not this file.

import type { EventDescriptor } from '../../types.js';

/** Descriptors of the events in the model's `tracking.yaml`. */
export const trackingEvents = {
  'fl.artifact.registered': {
    name: 'fl.artifact.registered',
    severityNumber: 9,
    brief: 'A file or folder was declared part of the run.',
    attributes: [
      { key: 'fl.run.id', level: 'conditionally_required', journal: 'run_id' },
      { key: 'fl.run.attempt', level: 'recommended', journal: 'attempt' },
      { key: 'fl.job.name', level: 'recommended', journal: 'job' },
      { key: 'fl.artifact.name', level: 'required', journal: 'name' },
      { key: 'fl.artifact.path', level: 'required', journal: 'path' },
      { key: 'fl.artifact.type', level: 'recommended', journal: 'type' },
    ],
  },
  'fl.run.params': {
    name: 'fl.run.params',
    severityNumber: 9,
    brief: 'The app logged parameters of the run.',
    attributes: [
      { key: 'fl.run.id', level: 'conditionally_required', journal: 'run_id' },
      { key: 'fl.run.attempt', level: 'recommended', journal: 'attempt' },
      { key: 'fl.job.name', level: 'recommended', journal: 'job' },
      { key: 'fl.param', level: 'required', journal: 'params', template: true },
    ],
  },
  'fl.run.tags': {
    name: 'fl.run.tags',
    severityNumber: 9,
    brief: 'The app tagged the run.',
    attributes: [
      { key: 'fl.run.id', level: 'conditionally_required', journal: 'run_id' },
      { key: 'fl.run.attempt', level: 'recommended', journal: 'attempt' },
      { key: 'fl.job.name', level: 'recommended', journal: 'job' },
      { key: 'fl.tag', level: 'required', journal: 'tags', template: true },
    ],
  },
  'fl.run.text': {
    name: 'fl.run.text',
    severityNumber: 9,
    brief: 'The app logged texts of the run.',
    attributes: [
      { key: 'fl.run.id', level: 'conditionally_required', journal: 'run_id' },
      { key: 'fl.run.attempt', level: 'recommended', journal: 'attempt' },
      { key: 'fl.job.name', level: 'recommended', journal: 'job' },
      { key: 'fl.text', level: 'required', journal: 'text', template: true },
    ],
  },
} satisfies Readonly<Record<string, EventDescriptor>>;
