import { encodeJson } from '../journal/codec/encode.js';
import type { JsonValue } from '../journal/events.js';

/** What RFC 4180 wants in quotes. */
const NEEDS_QUOTES = /[",\r\n]/;

/**
 * One record of a CSV file (RFC 4180), with its line ending. A cell that is absent or null is empty, the empty text is
 * `""`. Nothing is put before texts that a spreadsheet would take for formulas: values stay exactly what they are.
 */
export function csvLine(cells: Iterable<JsonValue | undefined>): string {
  let line = '';
  let first = true;
  for (const cell of cells) {
    line += first ? csvCell(cell) : `,${csvCell(cell)}`;
    first = false;
  }
  return `${line}\r\n`;
}

function csvCell(value: JsonValue | undefined): string {
  switch (typeof value) {
    case 'number':
      // The shortest text that reads back as the same number; `NaN` and `Infinity` are their own names.
      return Object.is(value, -0) ? '-0' : String(value);
    case 'bigint':
    case 'boolean':
      return String(value);
    case 'string':
      return value === '' ? '""' : quoted(value);
    default:
      return value === undefined || value === null ? '' : quoted(encodeJson(value));
  }
}

function quoted(text: string): string {
  return NEEDS_QUOTES.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
