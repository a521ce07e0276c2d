import { Buffer } from 'node:buffer';
import { OtlpDecodeError } from '../decode-error.js';
import { MAX_JSON_DEPTH, MAX_JSON_NAMES, MAX_JSON_VALUES } from '../limits.js';
import { createNameCounter } from './name-counter.js';

const SPACE = 0x20;
const QUOTE = 0x22;
const COMMA = 0x2c;
const MINUS = 0x2d;
const ZERO = 0x30;
const NINE = 0x39;
const COLON = 0x3a;
const OPEN_BRACKET = 0x5b;
const BACKSLASH = 0x5c;
const CLOSE_BRACKET = 0x5d;
const LETTER_U = 0x75;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;

/** Integers with fewer digits are exact as numbers. */
const LONG_DIGITS = 16;

/**
 * Looks over a JSON body before it is parsed: refuses what would cost too much, and half surrogate pairs, which are no
 * text. Integers of 16 digits and more are put in quotes, because `JSON.parse` would round them; proto3 JSON takes an
 * integer in both forms.
 * @param body UTF-8 text; it is not changed
 * @returns the body, or a copy with the quotes
 * @throws OtlpDecodeError when it is nested too deep, holds too many values or names, or a half surrogate pair
 */
export function prepareJson(body: Buffer): Buffer {
  const long: number[] = [];
  const names = createNameCounter(MAX_JSON_NAMES);
  let depth = 0;
  let values = 0;
  for (let i = 0; i < body.length; i++) {
    const byte = body[i] ?? 0;
    if (byte === QUOTE) {
      const start = i + 1;
      i = skipString(body, i);
      if (isName(body, i) && !names.take(body, start, i)) {
        throw new OtlpDecodeError(`more than ${MAX_JSON_NAMES} different names at byte ${start}`);
      }
    } else if (byte === OPEN_BRACE || byte === OPEN_BRACKET) {
      values++;
      if (++depth > MAX_JSON_DEPTH) {
        throw new OtlpDecodeError(`nested more than ${MAX_JSON_DEPTH} deep at byte ${i}`);
      }
    } else if (byte === CLOSE_BRACE || byte === CLOSE_BRACKET) {
      depth--;
    } else if (byte === COMMA) {
      values++;
    } else if (byte === MINUS || isDigit(byte)) {
      const end = endOfNumber(body, i);
      if (isLongInteger(body, i, end)) {
        long.push(i, end);
      }
      i = end - 1;
    }
  }
  if (values > MAX_JSON_VALUES) {
    throw new OtlpDecodeError(`more than ${MAX_JSON_VALUES} values`);
  }
  return long.length === 0 ? body : quote(body, long);
}

/** @returns the offset of the closing quote, or of the end of the body */
function skipString(body: Buffer, start: number): number {
  let i = start + 1;
  for (; i < body.length && body[i] !== QUOTE; i++) {
    if (body[i] === BACKSLASH) {
      i = body[i + 1] === LETTER_U ? skipUnicodeEscape(body, i) : i + 1;
    }
  }
  return i;
}

/** @returns whether a string that ends at this quote is the name of a value */
function isName(body: Buffer, end: number): boolean {
  let i = end + 1;
  // Whatever is no mark: the parser will say whether it may stand there.
  while ((body[i] ?? COLON) <= SPACE) i++;
  return body[i] === COLON;
}

/** @returns the offset of the last character of `\uXXXX`, or of both halves of a pair */
function skipUnicodeEscape(body: Buffer, start: number): number {
  const unit = escapedUnit(body, start);
  if (unit < 0xd800 || unit > 0xdfff) {
    return start + 5;
  }
  const next = unit < 0xdc00 ? escapedUnit(body, start + 6) : 0;
  if (next < 0xdc00 || next > 0xdfff) {
    throw new OtlpDecodeError(`half a surrogate pair at byte ${start}`);
  }
  return start + 11;
}

/** @returns the UTF-16 unit of the escape at `start`; 0 when there is no valid one, which `JSON.parse` will say */
function escapedUnit(body: Buffer, start: number): number {
  const match = /^\\u([0-9a-fA-F]{4})$/.exec(body.toString('latin1', start, start + 6));
  return Number.parseInt(match?.[1] ?? '0', 16);
}

function isDigit(byte: number): boolean {
  return byte >= ZERO && byte <= NINE;
}

/** @returns the offset behind a number and whatever else could belong to one */
function endOfNumber(body: Buffer, start: number): number {
  let end = start + 1;
  for (; end < body.length; end++) {
    const byte = body[end] ?? 0;
    if (!isDigit(byte) && !'+-.eE'.includes(String.fromCharCode(byte))) {
      break;
    }
  }
  return end;
}

function isLongInteger(body: Buffer, start: number, end: number): boolean {
  const first = body[start] === MINUS ? start + 1 : start;
  if (end - first < LONG_DIGITS || body[first] === ZERO) {
    return false;
  }
  return body.subarray(first, end).every(isDigit);
}

/** Copies the body with quotes around the given spans (start, end, start, end, …). */
function quote(body: Buffer, spans: readonly number[]): Buffer {
  const result = Buffer.allocUnsafe(body.length + spans.length);
  let from = 0;
  let to = 0;
  for (const offset of spans) {
    to += body.copy(result, to, from, offset);
    result[to++] = QUOTE;
    from = offset;
  }
  body.copy(result, to, from);
  return result;
}
