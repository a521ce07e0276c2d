/**
 * Multiplies a value by a descriptor's scale without leaving float dust: 24,691 bytes are 0.024691 MB, where
 * `24_691 * 0.000001` is 0.024690999999999998. Scales below 1 divide by their reciprocal, which is a whole number.
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
