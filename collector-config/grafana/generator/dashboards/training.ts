import { growth, heat, increase, of, quantile, rate, sum, WINDOW } from '../promql.js';
import { roundsQuery } from '../trace-link.js';
import type { DashboardSpec, RowSpec } from '../types.js';
import { BY_JOB, JOB, jobAnnotations, jobVariables } from './shared.js';

/** What the Collector's span_metrics make of the spans of rounds. */
const ROUND_SPANS = 'traces_span_metrics_duration_seconds_bucket{fl_job_name=~"$job", span_name=~"round .*"}';

const now: RowSpec = {
  title: 'Now',
  panels: [
    {
      kind: 'table',
      title: 'Runs that go on',
      description: 'One line for each run between its start and its end: job, run id and the app that runs it.',
      unit: 'none',
      width: 8,
      height: 6,
      queries: [{ expr: `sum by (fl_job_name, fl_run_id, instance) (${of('runInfo')})` }],
      noValue: 'no run goes on',
    },
    {
      kind: 'now',
      title: 'Accuracy',
      description: 'Accuracy of the global model after the latest round, and the best of the run.',
      unit: 'percentunit',
      decimals: 1,
      width: 5,
      height: 6,
      queries: [
        { expr: of('accuracy'), legend: BY_JOB },
        { expr: of('bestAccuracy'), legend: `best ${BY_JOB}` },
      ],
    },
    {
      kind: 'now',
      title: 'Rounds',
      description: 'Rounds that ended with a new model, and rounds that failed, since the app started.',
      unit: 'none',
      width: 4,
      height: 6,
      queries: [
        { expr: sum(JOB, of('roundsCompleted')), legend: `completed ${BY_JOB}` },
        { expr: sum(JOB, of('roundsFailed')), legend: `failed ${BY_JOB}` },
      ],
    },
    {
      kind: 'now',
      title: 'Clients',
      description: 'Clients that take part in the current round, of those that the job can select from.',
      unit: 'none',
      width: 4,
      height: 6,
      queries: [
        { expr: of('activeClients'), legend: `active ${BY_JOB}` },
        { expr: of('totalClients'), legend: `all ${BY_JOB}` },
      ],
    },
    {
      kind: 'now',
      title: 'Parameters',
      description: 'Number of parameters of the global model.',
      unit: 'short',
      width: 3,
      height: 6,
      queries: [{ expr: of('modelParameters'), legend: BY_JOB }],
    },
  ],
};

const model: RowSpec = {
  title: 'Model',
  panels: [
    {
      kind: 'lines',
      title: 'Accuracy',
      description:
        'Accuracy of the global model after each round, and the best so far. The gap between the two is what the alert AccuracyDropped watches.',
      unit: 'percentunit',
      width: 12,
      queries: [
        { expr: of('accuracy'), legend: BY_JOB },
        { expr: of('bestAccuracy'), legend: `best ${BY_JOB}` },
      ],
      linksToRounds: true,
    },
    {
      kind: 'lines',
      title: 'Loss',
      description:
        'Evaluation loss of the global model, and training loss as the clients reported it. Clients that over-fit show as a falling training loss under a rising evaluation loss.',
      unit: 'short',
      width: 12,
      queries: [
        { expr: of('evalLoss'), legend: `evaluation ${BY_JOB}` },
        { expr: of('trainLoss'), legend: `training ${BY_JOB}` },
      ],
      linksToRounds: true,
    },
  ],
};

const rounds: RowSpec = {
  title: 'Rounds',
  panels: [
    {
      kind: 'bars',
      title: 'Rounds ended',
      description: 'Rounds that ended from one bar to the next, completed or failed.',
      unit: 'short',
      width: 12,
      queries: [
        { expr: sum(JOB, increase(of('roundsCompleted'))), legend: `completed ${BY_JOB}` },
        { expr: sum(JOB, increase(of('roundsFailed'))), legend: `failed ${BY_JOB}` },
      ],
    },
    {
      kind: 'lines',
      title: 'Round duration',
      description: 'How long rounds took: the median, and what one in ten and one in a hundred exceeds.',
      unit: 's',
      width: 12,
      queries: [0.5, 0.9, 0.99].map((q) => ({
        expr: quantile(q, 'roundDuration', JOB),
        legend: `p${q * 100} ${BY_JOB}`,
      })),
      linksToRounds: true,
    },
    {
      kind: 'heatmap',
      title: 'Round durations',
      description:
        'How many rounds took how long: two bands mean two kinds of rounds, often with and without a straggler.',
      unit: 's',
      width: 12,
      queries: [{ expr: heat('roundDuration') }],
    },
    {
      kind: 'lines',
      title: 'Aggregation',
      description: 'How long the server took to aggregate the updates of a round.',
      unit: 's',
      width: 6,
      queries: [0.5, 0.9].map((q) => ({
        expr: quantile(q, 'aggregationDuration', JOB),
        legend: `p${q * 100} ${BY_JOB}`,
      })),
    },
    {
      kind: 'lines',
      title: 'Samples per round',
      description: 'Examples that the clients of each round trained on: with fewer, accuracy moves more.',
      unit: 'short',
      width: 6,
      queries: [{ expr: of('samplesPerRound'), legend: BY_JOB }],
    },
  ],
};

const events: RowSpec = {
  title: 'What to look at',
  panels: [
    {
      kind: 'table',
      title: 'Alerts that fire',
      description: 'Alerts on the chosen jobs. docs/alerts.md says for each what to do.',
      unit: 'none',
      width: 12,
      queries: [{ expr: 'ALERTS{alertstate="firing", fl_job_name=~"$job"}' }],
      noValue: 'none',
    },
    {
      kind: 'bars',
      title: 'Drop-outs and failures',
      description:
        'Clients that dropped out and uploads that failed, from one bar to the next. The dashboard on clients has the reasons.',
      unit: 'short',
      width: 12,
      queries: [
        { expr: sum(JOB, growth(of('clientDropouts'))), legend: `drop-outs ${BY_JOB}` },
        { expr: sum(JOB, growth(of('communicationFailures'))), legend: `failures ${BY_JOB}` },
      ],
    },
    {
      kind: 'lines',
      title: 'Slow rounds',
      description:
        'Round spans as the Collector counts them: the median, and what one in ten exceeds. A dot is a trace; click on a high one to see whom that round waited for.',
      unit: 's',
      width: 24,
      queries: [0.5, 0.9].map((q) => ({
        expr: `histogram_quantile(${q}, ${sum('le, fl_job_name', rate(ROUND_SPANS, WINDOW))})`,
        legend: `p${q * 100} ${BY_JOB}`,
        exemplars: true,
      })),
      noValue: 'no span metrics: they come from the Collector',
    },
    {
      kind: 'traces',
      title: 'Rounds as traces',
      description:
        'The latest rounds of the chosen jobs. Each is a trace: the round, the task of every client, in other processes too, aggregation and evaluation.',
      unit: 'none',
      width: 24,
      height: 10,
      queries: [{ expr: roundsQuery('$job') }],
    },
  ],
};

/** How training goes: the model, its rounds, and the way from a round to its trace. */
export const trainingDashboard: DashboardSpec = {
  uid: 'fedotel-training',
  title: 'Federated learning: training',
  description: 'Accuracy, losses and rounds of the chosen jobs, with a way from a round to its trace.',
  variables: jobVariables,
  annotations: jobAnnotations,
  rows: [now, model, rounds, events],
};
