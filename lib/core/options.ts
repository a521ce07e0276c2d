import { cutText } from './values.js';

/** The option's name and the value that came, as they stand in messages. */
function refuse(option: string, expected: string, value: unknown): never {
  throw new TypeError(`option ${option}: expected ${expected}, got ${describe(value)}`);
}

/** A short text for any value, which itself never throws. */
export function describe(value: unknown): string {
  if (typeof value === 'string') {
    return JSON.stringify(cutText(value, 60));
  }
  if (typeof value === 'object' && value !== null) {
    return Array.isArray(value) ? 'a list' : 'an object';
  }
  return typeof value === 'function' ? 'a function' : cutText(String(value), 60);
}

/** @throws TypeError unless `value` is a text of 1 to `max` characters */
export function requireText(option: string, value: unknown, max: number): string {
  if (typeof value !== 'string' || value === '' || value.length > max) {
    refuse(option, `a text of 1 to ${max} characters`, value);
  }
  return value;
}

/** @throws TypeError unless `value` is absent or a text of 1 to `max` characters */
export function optionalText(option: string, value: unknown, max: number): string | undefined {
  return value === undefined ? undefined : requireText(option, value, max);
}

/** @throws TypeError unless `value` is absent or an integer of at least `min` */
export function optionalInteger(option: string, value: unknown, min: number): number | undefined {
  if (value === undefined) {
    return undefined;
  }
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < min) {
    refuse(option, `an integer of at least ${min}`, value);
  }
  return value;
}

/** @throws TypeError unless `value` is absent, `true` or `false` */
export function optionalBoolean(option: string, value: unknown): boolean | undefined {
  if (value !== undefined && typeof value !== 'boolean') {
    refuse(option, 'true or false', value);
  }
  return value;
}

/** @throws TypeError unless `value` is absent or one of `members` */
export function optionalMember<T extends string>(option: string, value: unknown, members: readonly T[]): T | undefined {
  if (value === undefined) {
    return undefined;
  }
  return members.find((member) => member === value) ?? refuse(option, `one of ${members.join(', ')}`, value);
}

/** @throws TypeError unless `value` is absent or an object that is no list */
export function optionalObject(option: string, value: unknown): object | undefined {
  if (value === undefined) {
    return undefined;
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    refuse(option, 'an object', value);
  }
  return value;
}

/** A variable of the process, where there is a process; empty counts as not set. */
export function environment(name: string): string | undefined {
  const { process } = globalThis as { process?: { env?: Record<string, string | undefined> } };
  const value = process?.env?.[name];
  return value === '' ? undefined : value;
}
