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
      { key: 'fl.client.id', level: 'conditionally_required', journal: 'client_id' },
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
      { key: 'fl.client.id', level: 'conditionally_required', journal: 'client_id' },
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
      { key: 'fl.client.id', level: 'conditionally_required', journal: 'client_id' },
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
  'fl.histogram.logged': {
    name: 'fl.histogram.logged',
    severityNumber: 9,
    brief: 'The app logged a distribution of values for a step, named by `fl.metric.name`.',
    attributes: [
      { key: 'fl.run.id', level: 'conditionally_required', journal: 'run_id' },
      { key: 'fl.run.attempt', level: 'recommended', journal: 'attempt' },
      { key: 'fl.job.name', level: 'recommended', journal: 'job' },
      { key: 'fl.metric.name', level: 'required' },
      { key: 'fl.step', level: 'required', journal: 'step' },
      { key: 'fl.client.id', level: 'conditionally_required', journal: 'client_id' },
      { key: 'fl.round.number', level: 'recommended', journal: 'round' },
      { key: 'fl.histogram.edges', level: 'required', journal: 'edges' },
      { key: 'fl.histogram.counts', level: 'required', journal: 'counts' },
      { key: 'fl.histogram.min', level: 'recommended', journal: 'min' },
      { key: 'fl.histogram.max', level: 'recommended', journal: 'max' },
      { key: 'fl.histogram.sum', level: 'recommended', journal: 'sum' },
      { key: 'fl.histogram.squares', level: 'recommended', journal: 'sum_of_squares' },
      { key: 'fl.histogram.nonfinite', level: 'conditionally_required', journal: 'nonfinite' },
    ],
  },
  'fl.text.logged': {
    name: 'fl.text.logged',
    severityNumber: 9,
    brief: 'The app logged a text for a step, named by `fl.metric.name`.',
    attributes: [
      { key: 'fl.run.id', level: 'conditionally_required', journal: 'run_id' },
      { key: 'fl.run.attempt', level: 'recommended', journal: 'attempt' },
      { key: 'fl.job.name', level: 'recommended', journal: 'job' },
      { key: 'fl.metric.name', level: 'required' },
      { key: 'fl.step', level: 'required', journal: 'step' },
      { key: 'fl.client.id', level: 'conditionally_required', journal: 'client_id' },
      { key: 'fl.round.number', level: 'recommended', journal: 'round' },
      { key: 'fl.logged.text', level: 'required', journal: 'text' },
    ],
  },
} satisfies Readonly<Record<string, EventDescriptor>>;
