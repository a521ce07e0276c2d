import { asObject } from '../core/read.js';
import type { TaskResources } from '../core/task-watch.js';
import { entriesOf, toNumber } from '../core/values.js';
import { type ReadLog, readLog } from './read-log.js';
import { fromReportNumber } from './report-number.js';
import { readResources } from './report-resources.js';
import { parseTraceparent, type TraceParent } from './traceparent.js';

/** A report that was checked: it comes from outside. */
export interface ReadReport {
  /** Epoch seconds by the client's clock; `start <= end`. */
  readonly start: number;
  readonly end: number;
  /** The client's span, when it had one. */
  readonly span: TraceParent | undefined;
  /** Whether the client sends its span itself. */
  readonly exported: boolean;
  /** Known fields and free numbers, values not checked yet. */
  readonly fields: ReadonlyMap<string, unknown>;
  readonly metrics: ReadonlyMap<string, unknown>;
  readonly attributes: unknown;
  /** What the client's code logged with a writer, if anything. */
  readonly log: ReadLog | undefined;
  /** What a monitor measured during the task, if anything. */
  readonly resources: TaskResources | undefined;
}

/** Twice what `clientTask` writes: another language's client may encode less tightly. */
const MAX_REPORT_CHARS = 8192;
/** Longest time that a task may take, seconds: a year. */
const MAX_TASK_SECONDS = 366 * 24 * 3600;
/** Seconds of the last date that JavaScript knows. */
const MAX_EPOCH_SECONDS = 8.64e12;

/** Reads a report. `undefined` when it is no report, too large, or its times make no sense. */
export function readReport(given: unknown): ReadReport | undefined {
  const report = asObject(given);
  const times = readTimes(report.start, report.end);
  if (times === undefined || jsonLength(report) > MAX_REPORT_CHARS) {
    return undefined;
  }
  const span = asObject(report.span);
  return {
    ...times,
    span: parseTraceparent(span.traceparent),
    exported: span.exported === true,
    fields: decode(report.fields),
    metrics: decode(report.metrics),
    attributes: report.attributes ?? undefined,
    log: readLog(report.log, Math.round(times.start * 1000)),
    resources: readResources(report.resources),
  };
}

/** Length as JSON; infinite for what is no JSON (cycles, big integers). */
function jsonLength(value: unknown): number {
  try {
    return JSON.stringify(value).length;
  } catch {
    return Number.POSITIVE_INFINITY;
  }
}

function readTimes(givenStart: unknown, givenEnd: unknown): { start: number; end: number } | undefined {
  const start = toNumber(givenStart) ?? 0;
  const end = toNumber(givenEnd) ?? 0;
  const sensible = start > 0 && start <= end && end < MAX_EPOCH_SECONDS && end - start < MAX_TASK_SECONDS;
  return sensible ? { start, end } : undefined;
}

function decode(given: unknown): ReadonlyMap<string, unknown> {
  return new Map([...entriesOf(given)].map(([name, value]) => [name, fromReportNumber(value)]));
}
