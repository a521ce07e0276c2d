import { growth, heat, mean, of, quantile, ratio, selector, sum, WINDOW } from '../promql.js';
import type { DashboardSpec, PanelSpec, RowSpec } from '../types.js';
import { ofClient, PER_CLIENT_NOTE, topClients } from './per-client.js';
import { BY_JOB, JOB, jobAnnotations, jobVariables } from './shared.js';

const TRAIN = 'fl_operation_name="train"';
const DURATION = 'fl_task_duration_seconds';

/** Share of the selected clients, over the chosen window, of whom became `outcome`. */
function share(outcome: string): string {
  const part = sum(JOB, growth(of('clientSelections', `fl_selection_outcome="${outcome}"`), WINDOW));
  return ratio(part, sum(JOB, growth(of('clientSelections'), WINDOW)));
}

const participation: RowSpec = {
  title: 'Who takes part',
  panels: [
    {
      kind: 'lines',
      title: 'Clients',
      description: 'Clients that take part in the current round, of those that the job can select from.',
      unit: 'none',
      min: 0,
      width: 8,
      queries: [
        { expr: of('activeClients'), legend: `active ${BY_JOB}` },
        { expr: of('totalClients'), legend: `all ${BY_JOB}` },
      ],
    },
    {
      kind: 'bars',
      title: 'What became of the selected',
      description:
        'Clients that rounds selected, by their outcome when the round ended: completed, failed, dropped, or straggler, which is nothing heard of.',
      unit: 'short',
      width: 8,
      queries: [
        {
          expr: sum('fl_selection_outcome', growth(of('clientSelections'))),
          legend: '{{fl_selection_outcome}}',
        },
      ],
    },
    {
      kind: 'lines',
      title: 'Participation, stragglers, drop-outs',
      description:
        'Shares of the selected clients. Participation that falls while clients are there points at deadlines; drop-outs at clients and network.',
      unit: 'percentunit',
      min: 0,
      max: 1,
      width: 8,
      queries: [
        { expr: share('completed'), legend: `completed ${BY_JOB}` },
        { expr: share('straggler'), legend: `stragglers ${BY_JOB}` },
        { expr: share('dropped'), legend: `dropped ${BY_JOB}` },
      ],
    },
    {
      kind: 'bars',
      title: 'Drop-outs by reason',
      description: 'Kinds of reasons as the conventions have them: time-outs, network, resources, errors and others.',
      unit: 'short',
      width: 8,
      queries: [{ expr: sum('fl_dropout_type', growth(of('clientDropouts'))), legend: '{{fl_dropout_type}}' }],
      noValue: 'no client dropped out',
    },
    {
      kind: 'bars',
      title: 'Updates by result',
      description:
        'Updates that arrived, accepted, rejected or late, of every operation: evaluation is one, too, and is no participation.',
      unit: 'short',
      width: 8,
      queries: [
        {
          expr: sum('fl_operation_name, fl_update_result', growth(of('clientUpdates'))),
          legend: '{{fl_operation_name}} {{fl_update_result}}',
        },
      ],
    },
    {
      kind: 'lines',
      title: 'Late updates',
      description: 'Share of the training updates that came after their round. The alert LateUpdates watches it.',
      unit: 'percentunit',
      min: 0,
      max: 1,
      width: 8,
      queries: [
        {
          expr: ratio(
            sum(JOB, growth(of('clientUpdates', TRAIN, 'fl_update_result="late"'), WINDOW)),
            sum(JOB, growth(of('clientUpdates', TRAIN), WINDOW)),
          ),
          legend: BY_JOB,
        },
      ],
    },
  ],
};

