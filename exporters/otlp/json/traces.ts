import { SPAN_ID_BYTES, TRACE_ID_BYTES } from '../ids.js';
import type { OtlpVisitor } from '../visitor.js';
import { readAttributes } from './any-value.js';
import { hexId, instant, int32, type JsonRecord, text, within } from './fields.js';

/** Reads a `Span`. */
export function readSpan(json: JsonRecord, visitor: OtlpVisitor): void {
  visitor.span({
    name: text(json, 'name'),
    kind: int32(json, 'kind'),
    traceId: hexId(json, 'traceId', TRACE_ID_BYTES),
    spanId: hexId(json, 'spanId', SPAN_ID_BYTES),
    parentSpanId: hexId(json, 'parentSpanId', SPAN_ID_BYTES),
    start: instant(json, 'startTimeUnixNano'),
    end: instant(json, 'endTimeUnixNano'),
    statusCode: within(json, 'status', (status) => int32(status, 'code')),
    statusMessage: within(json, 'status', (status) => text(status, 'message')),
    attributes: readAttributes(json, 'attributes'),
  });
}
