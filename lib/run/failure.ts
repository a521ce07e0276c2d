import {
  ERROR_TYPE_VALUE_OTHER,
  FL_DROPOUT_TYPE_VALUE_BATTERY,
  FL_DROPOUT_TYPE_VALUE_CRASH,
  FL_DROPOUT_TYPE_VALUE_DISCONNECTED,
  FL_DROPOUT_TYPE_VALUE_OTHER,
  FL_DROPOUT_TYPE_VALUE_REJECTED,
  FL_DROPOUT_TYPE_VALUE_TIMEOUT,
} from '../../semconv/index.js';
import { cutText } from '../core/values.js';

/** Longest `error.type`: it is a class of errors, not a message. */
const MAX_TYPE = 100;

/** Words of free reasons, in the order in which they are tried. */
const DROPOUT_TYPES: readonly (readonly [RegExp, string])[] = [
  [/time.?out|timed.?out|deadline|too (slow|late)|straggl/i, FL_DROPOUT_TYPE_VALUE_TIMEOUT],
  [/batter|low.?power|out of power/i, FL_DROPOUT_TYPE_VALUE_BATTERY],
  [/reject|refus|unauthori[sz]ed|forbidden|banned/i, FL_DROPOUT_TYPE_VALUE_REJECTED],
  [/crash|kill|died|dead|oom|out.?of.?memory|exit|segfault|abort/i, FL_DROPOUT_TYPE_VALUE_CRASH],
  [
    /disconnect|connection|network|unreachable|offline|socket|econn|hang.?up|reset/i,
    FL_DROPOUT_TYPE_VALUE_DISCONNECTED,
  ],
];

/** `fl.dropout.type` of a reason in the app's own words. */
export function dropoutType(reason: string | undefined): string {
  const known = DROPOUT_TYPES.find(([pattern]) => pattern.test(reason ?? ''));
  return known?.[1] ?? FL_DROPOUT_TYPE_VALUE_OTHER;
}

/** `error.type` of whatever was thrown or given: an error's code or class name, a short text, else `_OTHER`. */
export function errorType(error: unknown): string {
  if (error instanceof Error) {
    const { code } = error as { code?: unknown };
    const name = error.name === 'Error' && typeof code === 'string' ? code : error.name;
    return typeof name === 'string' && name !== '' ? cutText(name, MAX_TYPE) : ERROR_TYPE_VALUE_OTHER;
  }
  return typeof error === 'string' && error !== '' && error.length <= MAX_TYPE ? error : ERROR_TYPE_VALUE_OTHER;
}
