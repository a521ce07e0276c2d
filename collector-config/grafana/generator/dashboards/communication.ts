import { instruments } from '../../../../semconv/index.js';
import { growth, heat, increase, mean, of, quantile, rate, ratio, sum, WINDOW } from '../promql.js';
import type { DashboardSpec, RowSpec } from '../types.js';
import { PER_CLIENT_NOTE, topClients } from './per-client.js';
import { BY_JOB, JOB, jobAnnotations, jobVariables } from './shared.js';

const DIRECTION = 'network_io_direction';

const traffic: RowSpec = {
  title: 'Traffic with clients',
  panels: [
    {
      kind: 'lines',
      title: 'Bytes by direction',
      description: 'Bytes a second as the updates report them, seen by the server: receive is what clients sent.',
      unit: 'Bps',
      width: 12,
      queries: [
        {
          expr: sum(`${JOB}, ${DIRECTION}`, rate(of('communicationIo'), WINDOW)),
          legend: `{{${DIRECTION}}} ${BY_JOB}`,
        },
      ],
    },
    {
      kind: 'now',
      title: 'Bytes so far',
      description: 'All bytes since the app started.',
      unit: 'decbytes',
      width: 6,
      queries: [{ expr: sum(`${JOB}, ${DIRECTION}`, of('communicationIo')), legend: `{{${DIRECTION}}} ${BY_JOB}` }],
    },
    {
      kind: 'lines',
      title: 'Bytes per round',
      description: 'What a round costs in both directions: compression and fewer clients lower it.',
      unit: 'decbytes',
      width: 6,
      queries: [
        {
          expr: `${sum(JOB, increase(of('communicationIo'), WINDOW))} / (${sum(JOB, increase(of('roundsCompleted'), WINDOW))} > 0)`,
          legend: BY_JOB,
        },
      ],
    },
  ],
};

const updates: RowSpec = {
  title: 'Updates',
  panels: [
    {
      kind: 'lines',
      title: 'Size of updates',
      description: 'Size of clients’ updates as sent: mean, median and what one in ten exceeds.',
      unit: 'decbytes',
      width: 8,
      queries: [
        { expr: mean(instruments.updateSize.prometheus, JOB), legend: `mean ${BY_JOB}` },
        { expr: quantile(0.5, 'updateSize', JOB), legend: `p50 ${BY_JOB}` },
        { expr: quantile(0.9, 'updateSize', JOB), legend: `p90 ${BY_JOB}` },
      ],
    },
    {
      kind: 'heatmap',
      title: 'Sizes of updates',
      description: 'How many updates had which size. All clients of one model send the same unless they compress.',
      unit: 'decbytes',
      width: 8,
      queries: [{ expr: heat('updateSize') }],
    },
    {
      kind: 'bars',
      title: 'Updates',
      description: 'Updates that arrived, from one bar to the next.',
      unit: 'short',
      width: 8,
      queries: [{ expr: sum(JOB, growth(of('clientUpdates'))), legend: BY_JOB }],
    },
  ],
};

const failures: RowSpec = {
  title: 'Failures',
  panels: [
    {
      kind: 'bars',
      title: 'Failed communications',
      description:
        'Sends and receipts that failed, from one bar to the next, as the app says; a client may succeed later.',
      unit: 'short',
      width: 12,
      queries: [{ expr: sum(JOB, growth(of('communicationFailures'))), legend: BY_JOB }],
      noValue: 'none failed',
    },
    {
      kind: 'lines',
      title: 'Failures per update',
      description: 'Failed communications for each update that arrived.',
      unit: 'percentunit',
      min: 0,
      width: 12,
      queries: [
        {
          expr: ratio(
            sum(JOB, growth(of('communicationFailures'), WINDOW)),
            sum(JOB, growth(of('clientUpdates'), WINDOW)),
          ),
          legend: BY_JOB,
        },
      ],
      noValue: 'none failed',
    },
  ],
};

const single: RowSpec = {
  title: 'Single clients (option prometheus.perClient of the app)',
  panels: [
    {
      title: 'Sent most',
      description: 'Bytes that the client sent with its latest update.',
      unit: 'decbytes',
      field: 'bytesSent',
    },
    {
      title: 'Received most',
      description: 'Bytes that the client received for its latest update.',
      unit: 'decbytes',
      field: 'bytesReceived',
    },
    {
      title: 'Highest latency',
      description: 'Network latency that the client reported.',
      unit: 's',
      field: 'networkLatency',
    },
  ].map(({ title, description, unit, field }) => ({
    kind: 'ranking' as const,
    title,
    description: `${description} ${PER_CLIENT_NOTE}`,
    unit,
    width: 8,
    queries: [{ expr: topClients(field), legend: '{{fl_client_id}}' }],
    noValue: 'no series of single clients',
  })),
};

/** What goes over the network, how large updates are, and what fails. */
export const communicationDashboard: DashboardSpec = {
  uid: 'fedotel-communication',
  title: 'Federated learning: communication',
  description: 'Bytes by direction, sizes of updates and failures of the chosen jobs.',
  variables: jobVariables,
  annotations: jobAnnotations,
  rows: [traffic, updates, failures, single],
};
