import type { FrameNumber } from '../../exporters/page/types.js';

/** A point of a drawing, 0 to 1 from its left and its bottom. */
export interface Place {
  readonly x: number;
  readonly y: number;
}

/** Where steps and values stand in a drawing. */
export interface StepScale {
  /** Least and greatest step that has a finite value. */
  readonly steps: readonly [first: number, last: number];
  /** Least and greatest finite value. */
  readonly values: readonly [least: number, greatest: number];
  /** Where a point stands; one beyond the scale lies outside of the drawing. */
  place(step: number, value: number): Place;
}

/** A scale that holds some columns of steps and values; `undefined` when there is no finite value. */
export function stepScale(
  columns: readonly { readonly steps: readonly number[]; readonly values: readonly FrameNumber[] }[],
): StepScale | undefined {
  let [first, last, least, greatest] = [Infinity, -Infinity, Infinity, -Infinity];
  for (const { steps, values } of columns) {
    steps.forEach((step, place) => {
      const value = values[place];
      if (typeof value !== 'number') return;
      [first, last] = [Math.min(first, step), Math.max(last, step)];
      [least, greatest] = [Math.min(least, value), Math.max(greatest, value)];
    });
  }
  if (first > last) return undefined;
  // A single step, or values that are all the same, stand in the middle.
  const wide = last - first;
  // By halves, because the difference of the least and the greatest double is none.
  const high = greatest / 2 - least / 2;
  return {
    steps: [first, last],
    values: [least, greatest],
    place: (step, value) => ({
      x: wide === 0 ? 0.5 : (step - first) / wide,
      y: high === 0 ? 0.5 : (value / 2 - least / 2) / high,
    }),
  };
}
