import type { AnyValue, AttributeMap } from '../otlp/visitor.js';
import { countOf, idOf, numberOf } from './values.js';

/** An attribute whose value is of another kind than the contract says. Nothing of the value itself: it may be a secret. */
export interface UnusableName {
  /** The attribute, cut, without characters that a terminal obeys. */
  readonly name: string;
  /** The kind of value that the contract wants, such as `a number`. */
  readonly expected: string;
  /** The kind of the first value that came. */
  readonly came: string;
  /** The run of the first record, treated like the name; `undefined` when it names none. */
  readonly runId: string | undefined;
}

/** Values of one request that stood where the contract wants another kind: the records are kept without them. */
export interface UnusableValues {
  readonly count: number;
  /** Each attribute once, in order of first sight; of more than 100 the first 100. */
  readonly names: readonly UnusableName[];
}

/** Most attributes that one request is told about: `fl.client.metric.<key>` can have any number of names. */
const MAX_NAMES = 100;
/** Longest name that is repeated, in UTF-16 units. */
const MAX_LENGTH = 100;
/** Characters that a terminal obeys, hides or reads as line ends, and halves of characters. */
const UNSAFE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;

const NONE: UnusableValues = { count: 0, names: [] };

/** What {@link AttributeReader.leaveOut} is told that a number is expected. */
export const A_NUMBER = 'a number';

/**
 * Reads attributes that a record may have. One of another kind is `undefined`, as one that is absent, but it is counted:
 * nothing else tells a sender why what it sends is nowhere. An empty value is as good as none. Most attributes that a
 * record may have are absent, so that is looked at first.
 */
export class AttributeReader {
  readonly #runOf: (attributes: AttributeMap) => string | undefined;
  /** By the attribute's own name. */
  #names = new Map<string, UnusableName>();
  #count = 0;

  /** @param runOf id of the run that a record with these attributes belongs to */
  constructor(runOf: (attributes: AttributeMap) => string | undefined) {
    this.#runOf = runOf;
  }

  /** A text. */
  text(attributes: AttributeMap, key: string): string | undefined {
    const value = attributes.get(key);
    return typeof value === 'string' || value === undefined ? value : this.leaveOut(attributes, key, 'a text', value);
  }

  /** One of some texts. */
  oneOf<T extends string>(attributes: AttributeMap, key: string, texts: readonly T[]): T | undefined {
    const value = attributes.get(key);
    if (value === undefined) return undefined;
    const known = texts.find((text) => text === value);
    if (known !== undefined) return known;
    const came = typeof value === 'string' ? 'another text' : undefined;
    return this.leaveOut(attributes, key, texts.join(' or '), value, came);
  }

  /** A text or number that names something; an empty text names nothing. @param value default: that of the attribute */
  id(attributes: AttributeMap, key: string, value = attributes.get(key)): string | undefined {
    if (value === undefined) return undefined;
    const id = idOf(value);
    return id !== undefined || value === '' ? id : this.leaveOut(attributes, key, 'a text or a number', value);
  }

  /** A number; it need not be finite. */
  number(attributes: AttributeMap, key: string): number | undefined {
    const value = attributes.get(key);
    return value === undefined ? undefined : (numberOf(value) ?? this.leaveOut(attributes, key, A_NUMBER, value));
  }

  /** A number that is finite. */
  finite(attributes: AttributeMap, key: string): number | undefined {
    const value = attributes.get(key);
    if (value === undefined) return undefined;
    const number = numberOf(value);
    if (number !== undefined && Number.isFinite(number)) return number;
    return this.leaveOut(attributes, key, 'a finite number', value);
  }

  /** A whole number from 0 up to 2^53 − 1. @param value default: that of the attribute */
  count(attributes: AttributeMap, key: string, value = attributes.get(key)): number | undefined {
    if (value === undefined) return undefined;
    return countOf(value) ?? this.leaveOut(attributes, key, 'a whole number from 0', value);
  }

  /** Attributes in an attribute. */
  map(attributes: AttributeMap, key: string): AttributeMap | undefined {
    const value = attributes.get(key);
    return value instanceof Map ? value : this.leaveOut(attributes, key, 'a map', value);
  }

  /** Counts a value that cannot be used, unless there is none. @param came default: the value's kind */
  leaveOut(
    attributes: AttributeMap,
    key: string,
    expected: string,
    value: AnyValue | undefined,
    came?: string,
  ): undefined {
    if (value === undefined || value === null) return;
    this.#count += 1;
    if (this.#names.size === MAX_NAMES || this.#names.has(key)) return;
    const runId = this.#runOf(attributes);
    this.#names.set(key, {
      name: plain(key),
      expected,
      came: came ?? kindOf(value),
      runId: runId === undefined ? undefined : plain(runId),
    });
  }

  /** What could not be used since the last call. */
  drain(): UnusableValues {
    if (this.#count === 0) return NONE;
    const unusable = { count: this.#count, names: [...this.#names.values()] };
    this.#count = 0;
    this.#names = new Map();
    return unusable;
  }
}

function plain(text: string): string {
  return (text.length > MAX_LENGTH ? `${text.slice(0, MAX_LENGTH)}…` : text).replaceAll(UNSAFE, '\ufffd');
}

function kindOf(value: Exclude<AnyValue, null>): string {
  if (typeof value === 'number' || typeof value === 'bigint') return kindOfNumber(value);
  if (typeof value === 'string') return value === '' ? 'an empty text' : 'a text';
  if (typeof value === 'boolean') return 'a boolean';
  if (value instanceof Uint8Array) return 'bytes';
  return value instanceof Map ? 'a map' : 'a list';
}

function kindOfNumber(value: number | bigint): string {
  if (typeof value === 'number' && !Number.isFinite(value)) return 'a number that is not finite';
  if (value < 0) return 'a negative number';
  if (value > Number.MAX_SAFE_INTEGER) return 'a number beyond 2^53';
  return Number.isInteger(Number(value)) ? 'a whole number' : 'a fraction';
}
