import {
  ERROR_TYPE_VALUE_OTHER,
  FL_DROPOUT_TYPE_VALUE_BATTERY,
  FL_DROPOUT_TYPE_VALUE_CRASH,
  FL_DROPOUT_TYPE_VALUE_DISCONNECTED,
  FL_DROPOUT_TYPE_VALUE_OTHER,
  FL_DROPOUT_TYPE_VALUE_REJECTED,
  FL_DROPOUT_TYPE_VALUE_TIMEOUT,
} from '../../semconv/index.js';
import { metricErrorType } from '../instruments/enums.js';

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

/** What a class or code looks like. Anything else is a sentence, which may be about a person. */
const TYPE_LIKE = /^[A-Za-z_][\w.:-]*$/;

/** Classes of errors and codes of systems, in any language. Another word may be a client's name. */
const KIND_LIKE = /^(E[A-Z]{3,15}|ERR_[A-Z0-9_]+|([A-Z][A-Za-z]*)?(Error|Exception|Timeout))$/;

/** `error.type` of whatever was thrown or given: an error's code or class name, a short word, else `_OTHER`. */
export function errorType(error: unknown): string {
  const type = error instanceof Error ? nameOf(error) : error;
  return typeof type === 'string' && type.length <= MAX_TYPE && TYPE_LIKE.test(type) ? type : ERROR_TYPE_VALUE_OTHER;
}

/** As `errorType`; where privacy says so only of known kinds, because a word of the app's own may name a client. */
export function errorTypeUnder(policy: { readonly errorKindsOnly: boolean }, error: unknown): string {
  const type = errorType(error);
  const known = KIND_LIKE.test(type) || metricErrorType(type) === type;
  return known || !policy.errorKindsOnly ? type : ERROR_TYPE_VALUE_OTHER;
}

function nameOf(error: Error): unknown {
  const { code } = error as { code?: unknown };
  return error.name === 'Error' && typeof code === 'string' ? code : error.name;
}
