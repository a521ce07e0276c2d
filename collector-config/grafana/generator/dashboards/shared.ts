import { instruments } from '../../../../semconv/index.js';
import { of } from '../promql.js';
import type { AnnotationSpec, VariableSpec } from '../types.js';

/** Every job has this counter from its first run on. */
const SERIES = instruments.roundsCompleted.prometheus;

/** The choice of job and of app. */
export const jobVariables: readonly VariableSpec[] = [
  {
    name: 'job',
    label: 'Job',
    description: 'Jobs (experiments), by their label fl_job_name',
    metric: SERIES,
    of: 'fl_job_name',
  },
  {
    name: 'instance',
    label: 'Instance',
    description: 'Apps that ran these jobs: a restarted app is another one',
    metric: `${SERIES}{fl_job_name=~"$job"}`,
    of: 'instance',
  },
];

/** Runs from start to end, and alerts while they fire. */
export const jobAnnotations: readonly AnnotationSpec[] = [
  { name: 'Runs', expr: of('runInfo'), title: 'run {{fl_run_id}} of {{fl_job_name}}', color: 'blue' },
  {
    name: 'Alerts',
    expr: 'ALERTS{alertstate="firing", fl_job_name=~"$job"}',
    title: '{{alertname}} ({{severity}})',
    color: 'red',
  },
];

/** Label that tells jobs apart. */
export const JOB = 'fl_job_name';
/** The same, as the name of a series. */
export const BY_JOB = '{{fl_job_name}}';
