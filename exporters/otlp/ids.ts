/** Sizes of the ids of W3C Trace Context, in bytes. */
export const TRACE_ID_BYTES = 16;
export const SPAN_ID_BYTES = 8;

/**
 * Reads an id: the specification calls one of another size or of zeroes only invalid, which is the same as absent.
 * @param hex hexadecimal digits of any case
 * @param size the size that the id must have, in bytes
 * @returns lower-case hex, or an empty string
 */
export function validId(hex: string, size: number): string {
  return hex.length === size * 2 && !/^0+$/.test(hex) ? hex.toLowerCase() : '';
}
