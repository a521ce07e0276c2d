import { Buffer } from 'node:buffer';
import type { JsonValue } from '../events.js';
import { MAX_NAME_LENGTH } from '../identity/identity.js';
import { type ClientUpdate, TRAIN, type UpdateGroup } from './client-update.js';
import type { LineBytes } from './line-bytes.js';

/** First millisecond of the year 10000, whose times have another form. */
const END_OF_TIMES = 253_402_300_800_000;
/** A reader takes these texts for numbers in some fields. */
const NUMBER_TEXT = /^(?:NaN|-?Infinity)$/;

/** What the lines of a group of updates have in common. */
export interface GroupFrame {
  /** The updates are told apart by their values (`ValuesIdentity`), not by their times. */
  readonly foreign: boolean;
  /** Part of the run that de-duplication keeps together (`identityOf`). */
  readonly partition: string;
  /** From the line's begin to the time. */
  readonly head: Uint8Array;
  /** From the time (or what follows it) to the client's name. */
  readonly middle: Uint8Array;
  /** From the client's name to its fields. */
  readonly afterClient: Uint8Array;
  /** From the fields to the end of the line. */
  readonly tail: Uint8Array;
}

/** Frames of groups, which live as long as the request that brought them. */
const frames = new WeakMap<UpdateGroup, GroupFrame | 'none'>();

const LATE = Buffer.from(',"late":true');
const FIELD_COUNT = Buffer.from(',"field_count":');
const QUOTE = Buffer.from('"');
const TRUE = Buffer.from('true');
const FALSE = Buffer.from('false');

/**
 * What the lines of a group have in common; `undefined` when its updates must be written as events: those without a round,
 * and names that need care.
 */
export function frameOf(group: UpdateGroup): GroupFrame | undefined {
  let frame = frames.get(group);
  if (frame === undefined) {
    frame = makeFrame(group) ?? 'none';
    frames.set(group, frame);
  }
  return frame === 'none' ? undefined : frame;
}

function makeFrame({ runId, attempt, round, operation, foreign }: UpdateGroup): GroupFrame | undefined {
  if (round === undefined || operation.length > MAX_NAME_LENGTH) return undefined;
  if (!isUsual(runId) || !isUsual(operation)) return undefined;
  const train = operation === TRAIN;
  const type = train ? 'client_update' : 'evaluation';
  const start = JSON.stringify({ event_type: type, run_id: runId, attempt, round, timestamp: '' });
  const source = foreign ? ',"source":"gauge"' : '';
  const client = train
    ? ',"clients":[{"client_id":'
    : `,"operation":${JSON.stringify(operation)},"client":{"client_id":`;
  return {
    foreign,
    partition: `${attempt ?? ''}/r${round}`,
    head: Buffer.from(start.slice(0, -'"}'.length)),
    middle: Buffer.from(source + client),
    afterClient: Buffer.from(`,"round":${round}`),
    tail: Buffer.from(train ? '}]}\n' : '}}\n'),
  };
}

function isUsual(text: string): boolean {
  return /^[\x20-\x7e]*$/.test(text);
}

/**
 * Whether an update is told from others by its client and its time as they are. If not (an odd time, a field that has the
 * name of the client's id), only its event says by what.
 */
export function hasUsualKey({ millis, client, shape, more }: ClientUpdate): boolean {
  return shape.keys !== undefined && more === undefined && millis < END_OF_TIMES && client.length <= MAX_NAME_LENGTH;
}

/**
 * Appends the line of an update, with its newline: the same bytes that `encodeLine` makes of its event.
 *
 * @returns false, with nothing appended, when something in the update needs care: then it must go as an event
 */
export function appendUpdateLine(bytes: LineBytes, update: ClientUpdate, frame: GroupFrame): boolean {
  const { keys } = update.shape;
  if (keys === undefined || !hasUsualKey(update)) return false;
  const start = bytes.length;
  bytes.constant(frame.head);
  bytes.time(update.millis, update.nanos);
  bytes.constant(QUOTE);
  if (update.late) bytes.constant(LATE);
  if (update.fieldCount !== undefined) {
    bytes.constant(FIELD_COUNT);
    bytes.number(update.fieldCount);
  }
  bytes.constant(frame.middle);
  let good = bytes.text(update.client);
  bytes.constant(frame.afterClient);
  const { values } = update;
  for (let place = 0; good && place < keys.length; place++) {
    bytes.constant(keys[place] ?? QUOTE);
    good = appendValue(bytes, values[place]);
  }
  if (!good) bytes.cutBack(start);
  else bytes.constant(frame.tail);
  return good;
}

/** Appends a value that JSON writes in one way only. */
function appendValue(bytes: LineBytes, value: JsonValue | undefined): boolean {
  switch (typeof value) {
    case 'number':
      // Not finite, or so large that its digits are not all known: `encodeLine` has rules for these.
      if (!(Math.abs(value) <= Number.MAX_SAFE_INTEGER)) return false;
      bytes.number(value);
      return true;
    case 'string':
      return !NUMBER_TEXT.test(value) && bytes.text(value);
    case 'boolean':
      bytes.constant(value ? TRUE : FALSE);
      return true;
    default:
      return false;
  }
}
