/** The rows of a long table that are in the document, and the room that stands for the others. */
export interface RowWindow {
  /** First row and the one after the last. */
  readonly from: number;
  readonly to: number;
  /** Height of the rows before and after, pixels. */
  readonly before: number;
  readonly after: number;
}

/** Rows beyond what can be seen, so that scrolling a little finds them there. */
const SPARE_ROWS = 8;

/**
 * Which rows to lay out.
 *
 * @param count rows of the table
 * @param rowHeight height of each, pixels
 * @param top first visible pixel of the rows
 * @param height visible pixels
 */
export function rowWindow(count: number, rowHeight: number, top: number, height: number): RowWindow {
  const first = Math.floor(Math.max(0, top) / rowHeight) - SPARE_ROWS;
  const from = Math.max(0, Math.min(first, count - 1));
  const to = Math.min(count, Math.ceil((Math.max(0, top) + height) / rowHeight) + SPARE_ROWS);
  const end = Math.max(from, to);
  return { from, to: end, before: from * rowHeight, after: Math.max(0, count - end) * rowHeight };
}
