import type { FrameNumber } from '../../exporters/page/types.js';
import type { Field } from '../format/fields.js';
import { numberOf } from '../format/units.js';

/** A point that has no place on the scale, and is marked at the edge of the chart instead of being left out silently. */
export interface OddPoint {
  /** Index into the chart's rounds. */
  readonly index: number;
  readonly kind: 'NaN' | 'Infinity' | '-Infinity';
}

/** One curve of a chart: a value for each of its rounds. */
export interface Curve {
  /** For the legend; unique within the chart. */
  readonly label: string;
  /** Name of a colour of the theme, without dashes. */
  readonly color: string;
  /** In the unit's base; `null` where there is none. */
  readonly values: readonly (number | null)[];
  /** What of the values is no finite number. */
  readonly odd: readonly OddPoint[];
  /** Lengths of dash and gap: the second thing by which curves are told apart. */
  readonly dash?: readonly number[];
  /** `bar`: counts that are stacked on the bars before. */
  readonly shape?: 'line' | 'bar';
  /** Width of the line in CSS pixels; 0 draws none, for the edges of areas. Default: 1.5. */
  readonly width?: number;
}

/** Dashes for curves that are shown together, by their place. */
export const DASHES: readonly (readonly number[])[] = [
  [],
  [7, 3],
  [2, 3],
  [9, 3, 2, 3],
  [4, 2],
  [12, 4],
  [1, 2],
  [6, 2, 1, 2, 1, 2],
];

/** Colour and dash of the curve at a place: eight of each, so that neighbours differ in both. */
export function curveStyle(place: number): { readonly color: string; readonly dash: readonly number[] } {
  return { color: `s${(place % 8) + 1}`, dash: DASHES[place % DASHES.length] ?? [] };
}

/** Splits the values of a field into what can be drawn and what is marked. */
export function curveOf(
  style: Omit<Curve, 'values' | 'odd'>,
  field: Field,
  values: readonly (FrameNumber | undefined)[],
): Curve {
  const odd: OddPoint[] = [];
  const drawn = values.map((value, index) => {
    const number = numberOf(field.base(value));
    if (number === undefined) return null;
    if (Number.isFinite(number)) return number;
    odd.push({ index, kind: Number.isNaN(number) ? 'NaN' : number > 0 ? 'Infinity' : '-Infinity' });
    return null;
  });
  return { ...style, values: drawn, odd };
}

/** Whether a curve has anything to show. */
export function hasPoints({ values, odd }: Curve): boolean {
  return odd.length > 0 || values.some((value) => value !== null);
}

/** The value at an index in words: a number's, `NaN`, or nothing. */
export function valueAt({ values, odd }: Curve, index: number): FrameNumber {
  return values[index] ?? odd.find((point) => point.index === index)?.kind ?? null;
}

/** Index of a curve's newest value, odd ones included; -1 when it has none. */
export function newestIndex({ values, odd }: Curve): number {
  let index = values.length - 1;
  while (index >= 0 && values[index] === null) index--;
  return Math.max(index, ...odd.map((point) => point.index));
}

/** A chart in one sentence, for those who do not see it: first, last, least and greatest value of the first curve. */
export function describeCurve(curve: Curve, rounds: readonly number[], write: (value: number) => string): string {
  const points = curve.values.flatMap((value, index) => (value === null ? [] : [{ value, round: rounds[index] ?? 0 }]));
  const [first] = points;
  const last = points.at(-1);
  if (first === undefined || last === undefined) return `${curve.label}: no values.`;
  const least = points.reduce((a, b) => (b.value < a.value ? b : a));
  const greatest = points.reduce((a, b) => (b.value > a.value ? b : a));
  const odd = curve.odd.map(({ index, kind }) => `${kind} in round ${rounds[index] ?? 0}`);
  return [
    `${curve.label}: from ${write(first.value)} in round ${first.round} to ${write(last.value)} in round ${last.round}`,
    `least ${write(least.value)} in round ${least.round}`,
    `greatest ${write(greatest.value)} in round ${greatest.round}`,
    ...odd.slice(0, 5),
  ].join(', ');
}
