import { toNumber } from '../core/values.js';

/** Numbers as apps have them: typed arrays, lists, lists of those (the layers of a model), any iterable that can be gone through again. */
export type Values = ArrayLike<number | bigint> | Iterable<unknown>;

/** Deepest nesting of lists. */
const MAX_DEPTH = 16;

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

/** Calls `see` for every number, in order. What is no number counts as NaN: it was in the list. */
export function scan(values: Values, see: (value: number) => void): void {
  scanAt(values, see, 0);
}

function scanAt(values: Values, see: (value: number) => void, depth: number): void {
  if (ArrayBuffer.isView(values)) {
    const list = values as unknown as ArrayLike<number | bigint>;
    for (let index = 0; index < list.length; index++) {
      see(Number(list[index]));
    }
    return;
  }
  for (const value of values as Iterable<unknown>) {
    if (typeof value === 'number') {
      see(value);
    } else if (isValues(value) && depth < MAX_DEPTH) {
      scanAt(value, see, depth + 1);
    } else {
      see(toNumber(value) ?? Number.NaN);
    }
  }
}
