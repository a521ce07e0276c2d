import type { DistributionSeries, LoggedText, RunView, ScalarSeries } from '../../run-model/index.js';
import type { Steps } from '../../steps/index.js';
import type { HistogramSeries, LoggedFrame, NumberSeries, TextEntry } from '../types.js';
import { usageColumns } from './usage.js';
import { frameNumber, present } from './values.js';

type IndexOf = (id: string) => number;
type Logged = Pick<RunView, 'scalars' | 'logged' | 'resources'>;

/** Digits that are kept of a number: more than a curve shows, and half as long as all. */
const DIGITS = 7;

/** What was logged by step and measured outside of rounds. */
export function* loggedFrame({ scalars, logged, resources }: Logged, indexOf: IndexOf): Steps<LoggedFrame> {
  const outside = resources.filter(({ clientId, round }) => clientId !== undefined && round === undefined);
  const columns = yield* usageColumns(outside);
  const series = scalars.series.filter(({ points }) => points.length > 0);
  return present<LoggedFrame>({
    numbers: series.map((each) => numberSeries(each, indexOf)),
    histograms: logged.distributions.map((each) => histogramSeries(each, indexOf)),
    texts: logged.newestTexts.map((each) => textEntry(each, indexOf)),
    left: scalars.series.length - series.length,
    usage: columns && { client: outside.map(({ clientId = '' }) => indexOf(clientId)), columns },
  });
}

function numberSeries({ name, clientId, points }: ScalarSeries, indexOf: IndexOf): NumberSeries {
  return present<NumberSeries>({
    name,
    client: clientId === undefined ? undefined : indexOf(clientId),
    steps: points.map(({ step }) => step),
    times: points.map(({ time }) => wholeMillis(time)),
    values: points.map(({ value }) => short(frameNumber(value) ?? null)),
  });
}

function histogramSeries({ name, clientId, points, newest }: DistributionSeries, indexOf: IndexOf): HistogramSeries {
  return present<HistogramSeries>({
    name,
    client: clientId === undefined ? undefined : indexOf(clientId),
    steps: points.map(({ step }) => step),
    times: points.map(({ time }) => wholeMillis(time)),
    min: points.map(({ min }) => short(min)),
    p10: points.map(({ p10 }) => short(p10)),
    median: points.map(({ median }) => short(median)),
    p90: points.map(({ p90 }) => short(p90)),
    max: points.map(({ max }) => short(max)),
    edges: newest.edges.map(short),
    counts: newest.counts,
  });
}

function textEntry({ name, clientId, step, time, text, isCut }: LoggedText, indexOf: IndexOf): TextEntry {
  return present<TextEntry>({
    name,
    client: clientId === undefined ? undefined : indexOf(clientId),
    step,
    time: wholeMillis(time) ?? undefined,
    text,
    cut: isCut ? true : undefined,
  });
}

function wholeMillis(time: number | undefined): number | null {
  return time === undefined ? null : Math.round(time);
}

function short<T>(value: T): T | number {
  return typeof value === 'number' && Number.isFinite(value) ? Number(value.toPrecision(DIGITS)) : value;
}
