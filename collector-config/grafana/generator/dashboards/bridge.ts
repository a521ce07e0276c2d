import { bridgeMetrics } from '../../../../semconv/bridge.js';
import { growth, ofBridge, rate, sum } from '../promql.js';
import type { DashboardSpec, RowSpec } from '../types.js';

/** Not `fedotel_bridge_info`, whose label `instance` is the bridge's own id and may win over the scraped address. */
const SERIES = bridgeMetrics.startTime.prometheus;
const BY_SINK = '{{sink}}';

const bridge: RowSpec = {
  title: 'Bridge',
  panels: [
    {
      kind: 'table',
      title: 'Bridges',
      description: 'One line a bridge that is scraped: its version, and the id of its process’s life.',
      unit: 'none',
      width: 8,
      height: 6,
      queries: [{ expr: ofBridge('info') }],
      noValue: 'no bridge is scraped: fedotel bridge --metrics-listen',
    },
    {
      kind: 'now',
      title: 'Up for',
      description: 'Time since the bridge started. A short one that comes back again and again is a bridge that dies.',
      unit: 's',
      width: 4,
      height: 6,
      queries: [{ expr: `time() - ${ofBridge('startTime')}`, legend: '{{instance}}' }],
    },
    {
      kind: 'now',
      title: 'Active runs',
      description: 'Runs that data came of in the last 15 minutes.',
      unit: 'none',
      width: 4,
      height: 6,
      queries: [{ expr: ofBridge('activeRuns'), legend: '{{instance}}' }],
    },
    {
      kind: 'now',
      title: 'Pages watching',
      description: 'Pages that watch runs at the moment. Nothing without --page.',
      unit: 'none',
      width: 4,
      height: 6,
      queries: [{ expr: ofBridge('pageSubscribers'), legend: '{{instance}}' }],
    },
    {
      kind: 'now',
      title: 'Events written',
      description: 'Events in run files since the bridge started.',
      unit: 'short',
      width: 4,
      height: 6,
      queries: [{ expr: ofBridge('events'), legend: '{{instance}}' }],
    },
    {
      kind: 'lines',
      title: 'What comes',
      description:
        'Export requests received and events written a second. Duplicates came again after an answer was lost: they are dropped, and cost nothing but the way.',
      unit: 'short',
      width: 12,
      queries: [
        { expr: rate(ofBridge('requests')), legend: 'requests' },
        { expr: rate(ofBridge('events')), legend: 'events' },
        { expr: rate(ofBridge('duplicates')), legend: 'duplicates' },
      ],
    },
    {
      kind: 'lines',
      title: 'What is left out',
      description:
        'By the second: records that no run file keeps (ignored: not of federated learning), that break the conventions (malformed), values of another kind than these say (unusable), requests that the bridge failed on and set aside, and those that were told to come again because the disk did not take them.',
      unit: 'short',
      width: 12,
      queries: [
        { expr: rate(ofBridge('ignored')), legend: 'ignored' },
        { expr: rate(ofBridge('malformed')), legend: 'malformed' },
        { expr: rate(ofBridge('unusable')), legend: 'unusable values' },
        { expr: rate(ofBridge('quarantined')), legend: 'set aside' },
        { expr: rate(ofBridge('deferred')), legend: 'told to come again' },
      ],
    },
  ],
};

