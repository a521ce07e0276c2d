import type { ClientRecord, ClientUpdateEvent, EvaluationEvent, JournalEvent, JsonValue } from '../events.js';
import { timestampOf } from './timestamp.js';
import type { UpdateShape } from './update-shape.js';

/** What many updates of one request share: whose run and round they belong to. */
export interface UpdateGroup {
  readonly runId: string;
  readonly attempt: number | undefined;
  /** Whole number from 0; absent only when the sender knows no rounds. */
  readonly round: number | undefined;
  readonly operation: string;
  /** The points came from a scope other than ours: an SDK's gauges, which are exported again and again. */
  readonly foreign: boolean;
}

/** What a journal takes: events, and updates that are no events yet. */
export type JournalEntry = JournalEvent | ClientUpdate;

/** The operation whose updates are `client_update` events; those of any other are evaluations with a client. */
export const TRAIN = 'train';

/** Fields that a shape holds at most; an update with more is rare, and what is beyond gets a map of its own. */
const MAX_SHAPED = 64;

/**
 * One client's update, or the part of it that a request has, on its way into the journal. It says what its event would
 * say, without being one: most updates are written as they are, and nobody ever needs the event's objects.
 */
export class ClientUpdate {
  late = false;
  fieldCount: number | undefined = undefined;
  /** Values by their place in the shape. */
  readonly values: JsonValue[] = [];
  /** Fields beyond what a shape holds. */
  more: Map<string, JsonValue> | undefined = undefined;

  /**
   * @param millis whole milliseconds since the epoch, above 0
   * @param nanos nanoseconds within that millisecond
   * @param shape names of the fields that it has; to begin with, the empty shape of some tree
   */
  constructor(
    readonly group: UpdateGroup,
    readonly client: string,
    readonly millis: number,
    readonly nanos: number,
    public shape: UpdateShape,
  ) {}

  /** Sets a field of the client; one that is there already keeps its place. */
  set(name: string, value: JsonValue): void {
    const { shape } = this;
    const next = shape.size < MAX_SHAPED ? shape.with(name) : shape;
    if (next !== shape) {
      this.shape = next;
      this.values.push(value);
      return;
    }
    const place = shape.indexOf(name);
    if (place >= 0) {
      this.values[place] = value;
    } else {
      this.more ??= new Map();
      this.more.set(name, value);
    }
  }

  /** The journal event: `client_update` for training, `evaluation` for anything else. */
  toEvent(): ClientUpdateEvent | EvaluationEvent {
    const { runId, attempt, round, operation, foreign } = this.group;
    const shared = {
      run_id: runId,
      ...(attempt === undefined ? {} : { attempt }),
      ...(round === undefined ? {} : { round }),
      timestamp: timestampOf(this.millis, this.nanos),
      ...(this.late ? { late: true } : {}),
      ...(this.fieldCount === undefined ? {} : { field_count: this.fieldCount }),
      ...(foreign ? { source: 'gauge' as const } : {}),
    };
    const client = this.#record();
    return operation === TRAIN
      ? { event_type: 'client_update', ...shared, clients: [client] }
      : { event_type: 'evaluation', ...shared, operation, client };
  }

  #record(): ClientRecord {
    const { client, group, shape, values, more } = this;
    const record: { client_id: string; [field: string]: JsonValue } =
      group.round === undefined ? { client_id: client } : { client_id: client, round: group.round };
    for (const [place, name] of shape.names.entries()) define(record, name, values[place] ?? null);
    for (const [name, value] of more ?? []) define(record, name, value);
    return record;
  }
}

/** Sets a field, also one with the name `__proto__`, by whose assignment the prototype would be set. */
function define(record: { [field: string]: JsonValue }, name: string, value: JsonValue): void {
  if (name === '__proto__') {
    Object.defineProperty(record, name, { value, enumerable: true, configurable: true, writable: true });
  } else {
    record[name] = value;
  }
}
