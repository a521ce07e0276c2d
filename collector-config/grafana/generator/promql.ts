import { type BridgeMetricKey, bridgeMetrics } from '../../../semconv/bridge.js';
import { type InstrumentKey, instruments } from '../../../semconv/index.js';

/** The window that the reader chooses for means, shares and quantiles: it should hold several rounds. */
export const WINDOW = '$window';
/** At least four scrapes, by Grafana from the interval that the data source names. */
const SMOOTH = '$__rate_interval';
/** From one point of the graph to the next, so that everything is counted once. */
const STEP = '$__interval';

/** Matchers of every metric of a job, from the variables of the dashboards on jobs. */
export const JOB_MATCHERS = ['fl_job_name=~"$job"', 'instance=~"$instance"'] as const;
/** A variable of another name: links between dashboards carry choices by name. */
const BRIDGE_MATCHERS = ['instance=~"$bridge"'] as const;

/** Selector of an instrument of the chosen jobs. */
export function of(key: InstrumentKey, ...matchers: readonly string[]): string {
  return selector(instruments[key].prometheus, matchers);
}

/** Selector of any metric with the labels of a job, such as those of single clients. */
export function selector(metric: string, matchers: readonly string[] = []): string {
  return `${metric}{${[...JOB_MATCHERS, ...matchers].join(', ')}}`;
}

/** Selector of a metric that the bridge shows about itself. */
export function ofBridge(key: BridgeMetricKey): string {
  return `${bridgeMetrics[key].prometheus}{${BRIDGE_MATCHERS.join(', ')}}`;
}

/** @param by labels that stay, apart */
export function sum(by: string, vector: string): string {
  return `sum by (${by}) (${vector})`;
}

/** Growth a second. */
export function rate(counter: string, window = SMOOTH): string {
  return `rate(${counter}[${window}])`;
}

/** Growth of a counter whose series are there before anything is counted. */
export function increase(counter: string, window = STEP): string {
  return `increase(${counter}[${window}])`;
}

/** Growth of a counter whose series come with their first count, which is no increase to Prometheus. */
export function growth(counter: string, window = STEP): string {
  return `(increase(${counter}[${window}]) > 0 or (${counter} unless ${counter} offset ${window}))`;
}

/** One sum over another of the same labels; 0 where there is nothing of the first. */
export function ratio(part: string, all: string): string {
  return `(${part} or 0 * ${all}) / ${all}`;
}

/**
 * A quantile of a histogram with buckets, over the chosen window.
 *
 * @param by labels that stay, apart
 */
export function quantile(q: number, key: InstrumentKey, by: string, ...matchers: readonly string[]): string {
  return `histogram_quantile(${q}, ${sum(`le, ${by}`, rate(buckets(key, ...matchers), WINDOW))})`;
}

/** Counts of a histogram's buckets from point to point, for a heat map. */
export function heat(key: InstrumentKey, ...matchers: readonly string[]): string {
  return sum('le', increase(buckets(key, ...matchers)));
}

/** Mean of a histogram's values, over the chosen window. */
export function mean(metric: string, by: string): string {
  const part = (suffix: string) => sum(by, increase(selector(`${metric}_${suffix}`), WINDOW));
  return `${part('sum')} / ${part('count')}`;
}

function buckets(key: InstrumentKey, ...matchers: readonly string[]): string {
  return selector(`${instruments[key].prometheus}_bucket`, matchers);
}
