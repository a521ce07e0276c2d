import { keyProblem } from './keys.js';
import type { MlflowMetric, MlflowRefusedItem } from './types.js';

/** A point as it is written in JSON: the server reads these three words, and `null` for a number is refused. */
export interface SpelledMetric {
  readonly key: string;
  readonly value: number | 'NaN' | 'Infinity' | '-Infinity';
  readonly step: number;
  readonly timestamp: number;
}

/** What SQL stores keep of an infinity. */
const STORED_INFINITY = 1.7976931348623157e308;

/**
 * Why a point must not be sent. The server answers 200 to most of these, stores the point with step and time 0 and loses
 * every later point of the batch, so that nothing doubtful may get there.
 *
 * @returns `undefined` for a good one
 */
export function metricProblem({ key, value, step, timestamp }: MlflowMetric): string | undefined {
  if (typeof key !== 'string') return `key: expected a text, got ${show(key)}`;
  const problem = keyProblem(key);
  if (problem !== undefined) return `key ${show(key)}: ${problem}`;
  if (typeof value !== 'number') return `value of ${show(key)}: expected a number, got ${show(value)}`;
  if (!Number.isSafeInteger(step)) return `step of ${show(key)}: expected a safe integer, got ${show(step)}`;
  if (!Number.isSafeInteger(timestamp) || timestamp < 0) {
    return `timestamp of ${show(key)}: expected whole milliseconds from 0, got ${show(timestamp)}`;
  }
  return undefined;
}

/** The points of a batch that must not be sent. */
export function refusedMetrics(metrics: readonly MlflowMetric[]): MlflowRefusedItem[] {
  return metrics.flatMap((metric, index) => {
    const reason = metricProblem(metric);
    return reason === undefined ? [] : [{ index, reason }];
  });
}

/** Spells a point for the server; `-0` becomes 0, as its store has it. */
export function spellMetric({ key, value, step, timestamp }: MlflowMetric): SpelledMetric {
  return { key, value: spellValue(value), step, timestamp };
}

/** Whether a value that was read is the one that was sent: infinities come back as the largest double. */
export function sameStoredValue(sent: number, read: number): boolean {
  if (Object.is(sent, read) || sent === read) return true;
  return Math.abs(sent) === Number.POSITIVE_INFINITY && read === Math.sign(sent) * STORED_INFINITY;
}

function spellValue(value: number): SpelledMetric['value'] {
  if (Number.isFinite(value)) return value;
  if (Number.isNaN(value)) return 'NaN';
  return value > 0 ? 'Infinity' : '-Infinity';
}

/** Bounded, on one line, also for what no type allows. */
function show(value: unknown): string {
  return (typeof value === 'string' ? JSON.stringify(value) : String(value)).slice(0, 100);
}
