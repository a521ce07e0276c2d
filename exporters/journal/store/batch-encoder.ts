import { decodeLine, isLiteralLine } from '../codec/decode.js';
import { encodeEvent } from '../codec/encode.js';
import { findFault } from '../codec/shapes.js';
import {
  type ClientRecord,
  type ClientUpdateEvent,
  type EvaluationEvent,
  type InitEvent,
  JOURNAL_FORMAT,
  type JournalEvent,
  type JsonObject,
  type RunUpdateEvent,
} from '../events.js';
import { FIELD_COUNT, type Identity, identityOf } from '../identity/identity.js';

/** An event ready for the journal, or what keeps it out. */
export type PreparedEvent =
  | {
      readonly kind: 'line';
      readonly event: JournalEvent;
      readonly identity: Identity;
      /** The line with its newline. */
      readonly line: string;
    }
  | { readonly kind: 'refused'; readonly reason: string };

/**
 * Encodes an event and finds its identity, as a reader of the line would find it: otherwise a restart could see a
 * datum with other eyes and write it twice.
 */
export function prepareEvent(event: JournalEvent, maxLineBytes: number): PreparedEvent {
  const fault = findFault(event as unknown as JsonObject);
  if (fault !== undefined) return { kind: 'refused', reason: fault };
  const { line, plain } = encodeEvent(event);
  // A character is at most three bytes of UTF-8, so most lines need no exact count.
  if (line.length * 3 > maxLineBytes && Buffer.byteLength(line) > maxLineBytes) {
    return { kind: 'refused', reason: `${event.event_type}: the line would be longer than ${maxLineBytes} bytes` };
  }
  if (plain && isLiteralLine(line)) return { kind: 'line', event, identity: identityOf(event), line: `${line}\n` };
  const decoded = decodeLine(line);
  if (decoded.kind !== 'event') return { kind: 'refused', reason: `${event.event_type} cannot be written readably` };
  return { kind: 'line', event: decoded.event, identity: identityOf(decoded.event), line: `${line}\n` };
}

/** The update with those fields only; whose it is stays. */
export function partOfEvent(event: JournalEvent, fields: ReadonlySet<string>): JournalEvent {
  if (event.event_type === 'evaluation' && event.client !== undefined) {
    return withoutOldCount({ ...event, client: partOfRecord(event.client, fields) }, fields);
  }
  if (event.event_type !== 'client_update') return event;
  return withoutOldCount({ ...event, clients: event.clients.map((record) => partOfRecord(record, fields)) }, fields);
}

function partOfRecord({ client_id, round, ...others }: ClientRecord, fields: ReadonlySet<string>): ClientRecord {
  return {
    client_id,
    ...(round === undefined ? {} : { round }),
    ...Object.fromEntries(Object.entries(others).filter(([field]) => fields.has(field))),
  };
}

function withoutOldCount(event: ClientUpdateEvent | EvaluationEvent, fields: ReadonlySet<string>): JournalEvent {
  if (fields.has(FIELD_COUNT)) return event;
  const { field_count: _known, ...rest } = event;
  return rest;
}

/** The run's start as first line of its journal. */
export function asFirstLine({ event_type, ...start }: InitEvent): InitEvent {
  return { event_type, ...start, format: JOURNAL_FORMAT };
}

/** The same knowledge about the run where the journal has begun already. */
export function asRunUpdate({
  event_type: _type,
  format: _format,
  provisional: _flag,
  ...start
}: InitEvent): RunUpdateEvent {
  return { event_type: 'run_update', ...start };
}

/** First line for a run whose start has not come (yet). HiveWatch's tools want `config` and `started_at` there. */
export function provisionalInit(first: JournalEvent, now: Date): InitEvent {
  return {
    event_type: 'init',
    run_id: first.run_id,
    ...(first.attempt === undefined ? {} : { attempt: first.attempt }),
    format: JOURNAL_FORMAT,
    provisional: true,
    config: {},
    started_at: first.timestamp ?? now.toISOString(),
  };
}