const destinations: RowSpec = {
  title: 'Destinations',
  panels: [
    {
      kind: 'lines',
      title: 'Behind',
      description:
        'How long some run has been behind without a break. BridgeSinkLag fires after ten minutes; nothing is lost meanwhile.',
      unit: 's',
      min: 0,
      width: 8,
      queries: [{ expr: ofBridge('sinkLagDuration'), legend: BY_SINK }],
    },
    {
      kind: 'lines',
      title: 'Bytes owed',
      description:
        'Bytes of run files that the destination does not have. It goes down when the destination answers again.',
      unit: 'decbytes',
      min: 0,
      width: 8,
      queries: [{ expr: ofBridge('sinkLagSize'), legend: BY_SINK }],
    },
    {
      kind: 'lines',
      title: 'Delivered',
      description: 'Events a second that each destination took.',
      unit: 'short',
      width: 8,
      queries: [{ expr: sum('sink', rate(ofBridge('sinkDelivered'))), legend: BY_SINK }],
    },
    {
      kind: 'bars',
      title: 'Attempts that were not taken',
      description:
        'They are tried again. When these grow the destination is away; when they do not and it is behind, it is slow.',
      unit: 'short',
      width: 8,
      queries: [{ expr: sum('sink', growth(ofBridge('sinkRetries'))), legend: BY_SINK }],
    },
    {
      kind: 'now',
      title: 'Parked runs',
      description:
        'Runs whose delivery waits for somebody to act: a wrong password, an experiment that was deleted. The bridge’s log says what.',
      unit: 'none',
      width: 8,
      queries: [{ expr: ofBridge('sinkParked'), legend: BY_SINK }],
    },
    {
      kind: 'now',
      title: 'Refused events',
      description: 'Events that the destination will never take. They are kept in .state/sinks of the runs folder.',
      unit: 'short',
      width: 8,
      queries: [{ expr: ofBridge('sinkRejected'), legend: BY_SINK }],
    },
  ],
};

/** Not what a Collector sends to itself: who sends to it is told of that, and keeps the data. */
const OUTWARD = 'exporter!="otlp_http/store"';

/** In front of the bridge; names as the Collector 0.155 shows them on its own address, without `_total`. */
const collector: RowSpec = {
  title: 'Collector in front',
  panels: [
    {
      kind: 'lines',
      title: 'Queue',
      description:
        'How full the queue in front of each exporter is. A full one makes the Collector answer 503, and senders keep their data.',
      unit: 'percentunit',
      min: 0,
      max: 1,
      width: 8,
      queries: [
        {
          expr: 'max by (exporter) (otelcol_exporter_queue_size / otelcol_exporter_queue_capacity)',
          legend: '{{exporter}}',
        },
      ],
    },
    {
      kind: 'lines',
      title: 'Sent',
      description: 'Points, spans and log records a second that each exporter delivered.',
      unit: 'short',
      width: 8,
      queries: ['metric_points', 'spans', 'log_records'].map((kind) => ({
        expr: sum('exporter', rate(`otelcol_exporter_sent_${kind}{${OUTWARD}}`)),
        legend: `{{exporter}} ${kind.replace('_', ' ')}`,
      })),
    },
    {
      kind: 'bars',
      title: 'Given up',
      description:
        'What exporters gave up on: it is lost. For the bridge’s exporter this must stay empty; a wrong token shows here.',
      unit: 'short',
      width: 8,
      queries: ['metric_points', 'spans', 'log_records'].map((kind) => ({
        expr: sum('exporter', growth(`otelcol_exporter_send_failed_${kind}{${OUTWARD}}`)),
        legend: `{{exporter}} ${kind.replace('_', ' ')}`,
      })),
      noValue: 'nothing',
    },
  ],
};

/** What the bridge received, wrote and delivered, and what it owes. */
export const bridgeDashboard: DashboardSpec = {
  uid: 'fedotel-bridge',
  title: 'Federated learning: bridge',
  description:
    'What the bridge received, wrote and delivered, what it owes to which destination, and the Collector in front of it.',
  variables: [
    {
      name: 'bridge',
      label: 'Bridge',
      description: 'Bridges that are scraped',
      metric: SERIES,
      of: 'instance',
    },
  ],
  annotations: [
    {
      name: 'Alerts',
      expr: 'ALERTS{alertstate="firing", alertname=~"Bridge.*|Collector.*"}',
      title: '{{alertname}} ({{severity}})',
      color: 'red',
    },
  ],
  rows: [bridge, destinations, collector],
};
