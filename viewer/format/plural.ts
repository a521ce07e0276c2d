import { formatCount } from './units.js';

/** A number of things: `1 run`, `12 runs`. @param many when adding an `s` is not enough */
export function countOf(count: number, one: string, many = `${one}s`): string {
  return `${formatCount(count)} ${count === 1 ? one : many}`;
}

/** So many of so many things: `12 runs`, `3 of 12 runs`. */
export function shareOf(shown: number, all: number, one: string): string {
  return shown === all ? countOf(all, one) : `${formatCount(shown)} of ${countOf(all, one)}`;
}
