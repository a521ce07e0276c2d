import type { JsonObject, JsonValue } from '../../../journal/events.js';
import { wandbJson } from '../../content/index.js';
import type { HistoryOutput, StatsOutput } from '../../types.js';

/** Longest line that W&B's client sends, in bytes: 10 MiB less 100 KiB (`core/internal/filestream`). */
export const MAX_LINE_BYTES = 10_383_360;
/** Largest value of a key in a line that is too long as a whole (W&B: under 1 MB). */
const MAX_VALUE_BYTES = 1_000_000;

/** A line, and what had to be left out of it. */
export interface Line {
  readonly text: string;
  /** Keys whose values were too large. */
  readonly omitted: readonly string[];
}

/**
 * A row of the history. Its own fields come first: `_step`, `_timestamp` (seconds), `_runtime` (seconds since the start).
 * Bare `NaN` and infinities are legal, because the line travels as a text.
 *
 * @param values more than, or instead of, the row's own
 */
export function historyLine(
  { step, timeMillis }: Pick<HistoryOutput, 'step' | 'timeMillis'>,
  values: ReadonlyMap<string, JsonValue>,
  startMillis: number,
  maxBytes = MAX_LINE_BYTES,
): Line {
  const head = `{"_step":${step},"_timestamp":${timeMillis / 1000},"_runtime":${runtimeOf(timeMillis, startMillis)}`;
  const text = `${head}${[...values].map(entry).join('')}}`;
  // A character has three bytes at most; only long lines are measured.
  if (text.length * 3 <= maxBytes || Buffer.byteLength(text) <= maxBytes) return { text, omitted: [] };
  return shortened(head, values, maxBytes);
}

/** A sample of the system panel. */
export function statsLine({ timeMillis, values }: StatsOutput, startMillis: number): string {
  const head = `{"_wandb":true,"_timestamp":${timeMillis / 1000},"_runtime":${runtimeOf(timeMillis, startMillis)}`;
  return `${head}${[...values].map(([key, value]) => entry([`system.${key}`, value])).join('')}}`;
}

/** What the summary's own fields say. */
export interface SummaryPlace {
  /** Of the newest row; `undefined`: there is none. */
  readonly step: number | undefined;
  readonly timeMillis: number | undefined;
  readonly startMillis: number;
  /** Of the whole run, when it has ended. */
  readonly runtimeSeconds: number | undefined;
}

/** The summary as one line: a whole document. Values of null have no place in it. */
export function summaryLine(values: JsonObject, place: SummaryPlace): string {
  const { step, timeMillis, startMillis, runtimeSeconds } = place;
  const runtime = timeMillis === undefined ? 0 : runtimeOf(timeMillis, startMillis);
  const own: JsonObject = {
    ...(step === undefined ? {} : { _step: step }),
    ...(timeMillis === undefined ? {} : { _timestamp: timeMillis / 1000, _runtime: runtime }),
    _wandb: { runtime: Math.floor(runtimeSeconds ?? runtime) },
  };
  const kept = Object.entries(values).filter(([key, value]) => value !== null && !key.startsWith('_'));
  return wandbJson({ ...Object.fromEntries(kept), ...own });
}

function entry([key, value]: readonly [string, JsonValue]): string {
  return `,${wandbJson(key)}:${wandbJson(value)}`;
}

function runtimeOf(timeMillis: number, startMillis: number): number {
  return Math.max(0, timeMillis - startMillis) / 1000;
}

/** Only what fits: a line that is too long would end the whole stream. */
function shortened(head: string, values: ReadonlyMap<string, JsonValue>, maxBytes: number): Line {
  const omitted: string[] = [];
  let text = head;
  let size = head.length + 1;
  for (const [key, value] of values) {
    const part = entry([key, value]);
    const bytes = Buffer.byteLength(part);
    if (bytes > MAX_VALUE_BYTES || size + bytes > maxBytes) {
      omitted.push(key);
      continue;
    }
    text += part;
    size += bytes;
  }
  return { text: `${text}}`, omitted };
}
