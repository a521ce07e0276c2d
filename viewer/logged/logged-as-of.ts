import type { FrameNumber, LoggedFrame } from '../../exporters/page/types.js';

/** What had been logged at a moment. Values without a time are known from the beginning. */
export function loggedAsOf(logged: LoggedFrame, time: number): LoggedFrame {
  const isKnown = (at: FrameNumber | undefined) => typeof at !== 'number' || at <= time;
  const { usage: _usage, ...rest } = logged;
  return {
    // What was measured outside of rounds is a sum up to now, of which nobody knows how much was then.
    ...rest,
    numbers: logged.numbers.flatMap((series) => {
      const pick = picker(series.times, isKnown);
      const steps = pick(series.steps);
      return steps.length === 0 ? [] : [{ ...series, steps, times: pick(series.times), values: pick(series.values) }];
    }),
    histograms: logged.histograms.flatMap((series) => {
      const pick = picker(series.times, isKnown);
      const { steps, times, min, p10, median, p90, max } = series;
      if (pick(steps).length === 0) return [];
      // The bins are those of the newest: of the one before nothing but its quantiles is here.
      const bins = isKnown(times.at(-1)) ? {} : { edges: [], counts: [] };
      const columns = { steps: pick(steps), times: pick(times), min: pick(min), p10: pick(p10), p90: pick(p90) };
      return [{ ...series, ...columns, median: pick(median), max: pick(max), ...bins }];
    }),
    texts: logged.texts.filter((text) => isKnown(text.time)),
  };
}

/** Takes from a column what had been logged; the column itself when that is all. */
function picker(times: readonly FrameNumber[], isKnown: (at: FrameNumber | undefined) => boolean) {
  const known = times.map(isKnown);
  return <T>(column: readonly T[]): readonly T[] =>
    known.includes(false) ? column.filter((_, place) => known[place] === true) : column;
}
