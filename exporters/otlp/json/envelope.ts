import { Buffer, isUtf8 } from 'node:buffer';
import { OtlpDecodeError } from '../decode-error.js';
import type { OtlpVisitor, Signal } from '../visitor.js';
import { readAttributes } from './any-value.js';
import { forEach, type JsonRecord, record, text, within } from './fields.js';
import { prepareJson } from './scan.js';

/** Field names by level: resources of the request, scopes of a resource, records of a scope. */
const LEVELS = {
  metrics: ['resourceMetrics', 'scopeMetrics', 'metrics'],
  traces: ['resourceSpans', 'scopeSpans', 'spans'],
  logs: ['resourceLogs', 'scopeLogs', 'logRecords'],
} as const;

/** Reads one record: a metric, span or log record. */
export type RecordReader = (record: JsonRecord, visitor: OtlpVisitor) => void;

/** Reads an export request of any signal in OTLP's JSON encoding. */
export function readRequest(signal: Signal, body: Uint8Array, visitor: OtlpVisitor, readRecord: RecordReader): void {
  const [resources, scopes, records] = LEVELS[signal];
  try {
    forEach(record(parse(body)), resources, (resourceSignals) => {
      visitor.resource(within(resourceSignals, 'resource', (resource) => readAttributes(resource, 'attributes')));
      forEach(resourceSignals, scopes, (scopeSignals) => {
        const schemaUrl = text(scopeSignals, 'schemaUrl');
        visitor.scope(within(scopeSignals, 'scope', (scope) => readScope(scope, schemaUrl)));
        forEach(scopeSignals, records, (json) => readRecord(json, visitor));
      });
    });
  } catch (error) {
    throw error instanceof OtlpDecodeError ? new OtlpDecodeError(`json: ${error.message}`, { cause: error }) : error;
  }
}

function readScope(scope: JsonRecord, schemaUrl: string) {
  return {
    name: text(scope, 'name'),
    version: text(scope, 'version'),
    schemaUrl,
    attributes: readAttributes(scope, 'attributes'),
  };
}

function parse(body: Uint8Array): unknown {
  if (!isUtf8(body)) {
    throw new OtlpDecodeError('the body is not valid UTF-8');
  }
  const json = prepareJson(Buffer.from(body.buffer, body.byteOffset, body.byteLength)).toString('utf8');
  try {
    return JSON.parse(json);
  } catch (error) {
    throw new OtlpDecodeError(error instanceof Error ? error.message : 'the body is no JSON', { cause: error });
  }
}
