import type { Resource } from '@opentelemetry/resources';
import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';

/** A log record as plain data, which can be given to another thread. */
export type PlainLog = Omit<ReadableLogRecord, 'resource'>;

/** Fields that are handed over as they are. */
const FIELDS = [
  'hrTime',
  'hrTimeObserved',
  'severityNumber',
  'severityText',
  'body',
  'eventName',
  'attributes',
  'droppedAttributesCount',
] as const;

/**
 * The last records of a dying process: the reason why it dies is often among them. One with something in it that no
 * other thread can have is left out: it must not cost the others their way.
 */
export function toPlainLogs(records: readonly ReadableLogRecord[]): PlainLog[] {
  return records.flatMap((record) => {
    try {
      return [structuredClone(toPlain(record))];
    } catch {
      return [];
    }
  });
}

function toPlain(record: ReadableLogRecord): PlainLog {
  const { name, version, schemaUrl } = record.instrumentationScope;
  const scope = Object.entries({ name, version, schemaUrl }).filter(([, value]) => value !== undefined);
  const fields = FIELDS.flatMap((key) => (record[key] === undefined ? [] : [[key, record[key]]]));
  const { traceId, spanId, traceFlags } = record.spanContext ?? {};
  return {
    ...Object.fromEntries(fields),
    instrumentationScope: Object.fromEntries(scope),
    ...(traceId === undefined ? {} : { spanContext: { traceId, spanId, traceFlags } }),
  } as PlainLog;
}

/** The records again. @param resource of the process that made them */
export function fromPlainLogs(logs: readonly PlainLog[], resource: Resource): ReadableLogRecord[] {
  return logs.map((log) => ({ ...log, resource }));
}