const speed: RowSpec = {
  title: 'How fast they are',
  panels: [
    {
      kind: 'lines',
      title: 'Task duration',
      description:
        'Training tasks as the server sees them, with the way to the client and back. The distance between median and p99 is what the slowest clients cost each round.',
      unit: 's',
      width: 8,
      queries: [0.5, 0.9, 0.99].map((q) => ({
        expr: quantile(q, 'taskDuration', JOB, TRAIN),
        legend: `p${q * 100} ${BY_JOB}`,
      })),
      linksToRounds: true,
    },
    {
      kind: 'heatmap',
      title: 'Task durations',
      description: 'How many training tasks took how long. A band apart at the top is a group of slow clients.',
      unit: 's',
      width: 8,
      queries: [{ expr: heat('taskDuration', TRAIN) }],
    },
    {
      kind: 'lines',
      title: 'Slowest against median',
      description: 'How many times as long as the median the slowest percent of the tasks takes.',
      unit: 'none',
      decimals: 1,
      min: 1,
      width: 8,
      queries: [
        {
          expr: `${quantile(0.99, 'taskDuration', JOB, TRAIN)} / ${quantile(0.5, 'taskDuration', JOB, TRAIN)}`,
          legend: BY_JOB,
        },
      ],
    },
    {
      kind: 'lines',
      title: 'Task duration by operation',
      description: 'Mean duration of training, evaluation and what else clients are asked for.',
      unit: 's',
      width: 8,
      queries: [{ expr: mean(DURATION, 'fl_operation_name'), legend: '{{fl_operation_name}}' }],
    },
    {
      kind: 'bars',
      title: 'Tasks that failed',
      description: 'Tasks that ended with an error or a drop-out, by the class of the error.',
      unit: 'short',
      width: 8,
      queries: [
        {
          expr: sum('error_type', growth(selector(`${DURATION}_count`, ['error_type!=""']))),
          legend: '{{error_type}}',
        },
      ],
      noValue: 'no task failed',
    },
    {
      kind: 'lines',
      title: 'Staleness',
      description:
        'Rounds by which the base model of an update was behind: 0 unless training is asynchronous or clients are late.',
      unit: 'none',
      min: 0,
      width: 8,
      queries: [0.5, 0.9].map((q) => ({
        expr: quantile(q, 'updateStaleness', JOB),
        legend: `p${q * 100} ${BY_JOB}`,
      })),
      noValue: 'no update says how stale it is',
    },
  ],
};

const single: RowSpec = {
  title: 'Single clients (option prometheus.perClient of the app)',
  panels: [
    perClient('Slowest to train', 'Training time of the latest update.', 's', topClients('trainDuration')),
    perClient('Highest loss', 'Training loss on the client’s own data.', 'short', topClients('loss')),
    perClient(
      'Lowest accuracy',
      'Accuracy on the client’s own data.',
      'percentunit',
      `bottomk(10, ${ofClient('accuracy')})`,
    ),
    perClient(
      'Most samples',
      'Examples that the client trained on: its weight in the average.',
      'short',
      topClients('samples'),
    ),
    perClient(
      'Largest norm of update',
      'Norm of the update. One that is far above the others points at bad data, or at an attack.',
      'short',
      topClients('gradientNorm'),
    ),
    perClient(
      'Most stale',
      'Rounds by which the base model of the latest update was behind.',
      'none',
      topClients('staleness'),
    ),
  ],
};

function perClient(title: string, description: string, unit: string, expr: string): PanelSpec {
  return {
    kind: 'ranking',
    title,
    description: `${description} ${PER_CLIENT_NOTE}`,
    unit,
    width: 8,
    queries: [{ expr, legend: '{{fl_client_id}}' }],
    noValue: 'no series of single clients',
  };
}

/** Who takes part, who drops out and why, who is slow. */
export const clientsDashboard: DashboardSpec = {
  uid: 'fedotel-clients',
  title: 'Federated learning: clients',
  description: 'Participation, stragglers, drop-outs by reason, and the slowest clients of the chosen jobs.',
  variables: jobVariables,
  annotations: jobAnnotations,
  rows: [participation, speed, single],
};
