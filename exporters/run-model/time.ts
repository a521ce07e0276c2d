const ISO = /^(\d{4}-\d\d-\d\d)[Tt ](\d\d:\d\d:\d\d)(?:[.,](\d{1,9})\d*)?(?:([Zz])|([+-]\d\d):?(\d\d))?$/;

const [ZERO, NINE, UTC] = [48, 57, 90];
/** How a plain time begins: digits and marks. */
const FORM = '0000-00-00T00:00:00.';
/** Characters of `YYYY-MM-DDTHH:MM:SS.n` and of a key. */
const [SHORTEST, KEY_LENGTH] = [21, 29];

/** An event is asked for its time several times, one after the other. */
let last = { text: '', key: '' };

/**
 * A text that sorts as the times do: `YYYY-MM-DDTHH:MM:SS.nnnnnnnnn` in UTC. HiveWatch writes six digits and `+00:00`,
 * we write three to nine and `Z`, so that the texts as they stand cannot be compared.
 *
 * @returns the empty text, which sorts first, for what is no ISO 8601 time
 */
export function timeKey(text: string | undefined): string {
  if (typeof text !== 'string') return '';
  if (text !== last.text) last = { text, key: keyOf(text) };
  return last.key;
}

function keyOf(text: string): string {
  if (isPlain(text)) return text.slice(0, -1).padEnd(KEY_LENGTH, '0');
  const match = ISO.exec(text);
  if (match === null) return '';
  const [, date, clock, digits = '', , hours, minutes] = match;
  const fraction = digits.padEnd(9, '0');
  if (hours === undefined || (Number(hours) === 0 && minutes === '00')) return `${date}T${clock}.${fraction}`;
  const millis = Date.parse(`${date}T${clock}${hours}:${minutes}`);
  return Number.isNaN(millis) ? '' : `${new Date(millis).toISOString().slice(0, 19)}.${fraction}`;
}

/** Whether a text is a time in UTC as we and JavaScript write them, `YYYY-MM-DDTHH:MM:SS.nnnZ` with one to nine digits. */
function isPlain(text: string): boolean {
  const end = text.length - 1;
  if (end < SHORTEST || end > KEY_LENGTH || text.charCodeAt(end) !== UTC) return false;
  for (let at = 0; at < end; at++) {
    const code = text.charCodeAt(at);
    const isDigit = at >= FORM.length || FORM.charCodeAt(at) === ZERO;
    if (isDigit ? code < ZERO || code > NINE : code !== FORM.charCodeAt(at)) return false;
  }
  return true;
}

/** The sortable text of an epoch time in milliseconds; empty when no `Date` can hold it. */
export function keyOfMillis(millis: number): string {
  const date = new Date(millis);
  return Number.isNaN(date.getTime()) ? '' : `${date.toISOString().slice(0, -1)}000000`;
}

/** Characters of a time that says milliseconds and `Z`. */
const MILLIS_LENGTH = 24;

/** Epoch milliseconds (with a fraction where the text has more than three digits), `undefined` for what is no time. */
export function millisOf(text: string | undefined): number | undefined {
  if (text?.length === MILLIS_LENGTH && isPlain(text)) return parsed(text);
  const key = timeKey(text);
  const millis = key === '' ? undefined : parsed(`${key.slice(0, 23)}Z`);
  return millis === undefined ? undefined : millis + Number(key.slice(23)) / 1e6;
}

function parsed(text: string): number | undefined {
  const millis = Date.parse(text);
  return Number.isNaN(millis) ? undefined : millis;
}

/** Seconds from one time to another, `undefined` unless both are known and in this order: clocks are set back, and no time is negative. */
export function secondsBetween(start: string | undefined, end: string | undefined): number | undefined {
  const [first, last] = [millisOf(start), millisOf(end)];
  return first === undefined || last === undefined || last < first ? undefined : (last - first) / 1000;
}

/** The time so many seconds earlier, ISO 8601 with three digits. */
export function secondsBefore(text: string | undefined, seconds: number): string | undefined {
  const millis = millisOf(text);
  if (millis === undefined) return undefined;
  const date = new Date(millis - seconds * 1000);
  return Number.isNaN(date.getTime()) ? undefined : date.toISOString();
}
