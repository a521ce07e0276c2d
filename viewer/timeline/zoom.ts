import type { Span } from './span.js';

/** Narrowest stretch that is looked at, in milliseconds: below, clocks do not agree about what came first. */
const LEAST_MILLIS = 1;

/** A stretch of the whole, in order and not narrower than can be looked at; `undefined` when it is all of it. */
export function within(whole: Span, from: number, to: number): Span | undefined {
  const length = whole.end - whole.start;
  const wide = Math.min(Math.max(Math.abs(to - from), LEAST_MILLIS), length);
  if (wide >= length) return undefined;
  const start = Math.min(Math.max(Math.min(from, to), whole.start), whole.end - wide);
  return { start, end: start + wide };
}

/** Looks closer (`factor` below 1) or from further away at the middle of what is shown. */
export function scaled(whole: Span, shown: Span, factor: number): Span | undefined {
  const middle = (shown.start + shown.end) / 2;
  const half = ((shown.end - shown.start) * factor) / 2;
  return within(whole, middle - half, middle + half);
}

/** Moves what is shown by a share of its width; it stops at the ends. */
export function moved(whole: Span, shown: Span, share: number): Span | undefined {
  const by = (shown.end - shown.start) * share;
  return within(whole, shown.start + by, shown.end + by);
}

/** What a key does to what is shown; nothing for other keys. */
export function zoomKey(
  key: string,
  shift: boolean,
  whole: Span,
  shown: Span,
): { readonly span: Span | undefined } | undefined {
  if (key === '+' || key === '=') return { span: scaled(whole, shown, 0.5) };
  if (key === '-') return { span: scaled(whole, shown, 2) };
  if (key === '0') return { span: undefined };
  if (shift && key === 'ArrowRight') return { span: moved(whole, shown, 0.25) };
  if (shift && key === 'ArrowLeft') return { span: moved(whole, shown, -0.25) };
  return undefined;
}
