import type { AnyValue, OtlpVisitor } from '../visitor.js';
import { readKeyValue } from './any-value.js';
import { ProtobufReader } from './reader.js';

/** Tag of the only field of every export request: `resource_metrics`, `resource_spans`, `resource_logs`. */
const RESOURCE_SIGNALS = 0x0a;

/** Tags of `ResourceMetrics`, `ResourceSpans` and `ResourceLogs`, which agree. */
const RESOURCE = 0x0a;
const SCOPE_SIGNALS = 0x12;

/** Tags of `ScopeMetrics`, `ScopeSpans` and `ScopeLogs`, which agree. */
const SCOPE = 0x0a;
const RECORD = 0x12;
const SCHEMA_URL = 0x1a;

/** Tag of `attributes` in `Resource`. */
const RESOURCE_ATTRIBUTES = 0x0a;

/** Tags of `InstrumentationScope`. */
const SCOPE_NAME = 0x0a;
const SCOPE_VERSION = 0x12;
const SCOPE_ATTRIBUTES = 0x1a;

/** Reads one record (metric, span or log record) whose tag was read. */
export type RecordReader = (reader: ProtobufReader, visitor: OtlpVisitor) => void;

/**
 * Reads an export request of any signal. Resource and scope may stand behind their records in the bytes, so each level
 * is walked twice: once for the heads, skipping the records in one step each, and once for the records.
 */
export function readRequest(body: Uint8Array, visitor: OtlpVisitor, readRecord: RecordReader): void {
  const reader = new ProtobufReader(body);
  for (let tag = reader.nextTag(); tag !== 0; tag = reader.nextTag()) {
    if (tag === RESOURCE_SIGNALS) {
      readResourceSignals(reader, visitor, readRecord);
    } else {
      reader.skip(tag);
    }
  }
}

function readResourceSignals(reader: ProtobufReader, visitor: OtlpVisitor, readRecord: RecordReader): void {
  const outer = reader.enter();
  const start = reader.position;
  const attributes = new Map<string, AnyValue>();
  for (let tag = reader.nextTag(); tag !== 0; tag = reader.nextTag()) {
    if (tag === RESOURCE) {
      readResource(reader, attributes);
    } else {
      reader.skip(tag);
    }
  }
  visitor.resource(attributes);
  reader.rewind(start);
  for (let tag = reader.nextTag(); tag !== 0; tag = reader.nextTag()) {
    if (tag === SCOPE_SIGNALS) {
      readScopeSignals(reader, visitor, readRecord);
    } else {
      reader.skip(tag);
    }
  }
  reader.leave(outer);
}

function readScopeSignals(reader: ProtobufReader, visitor: OtlpVisitor, readRecord: RecordReader): void {
  const outer = reader.enter();
  const start = reader.position;
  const scope = { name: '', version: '', schemaUrl: '', attributes: new Map<string, AnyValue>() };
  for (let tag = reader.nextTag(); tag !== 0; tag = reader.nextTag()) {
    if (tag === SCOPE) {
      readScope(reader, scope);
    } else if (tag === SCHEMA_URL) {
      scope.schemaUrl = reader.string();
    } else {
      reader.skip(tag);
    }
  }
  visitor.scope(scope);
  reader.rewind(start);
  for (let tag = reader.nextTag(); tag !== 0; tag = reader.nextTag()) {
    if (tag === RECORD) {
      readRecord(reader, visitor);
    } else {
      reader.skip(tag);
    }
  }
  reader.leave(outer);
}

/** Repeated occurrences of a message field are merged, so this adds to what is there. */
function readResource(reader: ProtobufReader, attributes: Map<string, AnyValue>): void {
  const outer = reader.enter();
  for (let tag = reader.nextTag(); tag !== 0; tag = reader.nextTag()) {
    if (tag === RESOURCE_ATTRIBUTES) {
      readKeyValue(reader, attributes);
    } else {
      reader.skip(tag);
    }
  }
  reader.leave(outer);
}

function readScope(
  reader: ProtobufReader,
  scope: { name: string; version: string; attributes: Map<string, AnyValue> },
): void {
  const outer = reader.enter();
  for (let tag = reader.nextTag(); tag !== 0; tag = reader.nextTag()) {
    switch (tag) {
      case SCOPE_NAME:
        scope.name = reader.string();
        break;
      case SCOPE_VERSION:
        scope.version = reader.string();
        break;
      case SCOPE_ATTRIBUTES:
        readKeyValue(reader, scope.attributes);
        break;
      default:
        reader.skip(tag);
    }
  }
  reader.leave(outer);
}
