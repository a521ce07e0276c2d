/**
 * Round numbers between 0 and `span`, at most `count` steps apart: 1, 2 or 5 times a power of ten; above a minute,
 * steps that clocks have.
 */
export function ticksOf(span: number, count: number): number[] {
  if (!(span > 0) || !(count > 0)) return [0];
  const step = stepOf(span / count);
  const ticks: number[] = [];
  for (let index = 0; index * step <= span * 1.0001; index++) ticks.push(index * step);
  return ticks;
}

const CLOCK_STEPS = [10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10_800, 21_600, 43_200, 86_400];

function stepOf(least: number): number {
  if (least > 5) {
    const step = CLOCK_STEPS.find((candidate) => candidate >= least);
    if (step !== undefined) return step;
  }
  const power = 10 ** Math.floor(Math.log10(least));
  const factor = [1, 2, 5, 10].find((candidate) => candidate * power >= least * 0.9999) ?? 10;
  return factor * power;
}
