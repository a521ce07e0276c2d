/** From the lowest to the highest value of an axis, in the unit's base. */
export interface Scale {
  readonly min: number;
  readonly max: number;
}

/**
 * Largest number on an axis. The length of an axis is the difference of its ends, and twice this is still a double
 * (1.798e308 is the greatest); what lies beyond is drawn outside of the chart.
 */
const MOST = 8e307;

/** Numbers from which on uPlot's own list of steps, which ends with 5e15, has none that is long enough. */
const LARGE = 1e14;

/** Part of the height that is left free above and below, so that the highest and the lowest point are whole. */
const ROOM = 0.08;

/**
 * The ends of a chart's axis of values.
 *
 * @param min least value that is shown; `null` or infinite when there is none
 * @param fromZero the axis has zero in it, and nothing below where no value is: for amounts
 * @param room part of the height above and below that stays free
 */
export function valueScale(min: number | null, max: number | null, fromZero = false, room = ROOM): Scale {
  if (min === null || max === null || !Number.isFinite(min) || !Number.isFinite(max)) return { min: 0, max: 1 };
  const low = held(fromZero ? Math.min(0, min) : min);
  const high = held(max);
  // Equal values get an axis as long as they are large, so that the line is in the middle.
  const margin = (high - low || Math.abs(high) || 1) * room;
  return { min: fromZero && min >= 0 ? 0 : held(low - margin), max: held(high + margin) };
}

/** Whether values are so large that an axis needs {@link largeSteps}. */
export function isLarge(columns: readonly (readonly (number | null)[])[]): boolean {
  return columns.some((values) => values.some((value) => value !== null && Math.abs(value) >= LARGE));
}

/** Steps between the labels of an axis of this length: 1, 2 and 5 times the powers of ten that may fit. */
export function largeSteps({ min, max }: Scale): number[] {
  const greatest = Math.max(10, Math.floor(Math.log10(max - min)));
  // A label for each ten thousandth is more than any chart has room for.
  const powers = Array.from({ length: 6 }, (_, place) => greatest - 4 + place).filter((power) => power > 0);
  return powers.flatMap((power) => [1, 2, 5].map((factor) => Number(`${factor}e${power}`))).filter(Number.isFinite);
}

/** Steps between the labels of rounds: whole numbers, also where a run's rounds are numbered by date or time. */
export const ROUND_STEPS: readonly number[] = [
  ...[1, 2, 5, 10, 20, 25, 50, 100, 200, 250, 500],
  ...Array.from({ length: 12 }, (_, place) => [1, 2, 5].map((factor) => factor * 10 ** (place + 3))).flat(),
];

/** The nearest number that an axis can end with. */
function held(value: number): number {
  return Math.max(-MOST, Math.min(MOST, value));
}
