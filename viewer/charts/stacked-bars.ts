import type uPlot from 'uplot';

/** Share of a round's width that its bar takes, and the widest bar in CSS pixels. */
const BAR_SHARE = 0.82;
const WIDEST_BAR = 28;

/**
 * Draws the bars of one part of a stack, each from the top of the part beneath to its own, on whole pixels: bars that
 * were drawn behind each other would show a seam.
 *
 * @param amounts gives what the part adds, by index of the rounds; the plot's numbers are the tops
 */
export function stackedBars(amounts: () => readonly (number | null)[]): uPlot.Series.PathBuilder {
  return (plot, series, from, to) => {
    const fill = new Path2D();
    const tops = plot.data[series];
    const added = amounts();
    const step = Math.abs(plot.valToPos(1, 'x', true) - plot.valToPos(0, 'x', true));
    const width = Math.max(1, Math.round(Math.min(step * BAR_SHARE, WIDEST_BAR * devicePixelRatio)));
    for (let index = from; index <= to; index++) {
      const top = tops?.[index];
      const round = plot.data[0][index];
      if (top === null || top === undefined || round === undefined) continue;
      const left = Math.round(plot.valToPos(round, 'x', true) - width / 2);
      const high = Math.round(plot.valToPos(top, 'y', true));
      const low = Math.round(plot.valToPos(top - (added[index] ?? 0), 'y', true));
      fill.rect(left, high, width, low - high);
    }
    return { stroke: null, fill };
  };
}
