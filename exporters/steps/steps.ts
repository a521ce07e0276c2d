/**
 * Work in steps, with its result. Between two steps others may have their turns: a round of 100,000 clients takes seconds. A
 * step gives the empty text, so that steps may be taken within a text that is made piece by piece as well.
 */
export type Steps<T> = Generator<typeof STEP, T, void>;

/** What each step gives. */
export const STEP = '';

/** Things of which so many are done in one step, unless each is much work. */
export const STEP_SIZE = 256;

/** Does all steps at once. */
export function atOnce<T>(steps: Steps<T>): T {
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
}

/** `array.map` in steps. */
export function* mapSteps<T, R>(items: Iterable<T>, make: (item: T) => R): Steps<R[]> {
  const made: R[] = [];
  for (const item of items) if (made.push(make(item)) % STEP_SIZE === 0) yield STEP;
  return made;
}

/** `array.flatMap` in steps. */
export function* flatMapSteps<T, R>(items: Iterable<T>, make: (item: T) => readonly R[]): Steps<R[]> {
  const all: R[] = [];
  let count = 0;
  for (const item of items) {
    for (const made of make(item)) all.push(made);
    if (++count % STEP_SIZE === 0) yield STEP;
  }
  return all;
}
