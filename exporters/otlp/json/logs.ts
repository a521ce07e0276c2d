import { SPAN_ID_BYTES, TRACE_ID_BYTES } from '../ids.js';
import type { OtlpVisitor } from '../visitor.js';
import { readAnyValue, readAttributes } from './any-value.js';
import { hexId, instant, int32, type JsonRecord, text, within } from './fields.js';

/** Reads a `LogRecord`. */
export function readLogRecord(json: JsonRecord, visitor: OtlpVisitor): void {
  visitor.logRecord({
    time: instant(json, 'timeUnixNano'),
    observedTime: instant(json, 'observedTimeUnixNano'),
    severityNumber: int32(json, 'severityNumber'),
    eventName: text(json, 'eventName'),
    body: within(json, 'body', (value) => readAnyValue(value)),
    attributes: readAttributes(json, 'attributes'),
    traceId: hexId(json, 'traceId', TRACE_ID_BYTES),
    spanId: hexId(json, 'spanId', SPAN_ID_BYTES),
  });
}
