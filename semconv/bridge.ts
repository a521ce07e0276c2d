/** A number that a bridge shows about itself. */
export interface BridgeMetric {
  /** OpenTelemetry name. */
  readonly name: string;
  /** UCUM. */
  readonly unit: string;
  /** Exact Prometheus name, as it follows from name, unit and kind. */
  readonly prometheus: string;
  readonly instrument: 'counter' | 'gauge';
  readonly brief: string;
  /** Labels in Prometheus, in their order. */
  readonly labels: readonly string[];
}

const SINK = ['sink'] as const;

/**
 * The metrics of a bridge about itself, by the name that code uses. They are no metrics of federated learning: no run
 * sends them, and nothing stores them but whoever scrapes the bridge.
 */
export const bridgeMetrics = {
  info: metric('info', 'gauge', '{bridge}', 'Always 1; the labels tell which bridge this is.', ['version', 'instance']),
  startTime: metric('start.time', 'gauge', 's', 'When the bridge started, in seconds since 1970.'),
  requests: metric('requests', 'counter', '{request}', 'Export requests that were received.'),
  events: metric('events', 'counter', '{event}', 'Events that were written to run files.'),
  duplicates: metric('duplicates', 'counter', '{event}', 'Events that were in a run file already and came again.'),
  ignored: metric('ignored', 'counter', '{record}', 'Records that no run file keeps.'),
  malformed: metric('malformed', 'counter', '{record}', 'Records that claim to be ours and break the conventions.'),
  unusable: metric(
    'unusable',
    'counter',
    '{value}',
    'Values of another kind than the conventions say, which records are kept without.',
  ),
  quarantined: metric('quarantined', 'counter', '{request}', 'Requests set aside because the bridge failed on them.'),
  deferred: metric(
    'deferred',
    'counter',
    '{request}',
    'Requests that were told to come again, because the disk did not take them.',
  ),
  activeRuns: metric('active.runs', 'gauge', '{run}', 'Runs that data came of in the last 15 minutes.'),
  pageSubscribers: metric('page.subscribers', 'gauge', '{connection}', 'Pages that watch runs at the moment.'),
  sinkDelivered: metric('sink.delivered', 'counter', '{event}', 'Events that the destination took.', SINK),
  sinkRetries: metric('sink.retries', 'counter', '{attempt}', 'Attempts that the destination did not take.', SINK),
  sinkRejected: metric('sink.rejected', 'counter', '{event}', 'Events that the destination will never take.', SINK),
  sinkParked: metric('sink.parked', 'gauge', '{run}', 'Runs whose delivery waits for somebody to act.', SINK),
  sinkLagSize: metric('sink.lag', 'gauge', 'By', 'Bytes of run files that the destination does not have.', SINK),
  sinkLagDuration: metric(
    'sink.lag.duration',
    'gauge',
    's',
    'How long some run has been behind without a break.',
    SINK,
  ),
} as const satisfies Readonly<Record<string, BridgeMetric>>;

/** Name of a bridge's metric in code. */
export type BridgeMetricKey = keyof typeof bridgeMetrics;

function metric(
  last: string,
  instrument: BridgeMetric['instrument'],
  unit: string,
  brief: string,
  labels: readonly string[] = [],
): BridgeMetric {
  const name = `fedotel.bridge.${last}`;
  const words = [name.replaceAll('.', '_')];
  if (unit === 's') words.push('seconds');
  if (unit === 'By') words.push('bytes');
  if (instrument === 'counter') words.push('total');
  return { name, unit, prometheus: words.join('_'), instrument, brief, labels };
}
