// Generated from semconv/model by semconv/generator: change the model, not this file.

import type { MetricDescriptor } from '../../types.js';

/** Descriptors of the metrics in the model's `client-points.yaml`. */
export const clientPointsMetrics = {
  'fl.client.update': {
    name: 'fl.client.update',
    scope: 'fedotel.client',
    instrument: 'gauge',
    unit: '{update}',
    valueType: 'int',
    brief: 'Always 1. Marks an update and carries what is not a number.',
    attributes: [
      { key: 'fl.run.id', level: 'conditionally_required', journal: 'run_id' },
      { key: 'fl.run.attempt', level: 'recommended', journal: 'attempt' },
      { key: 'fl.job.name', level: 'recommended', journal: 'job' },
      { key: 'fl.round.number', level: 'required', journal: 'round' },
      { key: 'fl.client.id', level: 'required', journal: 'client_id' },
      { key: 'fl.operation.name', level: 'required', journal: 'operation' },
      { key: 'fl.update.field_count', level: 'required', journal: 'field_count' },
      { key: 'fl.client.state', level: 'recommended', journal: 'status' },
      { key: 'fl.update.result', level: 'recommended', journal: 'result' },
      { key: 'fl.update.base_round', level: 'recommended', journal: 'base_round' },
      { key: 'fl.client.name', level: 'opt_in', journal: 'client_name' },
      { key: 'geo.location.lat', level: 'opt_in', journal: 'lat' },
      { key: 'geo.location.lon', level: 'opt_in', journal: 'lng' },
      { key: 'geo.locality.name', level: 'opt_in', journal: 'city' },
      { key: 'geo.country.iso_code', level: 'opt_in', journal: 'country' },
      { key: 'fl.client.extra', level: 'recommended', template: true },
    ],
  },
  'fl.client.metric': {
    name: 'fl.client.metric',
    scope: 'fedotel.client',
    instrument: 'gauge',
    unit: '{value}',
    valueType: 'double',
    brief: 'A further number that a client reported, named by `fl.metric.name`.',
    attributes: [
      { key: 'fl.run.id', level: 'conditionally_required', journal: 'run_id' },
      { key: 'fl.run.attempt', level: 'recommended', journal: 'attempt' },
      { key: 'fl.job.name', level: 'recommended', journal: 'job' },
      { key: 'fl.round.number', level: 'required', journal: 'round' },
      { key: 'fl.client.id', level: 'required', journal: 'client_id' },
      { key: 'fl.operation.name', level: 'required', journal: 'operation' },
      { key: 'fl.metric.name', level: 'required' },
    ],
  },
  'fl.scalar': {
    name: 'fl.scalar',
    scope: 'fedotel.client',
    instrument: 'gauge',
    unit: '{value}',
    valueType: 'double',
    brief: 'A number that the app logged for a step, named by `fl.metric.name`.',
    attributes: [
      { key: 'fl.run.id', level: 'conditionally_required', journal: 'run_id' },
      { key: 'fl.run.attempt', level: 'recommended', journal: 'attempt' },
      { key: 'fl.job.name', level: 'recommended', journal: 'job' },
      { key: 'fl.metric.name', level: 'required' },
      { key: 'fl.step', level: 'required', journal: 'step' },
      { key: 'fl.client.id', level: 'conditionally_required', journal: 'client_id' },
      { key: 'fl.round.number', level: 'recommended', journal: 'round' },
    ],
  },
} satisfies Readonly<Record<string, MetricDescriptor>>;
