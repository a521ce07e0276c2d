import { toNumber } from '../core/values.js';

/** Numbers as apps have them: typed arrays, lists, lists of those (the layers of a model), any iterable that can be gone through again. */
export type Values = ArrayLike<number | bigint> | Iterable<unknown>;

/** Deepest nesting of lists. */
const MAX_DEPTH = 16;
/** Numbers of a list that are handed on together. */
const CHUNK = 1024;

/** Whether values can be gone through. A text can, but is no list of numbers. */
export function isValues(given: unknown): given is Values {
  return (
    typeof given === 'object' &&
    given !== null &&
    !(given instanceof DataView) &&
    !(given instanceof Map) &&
    (ArrayBuffer.isView(given) || Symbol.iterator in given)
  );
}

/**
 * Hands on all numbers in order, many at a time: a call for each would cost more than what is done with it. What is no
 * number counts as NaN: it was in the list.
 *
 * @param see must not keep what it is given
 */
export function scan(values: Values, see: (chunk: ArrayLike<number>, length: number) => void): void {
  const chunk = new Float64Array(CHUNK);
  let length = 0;
  const flush = (): void => {
    if (length > 0) see(chunk, length);
    length = 0;
  };
  const walk = (list: Values, depth: number): void => {
    if (ArrayBuffer.isView(list) && !isBig(list)) {
      flush();
      const numbers = list as unknown as ArrayLike<number>;
      see(numbers, numbers.length);
      return;
    }
    for (const value of list as Iterable<unknown>) {
      if (typeof value === 'object' && isValues(value) && depth < MAX_DEPTH) {
        walk(value, depth + 1);
      } else {
        chunk[length++] = typeof value === 'number' ? value : (toNumber(value) ?? Number.NaN);
        if (length === CHUNK) flush();
      }
    }
  };
  walk(values, 0);
  flush();
}

function isBig(list: ArrayBufferView): boolean {
  return list instanceof BigInt64Array || list instanceof BigUint64Array;
}
