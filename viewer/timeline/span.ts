/** A stretch of time that bars are drawn in; epoch milliseconds. */
export interface Span {
  readonly start: number;
  readonly end: number;
}
