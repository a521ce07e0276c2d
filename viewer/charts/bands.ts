import type { RoundFrame } from '../../exporters/page/types.js';
import type { Field } from '../format/fields.js';
import { type Curve, curveOf } from './curves.js';
import { type Scale, valueScale } from './scales.js';
import { type Spread, spreadOf, valueOfClient } from './statistics.js';

/** Clients up to which each has a chart of its own; more are shown as bands. */
export const MOST_MULTIPLES = 12;

/** A filled area between two curves, by their index. */
export interface Band {
  /** Index of the curve above. */
  readonly upper: number;
  /** Index of the curve below. */
  readonly lower: number;
  /** Opacity of the fill, 0 to 1. */
  readonly strength: number;
}

/** Percentiles of the clients over the rounds. */
export interface BandChart {
  /** Percentiles from the top down, then the one client’s curve if there is one. */
  readonly curves: readonly Curve[];
  /** The middle eight tenths, and in them the middle half. */
  readonly bands: readonly Band[];
}

/** The curves of the chart from the top down; only the median is drawn, the others are edges of areas. */
const PARTS: readonly (readonly [label: string, pick: keyof Spread, width: number])[] = [
  ['90 %', 'p90', 0],
  ['75 %', 'p75', 0],
  ['median', 'median', 2],
  ['25 %', 'p25', 0],
  ['10 %', 'p10', 0],
];

/**
 * The percentiles of a number over the clients of each round: an area with the middle half, one with the middle eight
 * tenths, and the median; with one client's own curve on top.
 */
export function bandChart(
  rounds: readonly RoundFrame[],
  field: Field,
  client: { readonly index: number; readonly label: string } | undefined,
): BandChart {
  const curves = PARTS.map(([label, pick, width]) =>
    curveOf(
      { label, color: 's1', width },
      field,
      rounds.map((frame) => spreadOf(frame, field.name)?.[pick]),
    ),
  );
  if (client !== undefined) {
    const values = rounds.map((frame) => valueOfClient(frame, client.index, field.name));
    curves.push(curveOf({ label: client.label, color: 's2', width: 2, dash: [6, 3] }, field, values));
  }
  return {
    curves,
    bands: [
      { upper: 0, lower: 4, strength: 0.16 },
      { upper: 1, lower: 3, strength: 0.24 },
    ],
  };
}

/** Least and greatest value of some curves, so that small charts side by side have one scale. */
export function commonScale(curves: readonly Curve[]): Scale | undefined {
  let min = Number.POSITIVE_INFINITY;
  let max = Number.NEGATIVE_INFINITY;
  for (const { values } of curves) {
    for (const value of values) {
      if (value === null) continue;
      if (value < min) min = value;
      if (value > max) max = value;
    }
  }
  return min > max ? undefined : valueScale(min, max, false, 0.06);
}
