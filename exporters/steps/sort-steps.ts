import { STEP, STEP_SIZE, type Steps } from './steps.js';

/** Length of the parts that are sorted at once: a millisecond or two. */
const PART_LENGTH = 2048;

/** `array.toSorted` in steps: parts are sorted, then merged. Equal items stay in their order. */
export function* sortSteps<T>(items: readonly T[], compare: (a: T, b: T) => number): Steps<T[]> {
  let parts: T[][] = [];
  for (let start = 0; start < items.length; start += PART_LENGTH) {
    parts.push(items.slice(start, start + PART_LENGTH).sort(compare));
    yield STEP;
  }
  while (parts.length > 1) {
    const merged: T[][] = [];
    for (let index = 0; index < parts.length; index += 2) {
      merged.push(yield* merge(parts[index] ?? [], parts[index + 1] ?? [], compare));
    }
    parts = merged;
  }
  return parts[0] ?? [];
}

function* merge<T>(a: readonly T[], b: readonly T[], compare: (a: T, b: T) => number): Steps<T[]> {
  const isOrdered = a.length === 0 || b.length === 0 || compare(a[a.length - 1] as T, b[0] as T) <= 0;
  if (isOrdered) return [...a, ...b];
  const merged: T[] = [];
  let [nextA, nextB] = [0, 0];
  while (merged.length < a.length + b.length) {
    const takesA = nextB >= b.length || (nextA < a.length && compare(a[nextA] as T, b[nextB] as T) <= 0);
    merged.push((takesA ? a[nextA++] : b[nextB++]) as T);
    if (merged.length % STEP_SIZE === 0) yield STEP;
  }
  return merged;
}
