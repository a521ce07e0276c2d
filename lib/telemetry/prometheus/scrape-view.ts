import type { MetricData, ResourceMetrics } from '@opentelemetry/sdk-metrics';
import { ATTR_FL_JOB_NAME, instruments, SCOPE_NAME } from '../../../semconv/index.js';
import { metricName } from './metric-name.js';

/** How long the gauges of a job stay after its last run ended: two scrapes at the slowest usual interval. */
export const AFTER_RUN_MILLIS = 5 * 60_000;

/** Values of the SDK's `DataPointType`, which is a number in its public types. */
const GAUGE = 2;
const SUM = 3;

/** What a scraper is shown of what the SDK collected. */
export interface ScrapeView {
  /** Never changes what it is given. */
  of(collected: ResourceMetrics): ResourceMetrics;
}

/** Makes the view. @param now epoch milliseconds */
export function createScrapeView(now: () => number = Date.now): ScrapeView {
  return new RenamingView(now);
}

/**
 * Gives metrics their Prometheus names, which the exporter leaves to its caller, and leaves out what says nothing any
 * more: a gauge keeps its last value for ever, also when the run that set it is long over.
 */
class RenamingView implements ScrapeView {
  readonly #now: () => number;
  /** When each job was first seen without a run. */
  readonly #idleSince = new Map<string, number>();

  constructor(now: () => number) {
    this.#now = now;
  }

  of(collected: ResourceMetrics): ResourceMetrics {
    const over = this.#jobsThatAreOver(collected);
    return {
      ...collected,
      scopeMetrics: collected.scopeMetrics.map(({ scope, metrics }) => ({
        scope,
        metrics: metrics
          .map((metric) => renamed(scope.name === SCOPE_NAME ? withoutPast(metric, over) : metric))
          .filter(({ dataPoints }) => dataPoints.length > 0),
      })),
    };
  }

  #jobsThatAreOver({ scopeMetrics }: ResourceMetrics): ReadonlySet<string> {
    const active = scopeMetrics
      .filter(({ scope }) => scope.name === SCOPE_NAME)
      .flatMap(({ metrics }) => metrics)
      .find(({ descriptor }) => descriptor.name === instruments.activeRuns.name);
    const over = new Set<string>();
    for (const { attributes, value } of active?.dataPoints ?? []) {
      const job = String(attributes[ATTR_FL_JOB_NAME]);
      if (typeof value !== 'number' || value > 0) {
        this.#idleSince.delete(job);
        continue;
      }
      const since = this.#idleSince.get(job) ?? this.#now();
      this.#idleSince.set(job, since);
      if (this.#now() - since >= AFTER_RUN_MILLIS) {
        over.add(job);
      }
    }
    return over;
  }
}

/** Runs that ended have no info, and gauges of jobs that are over none at all. Counters stay: they must never go back. */
function withoutPast(metric: MetricData, over: ReadonlySet<string>): MetricData {
  if (metric.dataPointType !== GAUGE) {
    return metric;
  }
  const info = metric.descriptor.name === instruments.runInfo.name;
  return {
    ...metric,
    dataPoints: metric.dataPoints.filter(
      ({ attributes, value }) => !over.has(String(attributes[ATTR_FL_JOB_NAME])) && !(info && value === 0),
    ),
  };
}

/** The unit is in the name now. As a comment of its own it would be in UCUM, which Prometheus does not know. */
function renamed(metric: MetricData): MetricData {
  const { descriptor } = metric;
  const kind =
    metric.dataPointType === SUM && metric.isMonotonic ? 'counter' : metric.dataPointType === GAUGE ? 'gauge' : 'other';
  const name = metricName(descriptor.name, { unit: descriptor.unit, kind });
  return { ...metric, descriptor: { ...descriptor, name, unit: '', description: descriptor.description || name } };
}
