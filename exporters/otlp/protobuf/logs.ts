import { SPAN_ID_BYTES, TRACE_ID_BYTES } from '../ids.js';
import type { AnyValue, OtlpVisitor } from '../visitor.js';
import { readAnyValue, readKeyValue } from './any-value.js';
import type { ProtobufReader } from './reader.js';

/** Tags of `opentelemetry.proto.logs.v1.LogRecord`. */
const TIME = 0x09;
const SEVERITY_NUMBER = 0x10;
const BODY = 0x2a;
const ATTRIBUTES = 0x32;
const TRACE_ID = 0x4a;
const SPAN_ID = 0x52;
const OBSERVED_TIME = 0x59;
const EVENT_NAME = 0x62;

/** Reads the `LogRecord` whose tag was read. */
export function readLogRecord(reader: ProtobufReader, visitor: OtlpVisitor): void {
  const attributes = new Map<string, AnyValue>();
  let time = { millis: 0, nanos: 0 };
  let observedTime = time;
  let severityNumber = 0;
  let eventName = '';
  let body: AnyValue = null;
  let traceId = '';
  let spanId = '';
  const outer = reader.enter();
  for (let tag = reader.nextTag(); tag !== 0; tag = reader.nextTag()) {
    switch (tag) {
      case TIME:
        time = reader.instant();
        break;
      case OBSERVED_TIME:
        observedTime = reader.instant();
        break;
      case SEVERITY_NUMBER:
        severityNumber = reader.int32();
        break;
      case EVENT_NAME:
        eventName = reader.string();
        break;
      case BODY:
        body = readAnyValue(reader, body);
        break;
      case ATTRIBUTES:
        readKeyValue(reader, attributes);
        break;
      case TRACE_ID:
        traceId = reader.hexId(TRACE_ID_BYTES);
        break;
      case SPAN_ID:
        spanId = reader.hexId(SPAN_ID_BYTES);
        break;
      default:
        reader.skip(tag);
    }
  }
  reader.leave(outer);
  visitor.logRecord({ time, observedTime, severityNumber, eventName, body, attributes, traceId, spanId });
}
