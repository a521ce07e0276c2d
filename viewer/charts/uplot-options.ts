import type uPlot from 'uplot';
import { formatTicks } from '../format/ticks.js';
import type { Unit } from '../format/units.js';
import type { ColorOf } from '../theme/use-colors.js';
import type { Band } from './bands.js';
import type { Curve } from './curves.js';
import { isLarge, largeSteps, ROUND_STEPS, type Scale, valueScale } from './scales.js';
import { stackedBars } from './stacked-bars.js';

/** What a plot looks like, apart from its numbers. */
export interface PlotLook {
  /** As when the plot is made; only their style is taken, the numbers may change. */
  readonly curves: readonly Curve[];
  /** Areas between curves, by their index. */
  readonly bands: readonly Band[];
  readonly colors: ColorOf;
  /** Of the whole plot with its labels, CSS pixels. */
  readonly width: number;
  /** Of the whole plot with its labels, CSS pixels. */
  readonly height: number;
  /** Of all curves. */
  readonly unit: Unit;
  /** Whether zero belongs to the axis of values. */
  readonly fromZero: boolean;
  /** Fixed scale, for charts side by side. */
  readonly scale: Scale | undefined;
  /** Small charts have fewer and narrower labels. */
  readonly small: boolean;
}

/** What a plot calls back. */
export interface PlotHooks {
  /** The curves as they are now: a plot outlives its numbers. */
  curves(): readonly Curve[];
  /** The pointer is at an index of the rounds, or away. */
  cursor(index: number | undefined): void;
  /** Rounds (fractions allowed) were marked by dragging. */
  brush(first: number, last: number): void;
  /** Draws over the finished plot. */
  draw(plot: uPlot): void;
}

/** Canvas text does not inherit the page’s font. */
const FONT = '11px sans-serif';

/** Rounds up to which each value is a dot: a client that takes part now and then has hardly any lines. */
const MOST_POINTS = 60;

/** The options of uPlot for a look. */
export function plotOptions(look: PlotLook, hooks: PlotHooks): uPlot.Options {
  const { curves, bands, colors, width, height, unit, fromZero, scale, small } = look;
  const axis = {
    stroke: colors('soft'),
    font: FONT,
    grid: { stroke: colors('rule'), width: 1 },
    ticks: { show: false },
  };
  return {
    width,
    height,
    // Ours is outside of the canvas: text that can be read aloud, selected and searched.
    legend: { show: false },
    padding: [8, 8, 0, 0],
    cursor: {
      y: false,
      // Dragging marks rounds for all charts of the page; this one is narrowed by that as the others are.
      drag: { x: true, y: false, setScale: false },
      points: { size: 7, width: 1.5 },
    },
    select: { show: true, left: 0, top: 0, width: 0, height: 0 },
    scales: {
      // Rounds are plain numbers; uPlot takes the first axis for seconds since 1970 unless told otherwise.
      x: { time: false, range: (_plot, min, max) => xRange(min, max) },
      y: {
        range: (_plot, min, max) => {
          const ends = scale ?? valueScale(min, max, fromZero);
          return [ends.min, ends.max];
        },
      },
    },
    axes: [
      {
        ...axis,
        size: 22,
        gap: 3,
        space: small ? 32 : 46,
        incrs: [...ROUND_STEPS],
        values: (_plot, splits) => roundLabels(splits),
      },
      {
        ...axis,
        // About 6.2 pixels a character of this font: measured text would be exact, and slow for each chart of many.
        size: (_plot, values) => 14 + 6.2 * Math.max(3, ...(values ?? []).map((value) => value.length)),
        gap: 4,
        space: small ? 24 : 30,
        ...(isLarge(curves.map((curve) => curve.values))
          ? { incrs: (_plot: uPlot, _axis: number, min: number, max: number) => largeSteps({ min, max }) }
          : {}),
        values: (_plot, splits, _axis, _space, step) => [...formatTicks(splits, step, unit)],
      },
    ],
    series: [{}, ...curves.map((curve, index) => seriesOf(curve, colors, () => hooks.curves()[index]?.values ?? []))],
    bands: bands.map(({ upper, lower, strength }) => ({
      series: [upper + 1, lower + 1],
      fill: withOpacity(colors(curves[upper]?.color ?? 's1'), strength),
    })),
    hooks: {
      setCursor: [(plot) => hooks.cursor(plot.cursor.idx ?? undefined)],
      // A mark of up to 3 pixels is a click of an unsteady hand.
      setSelect: [
        (plot) => {
          const { left, width: wide } = plot.select;
          if (wide > 3) hooks.brush(plot.posToVal(left, 'x'), plot.posToVal(left + wide, 'x'));
          plot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
        },
      ],
      draw: [(plot) => hooks.draw(plot)],
    },
  };
}

/** A curve, or a part of a stack of bars, in uPlot’s words. */
function seriesOf(
  { label, color, dash, shape, width = 1.5 }: Curve,
  colors: ColorOf,
  amounts: () => readonly (number | null)[],
): uPlot.Series {
  const stroke = colors(color);
  if (shape === 'bar') {
    return { label, stroke, width: 0, fill: stroke, points: { show: false }, paths: stackedBars(amounts) };
  }
  const points = {
    size: 4,
    fill: stroke,
    show: (_plot: uPlot, _series: number, from: number, to: number) => width > 0 && to - from <= MOST_POINTS,
  };
  // Gaps are spanned, because a client takes part now and then; the points say where it did.
  return { label, stroke, width, dash: [...(dash ?? [])], spanGaps: true, points };
}

/** Numbers of rounds, the first with the word. */
function roundLabels(splits: readonly number[]): string[] {
  const whole = splits.map((value) => (Number.isInteger(value) && value >= 0 ? String(value) : ''));
  const first = whole.findIndex((label) => label !== '');
  return whole.map((label, index) => (index === first ? `round ${label}` : label));
}

/** Half a round of room on both sides, so that bars and single points are whole. */
function xRange(min: number, max: number): [number, number] {
  return Number.isFinite(min) && Number.isFinite(max) ? [min - 0.5, max + 0.5] : [0, 1];
}

/** A colour (`#rrggbb`) that lets through what is behind. */
export function withOpacity(color: string, opacity: number): string {
  return `${color}${Math.round(opacity * 255)
    .toString(16)
    .padStart(2, '0')}`;
}
