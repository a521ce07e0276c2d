import type { HistogramEvent } from '../journal/events.js';
import { attemptOf } from './run-facts.js';
import { isNewer, pointsEach, type StepPoint, StepPoints } from './step-points.js';
import { millisOf } from './time.js';
import type { DistributionPoint, DistributionSeries } from './types.js';

/** Names (times clients) that are kept; histograms of later ones are counted only. */
const MAX_SERIES = 300;
/** Points of all series together. */
const BUDGET = 4000;
/** Bins of the newest histogram; neighbours are put together. */
const MAX_BINS = 32;

interface Point extends StepPoint {
  readonly view: DistributionPoint;
}

interface Series {
  readonly name: string;
  readonly clientId: string | undefined;
  readonly points: StepPoints<Point>;
  newest: Point & { readonly bins: DistributionSeries['newest'] };
}

/** Histograms of the tracking writer: quantiles over steps, and the bins of the newest. */
export class LoggedDistributions {
  readonly #series = new Map<string, Series>();

  add(event: HistogramEvent): void {
    const bins = binsOf(event);
    const view = bins && pointOf(event, bins);
    if (bins === undefined || view === undefined) return;
    const { name, client_id: clientId } = event;
    const mark = `${view.min} ${view.median} ${view.max} ${bins.counts.join()}`;
    const point: Point = { attempt: attemptOf(event), step: view.step, time: view.time, mark, view };
    const newest = { ...point, bins: rebinned(bins) };
    const key = `${clientId === undefined ? '' : `${clientId.length}:${clientId}`}|${name}`;
    const known = this.#series.get(key);
    if (known !== undefined && isNewer(point, known.newest)) known.newest = newest;
    const series = known ?? this.#create(key, { name, clientId, points: new StepPoints(), newest });
    series?.points.add(point, this.#most);
  }

  include(other: LoggedDistributions): void {
    for (const [key, series] of other.#series) {
      const known = this.#series.get(key) ?? this.#create(key, { ...series, points: new StepPoints() });
      if (known === undefined) continue;
      if (isNewer(series.newest, known.newest)) known.newest = series.newest;
      known.points.include(series.points, this.#most);
    }
  }

  view(): readonly DistributionSeries[] {
    return [...this.#series.values()].map(({ name, clientId, points, newest }) => {
      points.limit(this.#most);
      return { name, clientId, points: points.inOrder().map(({ view }) => view), newest: newest.bins };
    });
  }

  get #most(): number {
    return pointsEach(BUDGET, this.#series.size);
  }

  #create(key: string, series: Series): Series | undefined {
    if (this.#series.size >= MAX_SERIES) return undefined;
    this.#series.set(key, series);
    return series;
  }
}

interface Bins {
  readonly edges: readonly number[];
  readonly counts: readonly number[];
}

/** A journal may have been written by hand, and its reader gives large integers as bigints. */
function binsOf(event: HistogramEvent): Bins | undefined {
  const edges = event.edges.map(Number);
  const counts = event.counts.map(Number);
  const rising = edges.every(
    (edge, index) => Number.isFinite(edge) && (index === 0 || edge > (edges[index - 1] ?? edge)),
  );
  const isWhole = counts.length > 0 && edges.length === counts.length + 1 && counts.every((count) => count >= 0);
  return rising && isWhole ? { edges, counts } : undefined;
}

/** Quantiles by the bins, within which values are taken to be spread evenly; `undefined` when they hold nothing. */
function pointOf(event: HistogramEvent, { edges, counts }: Bins): DistributionPoint | undefined {
  const total = counts.reduce((sum, count) => sum + count, 0);
  const [min, max] = [Number(event.min), Number(event.max)];
  if (!(total > 0) || !Number.isFinite(min) || !Number.isFinite(max)) return undefined;
  const quantile = (share: number) => {
    let left = share * total;
    for (let bin = 0; bin < counts.length; bin++) {
      const count = counts[bin] ?? 0;
      if (count > 0 && left <= count) {
        const [from, to] = [edges[bin] ?? min, edges[bin + 1] ?? max];
        return Math.min(Math.max(from + ((to - from) * left) / count, min), max);
      }
      left -= count;
    }
    return max;
  };
  const [p10, median, p90] = [quantile(0.1), quantile(0.5), quantile(0.9)];
  return { step: Number(event.step), time: millisOf(event.timestamp), min, p10, median, p90, max };
}

function rebinned({ edges, counts }: Bins): Bins {
  const together = Math.ceil(counts.length / MAX_BINS);
  if (together === 1) return { edges, counts };
  const sums: number[] = [];
  counts.forEach((count, bin) => {
    const place = Math.floor(bin / together);
    sums[place] = (sums[place] ?? 0) + count;
  });
  const kept = edges.filter((_, index) => index % together === 0 && index < counts.length);
  return { edges: [...kept, ...edges.slice(-1)], counts: sums };
}
