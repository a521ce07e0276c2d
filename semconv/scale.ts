/**
 * Multiplies a value by a descriptor's scale without leaving float dust: 24,691 bytes are 0.024691 MB, where
 * `24_691 * 0.000001` is 0.024690999999999998, and 0.29 is 29 percent, where `0.29 * 100` is 28.999999999999996. Scales
 * below 1 divide by their reciprocal, which is a whole number; others are rounded to the 15 digits that a double has.
 *
 * @param value in the metric's unit
 * @param scale `journalScale` or `keyScale` of a descriptor
 */
export function scaleValue(value: number, scale: number): number {
  if (scale === 1 || !Number.isFinite(value)) return value;
  return scale < 1 ? value / Math.round(1 / scale) : Number((value * scale).toPrecision(15));
}

/** The way back: a journal's or destination's value in the metric's unit. */
export function unscaleValue(value: number, scale: number): number {
  return scale < 1 ? value * Math.round(1 / scale) : value / scale;
}
