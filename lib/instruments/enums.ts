import {
  ATTR_FL_OPERATION_NAME,
  ATTR_FL_UPDATE_RESULT,
  type AttributeKey,
  attributeDescriptors,
  ERROR_TYPE_VALUE_OTHER,
} from '../../semconv/index.js';

/** Values of `error.type` that a metric may have: those of fedotel itself and of the language. */
const ERROR_TYPES: ReadonlySet<string> = new Set([
  'timeout',
  'crash',
  'disconnected',
  'battery',
  'rejected',
  'straggler',
  'communication',
  'superseded',
  'unfinished',
  'Error',
  'AbortError',
  'RangeError',
  'ReferenceError',
  'SyntaxError',
  'TimeoutError',
  'TypeError',
]);

/** Every attribute of a metric is a series: texts that the app makes up are `_OTHER` there. */
const OTHER = ERROR_TYPE_VALUE_OTHER;

/** A registered member of an enum, or `_OTHER`. */
function memberOf(key: AttributeKey): (value: string) => string {
  const members = new Set(attributeDescriptors[key].members);
  return (value) => (members.has(value) ? value : OTHER);
}

/** `fl.operation.name` on a metric. */
export const metricOperation = memberOf(ATTR_FL_OPERATION_NAME);
/** `fl.update.result` on a metric. */
export const metricResult = memberOf(ATTR_FL_UPDATE_RESULT);

/** `error.type` on a metric. */
export function metricErrorType(type: string): string {
  return ERROR_TYPES.has(type) ? type : OTHER;
}
