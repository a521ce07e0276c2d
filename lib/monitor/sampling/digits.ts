/** Digits that are kept: what a sum of binary fractions adds below them was not measured. */
const DIGITS = 12;

/** The smallest integer of more digits. */
const TOO_LONG = 1e12;

/** The powers of ten that a double holds exactly, by their exponent. Read from text: `**` may be off in the last bit. */
const POWERS: readonly number[] = Array.from({ length: 23 }, (_, exponent) => Number(`1e${exponent}`));

/** A product below 10^12 is off by at most 10^-4: one that is this near to an integer rounds as the exact one does. */
const SURE = 0.499;

/**
 * A finite number with twelve significant digits: the same double as `Number(value.toPrecision(12))`, for most numbers
 * without making a text and reading it. An integer divided by a power of ten, where both are exact, is the double that is
 * nearest to the decimal (IEEE 754 rounds a quotient once), which is what reading the text gives.
 */
export function roundToDigits(value: number): number {
  const size = Math.abs(value);
  // An integer keeps all its digits; -0 becomes 0.
  if (size < TOO_LONG && Number.isInteger(value)) return value + 0;
  const scale = POWERS[DIGITS - 1 - Math.floor(Math.log10(size))];
  if (scale !== undefined) {
    const product = value * scale;
    const whole = Math.round(product);
    // The logarithm of a number next to a power of ten may be that of its neighbour.
    const hasDigits = Math.abs(product) >= TOO_LONG / 10 && Math.abs(product) < TOO_LONG - 1;
    if (hasDigits && Math.abs(product - whole) < SURE) return whole / scale;
  }
  return Number(value.toPrecision(DIGITS));
}
