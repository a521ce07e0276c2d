// Generated from semconv/model by semconv/generator: change the model, not this file.

import type { EventDescriptor } from '../../types.js';

/** Descriptors of the events in the model's `run.yaml`. */
export const runEvents = {
  'fl.run.started': {
    name: 'fl.run.started',
    severityNumber: 9,
    brief: 'An attempt of a run started.',
    attributes: [
      { key: 'fl.run.id', level: 'conditionally_required', journal: 'run_id' },
      { key: 'fl.run.attempt', level: 'recommended', journal: 'attempt' },
      { key: 'fl.job.name', level: 'recommended', journal: 'job' },
      { key: 'service.instance.id', level: 'recommended', journal: 'instance' },
      { key: 'fl.system.name', level: 'recommended', journal: 'system' },
      { key: 'fl.aggregation.strategy', level: 'recommended', journal: 'algorithm' },
      { key: 'fl.aggregation.mode', level: 'recommended', journal: 'aggregation_mode' },
      { key: 'fl.run.config', level: 'recommended', journal: 'config' },
      { key: 'fl.run.planned_rounds', level: 'recommended', journal: 'planned_rounds' },
      { key: 'fl.objective.metric', level: 'recommended', journal: 'objective.metric' },
      { key: 'fl.objective.goal', level: 'recommended', journal: 'objective.goal' },
      { key: 'fl.run.parent.id', level: 'conditionally_required', journal: 'parent_run_id' },
    ],
  },
  'fl.run.finished': {
    name: 'fl.run.finished',
    severityNumber: 9,
    brief: 'An attempt of a run ended.',
    attributes: [
      { key: 'fl.run.id', level: 'conditionally_required', journal: 'run_id' },
      { key: 'fl.run.attempt', level: 'recommended', journal: 'attempt' },
      { key: 'fl.job.name', level: 'recommended', journal: 'job' },
      { key: 'fl.run.state', level: 'required', journal: 'state' },
      { key: 'error.type', level: 'conditionally_required', journal: 'error' },
      { key: 'fl.run.emitted.updates', level: 'recommended', journal: 'emitted.updates' },
      { key: 'fl.run.emitted.rounds', level: 'recommended', journal: 'emitted.rounds' },
      { key: 'fl.run.emitted.events', level: 'recommended', journal: 'emitted.events' },
      { key: 'fl.run.emitted.dropped', level: 'recommended', journal: 'emitted.dropped' },
    ],
  },
  'fl.server.metadata': {
    name: 'fl.server.metadata',
    severityNumber: 9,
    brief: 'The app described its server.',
    attributes: [
      { key: 'fl.run.id', level: 'conditionally_required', journal: 'run_id' },
      { key: 'fl.run.attempt', level: 'recommended', journal: 'attempt' },
      { key: 'fl.job.name', level: 'recommended', journal: 'job' },
      { key: 'fl.server.metadata', level: 'required', journal: 'server', template: true },
    ],
  },
} satisfies Readonly<Record<string, EventDescriptor>>;
