/**
 * Multiplies a value by a descriptor's scale without leaving float dust: 900,000,000 bytes are exactly 900 MB, although
 * `900_000_000 * 0.000001` need not be. Scales below 1 divide by their reciprocal, which is a whole number.
 *
 * @param value in the metric's unit
 * @param scale `journalScale` or `keyScale` of a descriptor
 */
export function scaleValue(value: number, scale: number): number {
  return scale < 1 ? value / Math.round(1 / scale) : value * scale;
}

/** The way back: a journal's or destination's value in the metric's unit. */
export function unscaleValue(value: number, scale: number): number {
  return scale < 1 ? value * Math.round(1 / scale) : value / scale;
}
