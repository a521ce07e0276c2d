import { SPAN_ID_BYTES, TRACE_ID_BYTES } from '../ids.js';
import type { AnyValue, OtlpVisitor } from '../visitor.js';
import { readKeyValue } from './any-value.js';
import type { ProtobufReader } from './reader.js';

/** Tags of `opentelemetry.proto.trace.v1.Span`. */
const TRACE_ID = 0x0a;
const SPAN_ID = 0x12;
const PARENT_SPAN_ID = 0x22;
const NAME = 0x2a;
const KIND = 0x30;
const START_TIME = 0x39;
const END_TIME = 0x41;
const ATTRIBUTES = 0x4a;
const STATUS = 0x7a;

/** Tags of `Status`. */
const STATUS_MESSAGE = 0x12;
const STATUS_CODE = 0x18;

/** Reads the `Span` whose tag was read. */
export function readSpan(reader: ProtobufReader, visitor: OtlpVisitor): void {
  const attributes = new Map<string, AnyValue>();
  const status = { statusCode: 0, statusMessage: '' };
  let name = '';
  let kind = 0;
  let traceId = '';
  let spanId = '';
  let parentSpanId = '';
  let start = { millis: 0, nanos: 0 };
  let end = start;
  const outer = reader.enter();
  for (let tag = reader.nextTag(); tag !== 0; tag = reader.nextTag()) {
    switch (tag) {
      case TRACE_ID:
        traceId = reader.hexId(TRACE_ID_BYTES);
        break;
      case SPAN_ID:
        spanId = reader.hexId(SPAN_ID_BYTES);
        break;
      case PARENT_SPAN_ID:
        parentSpanId = reader.hexId(SPAN_ID_BYTES);
        break;
      case NAME:
        name = reader.string();
        break;
      case KIND:
        kind = reader.int32();
        break;
      case START_TIME:
        start = reader.instant();
        break;
      case END_TIME:
        end = reader.instant();
        break;
      case ATTRIBUTES:
        readKeyValue(reader, attributes);
        break;
      case STATUS:
        readStatus(reader, status);
        break;
      default:
        reader.skip(tag);
    }
  }
  reader.leave(outer);
  visitor.span({ name, kind, traceId, spanId, parentSpanId, start, end, ...status, attributes });
}

function readStatus(reader: ProtobufReader, status: { statusCode: number; statusMessage: string }): void {
  const outer = reader.enter();
  for (let tag = reader.nextTag(); tag !== 0; tag = reader.nextTag()) {
    if (tag === STATUS_MESSAGE) {
      status.statusMessage = reader.string();
    } else if (tag === STATUS_CODE) {
      status.statusCode = reader.int32();
    } else {
      reader.skip(tag);
    }
  }
  reader.leave(outer);
}
