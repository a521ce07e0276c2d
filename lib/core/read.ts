import { toClientId } from './client-id.js';
import { cutText, toNumber } from './values.js';
import type { Warnings } from './warnings.js';

/** Longest reason, path or name in an event. */
const MAX_SHORT_TEXT = 4096;

/** An argument as an object to read from; anything else is empty, because recording calls take what they are given. */
export function asObject(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

/**
 * Reads the arguments of one recording call. What is there but unusable is left out and said once per call and name;
 * `null` counts as absent.
 */
export class ArgumentReader {
  readonly #call: string;
  readonly #warnings: Warnings;

  /** @param call name of the recording call, for messages */
  constructor(call: string, warnings: Warnings) {
    this.#call = call;
    this.#warnings = warnings;
  }

  /** A number of any kind, NaN and infinities included. */
  number(name: string, value: unknown): number | undefined {
    if (value === undefined || value === null) {
      return undefined;
    }
    return toNumber(value) ?? this.refuse(name, 'a number', value);
  }

  /** A whole number; fractions are rounded. */
  integer(name: string, value: unknown): number | undefined {
    const number = this.number(name, value);
    if (number === undefined) {
      return undefined;
    }
    const rounded = Math.round(number);
    return Number.isSafeInteger(rounded) ? rounded : this.refuse(name, 'a whole number', value);
  }

  /** A whole number from 0. */
  count(name: string, value: unknown): number | undefined {
    const integer = this.integer(name, value);
    return integer === undefined || integer >= 0 ? integer : this.refuse(name, 'a number from 0', value);
  }

  /** A number of a round: nothing else will do, so fractions are refused. */
  round(value: unknown): number | undefined {
    const number = toNumber(value);
    return number !== undefined && Number.isSafeInteger(number) && number >= 0
      ? number
      : this.refuse('round', 'an integer from 0', value);
  }

  /** A text, cut to `max` characters; numbers and booleans become text, empty text is absent. */
  text(name: string, value: unknown, max = MAX_SHORT_TEXT): string | undefined {
    if (value === undefined || value === null || value === '') {
      return undefined;
    }
    if (typeof value === 'object' || typeof value === 'function' || typeof value === 'symbol') {
      return this.refuse(name, 'a text', value);
    }
    return cutText(String(value), max);
  }

  /** One of `members`. */
  member<T extends string>(name: string, value: unknown, members: readonly T[]): T | undefined {
    if (value === undefined || value === null) {
      return undefined;
    }
    return members.find((member) => member === value) ?? this.refuse(name, `one of ${members.join(', ')}`, value);
  }

  /** A client's id. */
  client(value: unknown): string | undefined {
    return toClientId(value) ?? this.refuse('client', 'a text that is not empty', value);
  }

  /** Says that a value cannot be used, and of what kind it is. Not the value: it may be what privacy hides. */
  refuse(name: string, expected: string, value: unknown): undefined {
    this.#warnings.warn(
      'FEDOTEL_BAD_VALUE',
      `${this.#call}: ${name} was left out: expected ${expected}, got ${kindOf(value)}`,
      `${this.#call}.${name}`,
    );
    return undefined;
  }
}

function kindOf(value: unknown): string {
  if (typeof value === 'string') {
    return value === '' ? 'an empty text' : `a text of ${value.length} characters`;
  }
  if (typeof value === 'number') {
    return Number.isSafeInteger(value) ? 'an integer' : 'a number';
  }
  return Array.isArray(value) ? 'a list' : value === null ? 'null' : `a value of type ${typeof value}`;
}
