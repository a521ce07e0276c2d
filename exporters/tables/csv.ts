import { encodeJson } from '../journal/codec/encode.js';
import type { JsonValue } from '../journal/events.js';

/** What RFC 4180 wants in quotes. */
const NEEDS_QUOTES = /[",\r\n]/;

/**
 * One record of a CSV file (RFC 4180), with its line ending. A cell that is absent or null is empty, the empty text is
 * `""`. Nothing is put before texts that a spreadsheet would take for formulas: values stay exactly what they are.
 */
export function csvLine(cells: Iterable<JsonValue | undefined>): string {
  const texts: string[] = [];
  let numbers: number[] = [];
  for (const cell of cells) {
    if (isListed(cell)) {
      numbers.push(cell);
      continue;
    }
    if (numbers.length > 0) {
      texts.push(listed(numbers));
      numbers = [];
    }
    texts.push(csvCell(cell));
  }
  if (numbers.length > 0) texts.push(listed(numbers));
  return `${texts.join()}\r\n`;
}

/** Numbers that JSON spells as JavaScript does. */
function isListed(cell: JsonValue | undefined): cell is number {
  return typeof cell === 'number' && Number.isFinite(cell) && !Object.is(cell, -0);
}

/** Neighbouring cells at once: by ECMA-262 the digits are those of `String`, which would make a text of each number. */
function listed(numbers: readonly number[]): string {
  return JSON.stringify(numbers).slice(1, -1);
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
