import type { Signal } from '@preact/signals';
import { useSignalEffect } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useEffect, useMemo, useRef } from 'preact/hooks';
import uPlot from 'uplot';
import { formatValue, type Unit } from '../format/units.js';
import { useSize } from '../parts/use-size.js';
import type { Hover, RoundRange } from '../selection/selection.js';
import { useColors } from '../theme/use-colors.js';
import type { Band } from './bands.js';
import { type Curve, describeCurve, newestIndex, valueAt } from './curves.js';
import { Legend } from './legend.js';
import { drawMarks } from './marks.js';
import { stacked } from './round-charts.js';
import { isLarge, type Scale } from './scales.js';
import { plotOptions } from './uplot-options.js';
import 'uplot/dist/uPlot.min.css';
import './charts.css';

/** A chart of curves over rounds. */
export interface PlotProps {
  /** Above the chart; a button where it chooses something. */
  readonly title: ComponentChildren;
  /** Said by a screen reader before the description of the first curve. */
  readonly name: string;
  /** Numbers of the rounds, ascending: the places on the axis. All curves have a value or `null` for each. */
  readonly rounds: readonly number[];
  /** In order of drawing. Bars are stacked, the first at the bottom. */
  readonly curves: readonly Curve[];
  /** Areas between curves; none when left out. */
  readonly bands?: readonly Band[];
  /** Of all curves: a chart has one axis of values. */
  readonly unit: Unit;
  /** Whether the axis begins with zero, for amounts. Default: false, for what wavers around some value. */
  readonly fromZero?: boolean;
  /** Ends of the axis of values, for charts that are compared by height; by the chart's own values when left out. */
  readonly scale?: Scale;
  /** One of many side by side: less high, with fewer labels. */
  readonly small?: boolean;
  /** Height of the drawing in CSS pixels. Default: 190, or 110 when small. */
  readonly height?: number;
  /** What the pointer is at anywhere on the page; written while it is over this chart. */
  readonly hover: Signal<Hover | undefined>;
  /** Client that the pointer is at while over this chart. */
  readonly client?: number;
  /** Rounds that the chart is narrowed to. */
  readonly range?: RoundRange | undefined;
  /** Number of the chosen round, marked by a line. */
  readonly selected?: number | undefined;
  /**
   * Rounds were marked by dragging, or the mark was taken back by a double click. Without it dragging does nothing.
   */
  readonly onRange?: (range: RoundRange | undefined) => void;
  /** A round was clicked. */
  readonly onPick?: (round: number) => void;
  /** Whether the chart stands out among others: it is of the client in question. */
  readonly marked?: boolean;
}

/** One list for all charts without areas, so that they are not drawn again for nothing. */
const NONE: readonly Band[] = [];

/** Draws a chart. Hovering, marking a range and picking a round are shared with all other charts by their signals. */
export function Plot(props: PlotProps) {
  const {
    title,
    name,
    rounds,
    curves,
    bands = NONE,
    unit,
    fromZero = false,
    scale,
    small = false,
    hover,
    client,
  } = props;
  const { height = small ? 110 : 190, range, selected, marked = false } = props;
  // uPlot draws into the box by itself; what Preact renders is only the box, the title and the legend.
  const box = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | undefined>(undefined);
  const { width } = useSize(box);
  const colors = useColors();
  // A plot outlives many renderings: its callbacks read the props of the last one, not of the one that made it.
  const latest = useRef(props);
  latest.current = props;
  const bars = curves[0]?.shape === 'bar';
  const data = useMemo(() => dataOf(rounds, curves, bars), [rounds, curves, bars]);
  const write = (value: number) => formatValue(value, unit);
  const structure = `${curves.map(({ label, color, width: wide }) => `${label}|${color}|${wide}`).join()}|${unit}|${small}|${scale?.min}|${scale?.max}|${isLarge(curves.map(({ values }) => values))}`;

  // `structure` stands for all that the options are made of.
  useEffect(() => {
    if (box.current === null || width === 0) return;
    const look = {
      curves,
      bands,
      colors,
      width,
      height,
      unit,
      fromZero,
      scale,
      small,
    };
    const options = plotOptions(look, {
      // uPlot gives an index into its rounds. Two charts that follow each other would call for ever, so that what is
      // known already is not said again.
      cursor(index) {
        const round = index === undefined ? undefined : latest.current.rounds[index];
        if (round === hover.peek()?.round && client === hover.peek()?.client) return;
        hover.value = round === undefined ? undefined : { round, ...(client === undefined ? {} : { client }) };
      },
      // Only rounds that lie wholly within the mark; a mark between two rounds is none.
      brush(first, last) {
        const [from, to] = [Math.ceil(first), Math.floor(last)];
        if (from <= to) latest.current.onRange?.({ first: from, last: to });
      },
      curves: () => latest.current.curves,
      draw: (drawn) => drawMarks(drawn, latest.current.curves, latest.current.selected, colors),
    });
    const created = new uPlot(options, data, box.current);
    plot.current = created;
    return () => {
      created.destroy();
      plot.current = undefined;
    };
  }, [structure, colors, width, height]);
  useEffect(() => {
    // Without a new scale: that is set below, by the rounds that are chosen, and not by what data there are.
    plot.current?.setData(data, false);
    const first = range?.first ?? rounds[0] ?? 0;
    plot.current?.setScale('x', { min: first, max: range?.last ?? rounds.at(-1) ?? first + 1 });
  }, [data, range, structure, colors, width]);
  useEffect(() => {
    // The line at the chosen round is drawn over the plot and needs no new paths.
    plot.current?.redraw(false);
  }, [selected]);
  useSignalEffect(() => {
    const round = hover.value?.round;
    const drawn = plot.current;
    if (drawn === undefined || drawn.cursor.left === undefined) return;
    const left = round === undefined ? -10 : drawn.valToPos(round, 'x');
    if (Math.abs(left - drawn.cursor.left) > 0.5) drawn.setCursor({ left, top: round === undefined ? -10 : 0 }, false);
  });

  // Without a round in question, what is newest: a round that runs has counts already, but no results.
  const asked = hover.value?.round ?? selected;
  const indexOf = (curve: Curve) =>
    asked !== undefined ? rounds.indexOf(asked) : bars ? rounds.length - 1 : newestIndex(curve);
  // Of percentiles the median is described, which is drawn strongest; the edges of areas come before it.
  const first = curves.find(({ width: wide }) => wide === 2) ?? curves[0];
  return (
    <figure class={`plot${small ? ' small' : ''}${marked ? ' marked-plot' : ''}`}>
      <figcaption>
        <span class="plot-title">{title}</span>
        <Legend curves={curves} small={small} write={(curve) => formatValue(valueAt(curve, indexOf(curve)), unit)} />
      </figcaption>
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: rounds are chosen by keyboard in the table of rounds and the replay */}
      <div
        ref={box}
        class="plot-box"
        style={{ height: `${height}px` }}
        role="img"
        aria-label={`${name}. ${first === undefined ? '' : describeCurve(first, rounds, write)}`}
        onClick={() => {
          const round = hover.peek()?.round;
          if (round !== undefined) latest.current.onPick?.(round);
        }}
        onDblClick={() => latest.current.onRange?.(undefined)}
      />
    </figure>
  );
}

/** Numbers for uPlot; of stacked bars their tops. */
function dataOf(rounds: readonly number[], curves: readonly Curve[], bars: boolean): uPlot.AlignedData {
  const values = bars ? stacked(curves) : curves.map((curve) => curve.values);
  return [[...rounds], ...values.map((column) => [...column])];
}
