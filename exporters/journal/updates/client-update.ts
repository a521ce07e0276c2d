import type { ClientUpdateEvent, EvaluationEvent, JsonValue } from '../events.js';
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
    // `Object.fromEntries` defines properties, so a field `__proto__` is only a field.
    const client = {
      client_id: this.client,
      ...(round === undefined ? {} : { round }),
      ...(Object.fromEntries(this.#fields()) as Readonly<Record<string, JsonValue>>),
    };
    return operation === TRAIN
      ? { event_type: 'client_update', ...shared, clients: [client] }
      : { event_type: 'evaluation', ...shared, operation, client };
  }

  *#fields(): Generator<readonly [string, JsonValue]> {
    for (const [place, name] of this.shape.names.entries()) yield [name, this.values[place] ?? null];
    if (this.more !== undefined) yield* this.more;
  }
}
