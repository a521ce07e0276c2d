import type { OptionDescriptor } from './options.js';

/** Text that could not be read, with what would have been right. */
type ParseResult =
  | { readonly kind: 'ok'; readonly value: unknown }
  | { readonly kind: 'invalid'; readonly expected: string };

/** Reads the text of an environment variable as the option's type says. */
export function parseEnvironmentValue(descriptor: OptionDescriptor, text: string): ParseResult {
  switch (descriptor.type) {
    case 'boolean':
      return parseBoolean(text);
    case 'number':
      return checkOptionValue(descriptor, text.trim() === '' ? Number.NaN : Number(text) * (descriptor.envScale ?? 1));
    case 'list':
      return { kind: 'ok', value: splitList(text) };
    case 'map':
      return parseMap(text);
    default:
      return checkOptionValue(descriptor, text.trim());
  }
}

/** Checks a value that came from code, or from the environment after parsing. */
export function checkOptionValue(descriptor: OptionDescriptor, value: unknown): ParseResult {
  const expected = invalidReason(descriptor, value);
  return expected === undefined ? { kind: 'ok', value } : { kind: 'invalid', expected };
}

/** What the value should have been, or `undefined` when it is right. */
function invalidReason(descriptor: OptionDescriptor, value: unknown): string | undefined {
  switch (descriptor.type) {
    case 'string':
      return typeof value === 'string' && value !== '' ? undefined : 'a text that is not empty';
    case 'boolean':
      return typeof value === 'boolean' ? undefined : 'true or false';
    case 'number':
      return invalidNumberReason(descriptor, value);
    case 'list':
      return Array.isArray(value) && value.every((item) => typeof item === 'string') ? undefined : 'a list of texts';
    case 'map':
      return isStringRecord(value) ? undefined : 'an object whose values are texts';
    case 'url':
      return isHttpUrl(value) ? undefined : 'a URL that starts with http:// or https://';
    case 'enum':
      return descriptor.values?.some((legal) => legal === value)
        ? undefined
        : `one of ${descriptor.values?.join(', ')}`;
    case 'object':
      return typeof value === 'object' && value !== null && !Array.isArray(value) ? undefined : 'an object';
    case 'function':
      return typeof value === 'function' ? undefined : 'a function';
  }
}

function invalidNumberReason(descriptor: OptionDescriptor, value: unknown): string | undefined {
  const minimum = descriptor.minimum ?? Number.NEGATIVE_INFINITY;
  const maximum = descriptor.maximum ?? Number.POSITIVE_INFINITY;
  const legal =
    typeof value === 'number' &&
    Number.isFinite(value) &&
    value <= maximum &&
    (descriptor.exclusive ? value > minimum : value >= minimum);
  if (legal) {
    return undefined;
  }
  if (descriptor.maximum !== undefined) {
    return `a number from ${minimum} to ${maximum}`;
  }
  return descriptor.exclusive ? `a number greater than ${minimum}` : `a number of at least ${minimum}`;
}

function isStringRecord(value: unknown): value is Record<string, string> {
  return (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    Object.values(value).every((item) => typeof item === 'string')
  );
}

function isHttpUrl(value: unknown): boolean {
  return typeof value === 'string' && URL.canParse(value) && /^https?:$/.test(new URL(value).protocol);
}

/** The specification knows `true` only; the words people also write are taken as they are meant. */
function parseBoolean(text: string): ParseResult {
  const word = text.trim().toLowerCase();
  if (['true', '1', 'yes', 'on'].includes(word)) {
    return { kind: 'ok', value: true };
  }
  return ['false', '0', 'no', 'off'].includes(word)
    ? { kind: 'ok', value: false }
    : { kind: 'invalid', expected: 'true or false' };
}

function splitList(text: string): string[] {
  return text
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '');
}

/** `key=value,key=value` as in W3C Baggage: values are percent-encoded, spaces around the parts do not count. */
function parseMap(text: string): ParseResult {
  const entries: [string, string][] = [];
  for (const item of splitList(text)) {
    const at = item.indexOf('=');
    const key = decodePercent(item.slice(0, Math.max(at, 0)).trim());
    const value = decodePercent(item.slice(at + 1).trim());
    if (at < 1 || key === undefined || value === undefined) {
      return { kind: 'invalid', expected: 'key=value pairs separated by commas' };
    }
    entries.push([key, value]);
  }
  return { kind: 'ok', value: Object.fromEntries(entries) };
}

function decodePercent(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
