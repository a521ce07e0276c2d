import type { ReportNumber } from './report-number.js';

/**
 * What a task's code logged, as it stands in a report: short, because a report is small. Times are whole milliseconds from
 * the report's `start`, negative for what an earlier report had no room for.
 */
export interface ReportLog {
  /** Numbers by tag, in order of their calls. */
  s?: ScalarColumn[];
  /** Histograms and texts, in order of their calls. */
  e?: (HistogramEntry | TextEntry)[];
  /** Params, tags and files, in order of their calls. */
  f?: FactEntry[];
  /** Values that are kept for the next report. */
  waiting?: number;
  /** Values that found no room and are lost. */
  lost?: number;
}

/** All numbers of one tag. After the first, times are differences to the number before. */
export type ScalarColumn = [tag: string, steps: ReportSteps, times: number[], values: ReportNumber[]];

/** The first of consecutive steps, or each; `null` for the tag's own counter. */
export type ReportSteps = number | null | (number | null)[];

/** A histogram. Of bins that are equally wide the first and the last edge are enough. */
export type HistogramEntry = [
  kind: 'h',
  tag: string,
  step: number | null,
  time: number,
  edges: number[],
  counts: number[],
  facts: [min: number, max: number, sum: ReportNumber, sumOfSquares: ReportNumber, nonfinite: number],
];

/** A text at a step. */
export type TextEntry = [kind: 't', tag: string, step: number | null, time: number, text: string];

/** Params (`p`), tags (`g`) or a file (`a`). */
export type FactEntry = [kind: 'p' | 'g' | 'a', time: number, given: unknown];
