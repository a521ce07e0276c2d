import { createHash } from 'node:crypto';
import { encodeJson } from '../codec/encode.js';
import type {
  ClientRecord,
  ClientUpdateEvent,
  EvaluationEvent,
  JournalEvent,
  JsonObject,
  JsonValue,
  ScalarEvent,
} from '../events.js';
import { type ExactInstant, instantOf } from '../updates/timestamp.js';
import { exactTime, minuteOf } from './exact-time.js';

/** What makes an event the same as one that came before, whatever request brought it. */
export type Identity = OnceIdentity | FieldsIdentity | ValuesIdentity;

interface IdentityBase {
  /** Part of the run that the event belongs to (a round, a minute): what is old can leave memory part by part. */
  readonly partition: string;
  /** Unique within the partition. */
  readonly key: string;
}

/** An event that comes whole: seen or not. */
export interface OnceIdentity extends IdentityBase {
  readonly kind: 'once';
}

/** A client update: its parts may come in any cut, each field counts once. */
export interface FieldsIdentity extends IdentityBase {
  readonly kind: 'fields';
  readonly fields: readonly string[];
  /** What the key is made of; absent when it needs the key's text: an unusual time, or names that are too long. */
  readonly update?: UpdateIdentity & { readonly operation: string };
}

/** Whose update of which time it is. */
export interface UpdateIdentity extends ExactInstant {
  readonly client: string;
}

/** A gauge that is exported again and again: its newest value counts, an equal one is nothing new. */
export interface ValuesIdentity extends IdentityBase {
  readonly kind: 'values';
  /** Comparable text of the time, empty when there is none. */
  readonly time: string;
  /** Field → its value in comparable form. */
  readonly values: ReadonlyMap<string, Comparable>;
}

/** A value in a form in which equal ones are equal by `===`: a finite number, or the JSON text of anything else. */
export type Comparable = string | number;

/** Keys of a client record that say whose update it is, not what is in it. */
const NO_FIELDS: ReadonlySet<string> = new Set(['client_id', 'round']);
/** Stands for the event's own `field_count` among the fields; no key of a record is spelt so by accident. */
export const FIELD_COUNT = '\u0000field_count';
/** Longer keys are hashed, so that absurd ids cost no memory. */
const MAX_KEY_LENGTH = 256;
const MAX_VALUE_LENGTH = 64;
/** Longest name of a client or operation that is kept as it is. */
export const MAX_NAME_LENGTH = 128;

/**
 * Identity of an event within its run. Two events of one run are the same datum exactly when kind, partition and key
 * agree (for updates: field by field). The event must be as a reader of the journal sees it.
 */
export function identityOf(event: JournalEvent): Identity {
  const update = asUpdate(event);
  if (update !== undefined) return updateIdentity(update.event, update.record);
  if (event.event_type === 'scalar' && (event.source === 'gauge' || event.timestamp === undefined)) {
    return gaugeScalarIdentity(event);
  }
  return onceIdentity(event);
}

/** One client's update, of whatever operation. */
type UpdateEvent = ClientUpdateEvent | EvaluationEvent;

function asUpdate(event: JournalEvent): { readonly event: UpdateEvent; readonly record: ClientRecord } | undefined {
  if (event.event_type === 'evaluation' && event.client !== undefined) return { event, record: event.client };
  if (event.event_type !== 'client_update') return undefined;
  const [record, ...others] = event.clients;
  return record === undefined || others.length > 0 ? undefined : { event, record };
}

function updateIdentity(event: UpdateEvent, record: ClientRecord): Identity {
  const whose = [record.client_id, event.operation ?? 'train'];
  const { timestamp } = event;
  const partition = partitionOf(event, event.round, event.source === 'gauge' ? undefined : timestamp);
  if (event.source === 'gauge' || timestamp === undefined) {
    const values = new Map<string, Comparable>();
    for (const field of fieldsOf(event, record)) values.set(field, comparable(valueIn(event, record, field)));
    const time = timestamp === undefined ? '' : exactTime(timestamp);
    return { kind: 'values', partition, key: gaugeKey(record.client_id, event.operation ?? 'train'), time, values };
  }
  const time = exactTime(timestamp);
  const fields = fieldsOf(event, record);
  const update = updateOf(record.client_id, event.operation ?? 'train', time);
  return { kind: 'fields', partition, key: keyOf(['update', ...whose, time]), fields, ...(update && { update }) };
}

