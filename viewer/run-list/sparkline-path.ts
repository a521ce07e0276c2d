import type { FrameNumber } from '../../exporters/page/types.js';
import { finiteOf } from '../format/units.js';

/**
 * The path of a small curve in a box, from its first to its last value; values that are no numbers leave a gap.
 *
 * @returns `undefined` when there are not two values in a row
 */
export function sparklinePath(values: readonly FrameNumber[], width: number, height: number): string | undefined {
  const numbers = values.map((value) => finiteOf(value));
  const finite = numbers.filter((value) => value !== undefined);
  if (finite.length < 2) return undefined;
  const low = finite.reduce((a, b) => Math.min(a, b));
  // By halves, because the difference of the least and the greatest double is none.
  const span = finite.reduce((a, b) => Math.max(a, b)) / 2 - low / 2;
  const step = width / Math.max(1, numbers.length - 1);
  let path = '';
  let drawn = false;
  let lines = 0;
  numbers.forEach((value, index) => {
    if (value === undefined) {
      drawn = false;
      return;
    }
    const y = span === 0 ? height / 2 : height - ((value / 2 - low / 2) / span) * height;
    path += `${drawn ? 'L' : 'M'}${round(index * step)} ${round(y)}`;
    if (drawn) lines++;
    drawn = true;
  });
  return lines === 0 ? undefined : path;
}

/** A tenth of a pixel is fine enough, and a long list of runs stays small. */
function round(value: number): number {
  return Math.round(value * 10) / 10;
}
