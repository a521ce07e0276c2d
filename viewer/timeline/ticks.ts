/**
 * Round numbers between 0 and `span`, at most `count` steps apart: 1, 2 or 5 times a power of ten; above a minute,
 * steps that clocks have.
 */
export function ticksOf(span: number, count: number): number[] {
  return ticksBetween(0, span, count);
}

/** The same between two numbers from 0 on: a part of a scale has ticks at the numbers that the whole would have. */
export function ticksBetween(from: number, to: number, count: number): number[] {
  const span = to - from;
  if (!(span > 0) || !(count > 0)) return [from];
  const step = stepOf(span / count);
  const ticks: number[] = [];
  const slack = span * 0.0001;
  // Not below 0, and no −0 either.
  for (let index = Math.max(0, Math.ceil((from - slack) / step)); index * step <= to + slack; index++)
    ticks.push(index * step);
  return ticks;
}

/** In seconds: what clocks have, up to a day. */
const CLOCK_STEPS = [10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10_800, 21_600, 43_200, 86_400];

/** The next round step that is not shorter than this many seconds. */
function stepOf(least: number): number {
  if (least > 5) {
    const step = CLOCK_STEPS.find((candidate) => candidate >= least);
    if (step !== undefined) return step;
  }
  const power = 10 ** Math.floor(Math.log10(least));
  const factor = [1, 2, 5, 10].find((candidate) => candidate * power >= least * 0.9999) ?? 10;
  return factor * power;
}