function updateOf(client: string, operation: string, time: string): FieldsIdentity['update'] {
  if (client.length > MAX_NAME_LENGTH || operation.length > MAX_NAME_LENGTH) return undefined;
  const instant = instantOf(time);
  return instant && { operation, client, ...instant };
}

/** Key of what a client's gauges say, for an operation. */
export function gaugeKey(client: string, operation: string): string {
  return keyOf(['gauge', client, operation]);
}

function gaugeScalarIdentity(event: ScalarEvent): Identity {
  const { name, step, value, client_id: client = '', timestamp } = event;
  const time = timestamp === undefined ? '' : exactTime(timestamp);
  const partition = `${event.attempt ?? ''}/s${Math.floor(step / 1000)}`;
  const key = keyOf(['scalar', name, String(step), client]);
  return { kind: 'values', partition, key, time, values: new Map([['value', comparable(value)]]) };
}

function onceIdentity(event: JournalEvent): OnceIdentity {
  if (event.event_type === 'init' || event.event_type === 'run_update') {
    // Where in the journal it stands decides whether a run's start is its `init` or a `run_update`: both are one.
    const { event_type: _type, ...content } = { ...event, format: undefined };
    return { kind: 'once', partition: `${event.attempt ?? ''}/run`, key: keyOf(['run', fingerprint(content)]) };
  }
  const round = 'round' in event ? event.round : undefined;
  const time = event.timestamp === undefined ? fingerprint(event) : exactTime(event.timestamp);
  const isSpan = event.event_type === 'task' && event.span_id !== undefined;
  const key = keyOf([event.event_type, ...distinctionOf(event), isSpan ? '' : time]);
  return { kind: 'once', partition: partitionOf(event, round, event.timestamp), key };
}

/** What tells events of one type, round and time apart. */
function distinctionOf(event: JournalEvent): readonly string[] {
  const text = (value: string | number | undefined): string => (value === undefined ? '' : String(value));
  switch (event.event_type) {
    case 'client_dropout':
      return [text(event.operation), event.reason, ...event.clients.map((client) => client.client_id)];
    case 'comm_failure':
      return [event.client_id, event.reason];
    case 'checkpoint':
      return [event.path];
    case 'task':
      return event.span_id === undefined
        ? [event.kind, event.phase, text(event.side), text(event.client_id), text(event.operation), event.start]
        : [event.kind, event.phase, text(event.trace_id), event.span_id];
    case 'scalar':
    case 'histogram':
    case 'text':
      return [event.name, text(event.step), text(event.client_id)];
    case 'resource_sample':
      // A sample may have been cut on the way: its parts are told apart by their fields.
      return [text(event.client_id), ...Object.keys(event.resources).sort()];
    case 'artifact':
      return [event.name, event.path, ...(event.client_id === undefined ? [] : [event.client_id])];
    case 'finished':
      return [text(event.state)];
    case 'round_start':
      return [];
    default:
      return [fingerprint(event)];
  }
}

function partitionOf(event: JournalEvent, round: number | null | undefined, timestamp: string | undefined): string {
  const place = typeof round === 'number' ? `r${round}` : timestamp === undefined ? 'none' : `t${minuteOf(timestamp)}`;
  return `${event.attempt ?? ''}/${place}`;
}

function fieldsOf(event: UpdateEvent, record: ClientRecord): readonly string[] {
  const fields: string[] = [];
  for (const field of Object.keys(record)) {
    if (record[field] !== undefined && !NO_FIELDS.has(field)) fields.push(field);
  }
  if (event.field_count !== undefined) fields.push(FIELD_COUNT);
  return fields;
}

function valueIn(event: UpdateEvent, record: ClientRecord, field: string): JsonValue {
  return (field === FIELD_COUNT ? event.field_count : record[field]) ?? null;
}

/** Texts joined so that no two lists give the same key. */
function keyOf(parts: readonly string[]): string {
  let key = '';
  for (const part of parts) key += `${part.length}:${part}`;
  return key.length <= MAX_KEY_LENGTH ? key : `#${digest(key)}`;
}

/** The value in comparable form. */
export function comparable(value: JsonValue): Comparable {
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  const text = encodeJson(value, true);
  return text.length <= MAX_VALUE_LENGTH ? text : `#${digest(text)}`;
}

function fingerprint(event: object): string {
  return digest(encodeJson(event as JsonObject, true));
}

function digest(text: string): string {
  return createHash('sha256').update(text, 'utf8').digest('base64url');
}
