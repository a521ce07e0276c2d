const ISO = /^(\d{4}-\d\d-\d\d)[Tt ](\d\d:\d\d:\d\d)(?:[.,](\d{1,9})\d*)?(?:([Zz])|([+-]\d\d):?(\d\d))?$/;

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
  const match = ISO.exec(text);
  if (match === null) return '';
  const [, date, clock, digits = '', , hours, minutes] = match;
  const fraction = digits.padEnd(9, '0');
  if (hours === undefined || (Number(hours) === 0 && minutes === '00')) return `${date}T${clock}.${fraction}`;
  const millis = Date.parse(`${date}T${clock}${hours}:${minutes}`);
  return Number.isNaN(millis) ? '' : `${new Date(millis).toISOString().slice(0, 19)}.${fraction}`;
}

/** The sortable text of an epoch time in milliseconds; empty when no `Date` can hold it. */
export function keyOfMillis(millis: number): string {
  const date = new Date(millis);
  return Number.isNaN(date.getTime()) ? '' : `${date.toISOString().slice(0, -1)}000000`;
}

/** Epoch milliseconds (with a fraction where the text has more than three digits), `undefined` for what is no time. */
export function millisOf(text: string | undefined): number | undefined {
  const key = timeKey(text);
  const millis = key === '' ? Number.NaN : Date.parse(`${key.slice(0, 23)}Z`);
  return Number.isNaN(millis) ? undefined : millis + Number(key.slice(23)) / 1e6;
}

/** Seconds from one time to another, `undefined` unless both are known. */
export function secondsBetween(start: string | undefined, end: string | undefined): number | undefined {
  const [first, last] = [millisOf(start), millisOf(end)];
  return first === undefined || last === undefined ? undefined : (last - first) / 1000;
}

/** The time so many seconds earlier, ISO 8601 with three digits. */
export function secondsBefore(text: string | undefined, seconds: number): string | undefined {
  const millis = millisOf(text);
  if (millis === undefined) return undefined;
  const date = new Date(millis - seconds * 1000);
  return Number.isNaN(date.getTime()) ? undefined : date.toISOString();
}
