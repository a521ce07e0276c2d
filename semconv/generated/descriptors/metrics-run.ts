// Generated from semconv/model by semconv/generator: change the model, not this file.

import type { InstrumentDescriptor } from '../../types.js';

/** Descriptors of the metrics in the model's `run.yaml`. */
export const runMetrics = {
  'fl.active.runs': {
    name: 'fl.active.runs',
    scope: 'fedotel',
    instrument: 'updowncounter',
    unit: '{run}',
    valueType: 'int',
    brief: 'Number of runs that have started and not ended.',
    prometheus: 'fl_active_runs',
    attributes: [{ key: 'fl.job.name', level: 'required', journal: 'job' }],
  },
  'fl.run.info': {
    name: 'fl.run.info',
    scope: 'fedotel',
    instrument: 'gauge',
    unit: '{run}',
    valueType: 'int',
    brief: '1 for each run that is going on.',
    prometheus: 'fl_run_info',
    attributes: [
      { key: 'fl.job.name', level: 'required', journal: 'job' },
      { key: 'fl.run.id', level: 'required', journal: 'run_id' },
    ],
  },
  'fl.model.parameters': {
    name: 'fl.model.parameters',
    scope: 'fedotel',
    instrument: 'gauge',
    unit: '{parameter}',
    valueType: 'int',
    brief: 'Number of parameters of the global model.',
    prometheus: 'fl_model_parameters',
    attributes: [{ key: 'fl.job.name', level: 'required', journal: 'job' }],
  },
  'fl.total.clients': {
    name: 'fl.total.clients',
    scope: 'fedotel',
    instrument: 'gauge',
    unit: '{client}',
    valueType: 'int',
    brief: 'Number of clients that the job can select from.',
    prometheus: 'fl_total_clients',
    attributes: [{ key: 'fl.job.name', level: 'required', journal: 'job' }],
  },
} satisfies Readonly<Record<string, InstrumentDescriptor>>;
