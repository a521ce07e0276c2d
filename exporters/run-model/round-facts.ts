import type {
  CheckpointEvent,
  ClientDropoutEvent,
  ClientRecord,
  ClientUpdateEvent,
  CommFailureEvent,
  EvaluationEvent,
  RoundEndEvent,
  RoundStartEvent,
  TaskEvent,
} from '../journal/events.js';
import { STEP, STEP_SIZE, type Steps } from '../steps/index.js';
import { ClientFacts, TRAIN } from './client-facts.js';
import { canonicalText, compareText, greaterValue } from './order.js';
import { timeKey } from './time.js';

/** Events that belong to a round. */
export type RoundScopedEvent =
  | RoundStartEvent
  | ClientUpdateEvent
  | RoundEndEvent
  | ClientDropoutEvent
  | CommFailureEvent
  | CheckpointEvent
  | TaskEvent
  | EvaluationEvent;

/**
 * `error.type` of a round's span that was closed because its run ended, or because another round took its number: it is
 * on the timeline, and no end of the round.
 */
const UNFINISHED = 'unfinished';

/**
 * What is known about one round of one attempt (or about no round at all), as sets and as "the latest of": the order
 * in which events come leaves no trace. Each event costs what it is large.
 */
export class RoundFacts {
  /** Sortable time of the youngest event; empty when none has a time. */
  lastKey = '';
  readonly clients = new Map<string, ClientFacts>();
  /** Ended spans. */
  readonly spans = new Map<string, TaskEvent>();
  readonly checkpoints = new Map<string, CheckpointEvent>();
  readonly evaluations = new Map<string, EvaluationEvent>();
  /** Of several starts the first says when, the last says how many clients. */
  firstStart: RoundStartEvent | undefined;
  lastStart: RoundStartEvent | undefined;
  /** The last end: a round that was ended twice has the results of the second. */
  end: RoundEndEvent | undefined;
  /** Ends that name clients: what an earlier one says of them, a later one may leave out. */
  readonly #naming = new Map<string, RoundEndEvent>();
  /** The last span of the round itself that says how it ended. */
  span: TaskEvent | undefined;

  /** The client's facts, made when new. */
  client(id: string): ClientFacts {
    let facts = this.clients.get(id);
    if (facts === undefined) {
      facts = new ClientFacts();
      this.clients.set(id, facts);
    }
    return facts;
  }

  apply(event: RoundScopedEvent): void {
    const key = timeKey(event.timestamp);
    if (key > this.lastKey) this.lastKey = key;
    switch (event.event_type) {
      case 'round_start':
        this.firstStart = earlier(this.firstStart, event);
        this.lastStart = later(this.lastStart, event);
        break;
      case 'round_end':
        this.end = later(this.end, event);
        if (event.clients !== undefined) this.#naming.set(canonicalText(event), event);
        break;
      case 'client_update':
        for (const record of event.clients ?? []) this.#addUpdate(event, record);
        break;
      case 'evaluation':
        if (event.client !== undefined) this.#addUpdate(event, event.client);
        else this.evaluations.set(canonicalText(event), event);
        break;
      case 'client_dropout':
        for (const record of event.clients ?? []) this.client(record.client_id).addDropout(mishap(event, record));
        break;
      case 'comm_failure':
        this.client(event.client_id).addFailure(mishap(event, { client_id: event.client_id }));
        break;
      case 'checkpoint':
        this.checkpoints.set(canonicalText(event), event);
        break;
      case 'task':
        this.#addTask(event);
        break;
    }
  }

  /** Adds what another bucket knows, or what it knows since a time (sortable text): see `round-choice.ts` for when. */
  *include(other: RoundFacts, since = ''): Steps<void> {
    const holds = (event: { readonly timestamp?: string }) => {
      const key = timeKey(event.timestamp);
      return key === '' || key >= since;
    };
    let count = 0;
    for (const [id, facts] of other.clients) {
      const mine = this.client(id);
      mine.include(facts, since);
      if (mine.isEmpty) this.clients.delete(id);
      if (++count % STEP_SIZE === 0) yield STEP;
    }
    const events = [other.spans, other.checkpoints, other.evaluations, other.#naming].flatMap((map) => [
      ...map.values(),
    ]);
    const bounds = [other.firstStart, other.lastStart, other.end, other.span];
    for (const event of [...events, ...bounds]) {
      if (event !== undefined && holds(event)) this.apply(event);
      if (++count % STEP_SIZE === 0) yield STEP;
    }
  }

  /** When the round last started or ended, as far as anybody said; empty otherwise. */
  get boundaryKey(): string {
    const bounds = [this.lastStart, this.end, this.span].map((event) => timeKey(event?.timestamp));
    return bounds.sort(compareText).at(-1) ?? '';
  }

  /** Clients as the round's ends have them, oldest first. */
  get namedAtEnd(): readonly ClientRecord[] {
    return [...this.#naming]
      .sort(
        ([text, event], [otherText, other]) =>
          compareText(timeKey(event.timestamp), timeKey(other.timestamp)) || compareText(text, otherText),
      )
      .flatMap(([, { clients = [] }]) => clients);
  }

  #addUpdate(event: ClientUpdateEvent | EvaluationEvent, record: ClientRecord): void {
    this.client(record.client_id).addUpdate({
      operation: event.operation ?? TRAIN,
      key: timeKey(event.timestamp),
      timestamp: event.timestamp,
      record,
      fieldCount: event.field_count,
      late: event.late === true,
      gauge: event.source === 'gauge',
    });
  }

  #addTask(event: TaskEvent): void {
    if (event.phase === 'ended') {
      if (event.kind === 'round' && event.error !== UNFINISHED) this.span = later(this.span, event);
      const id = event.span_id === undefined ? canonicalText(event) : `${event.trace_id}/${event.span_id}`;
      const known = this.spans.get(id);
      this.spans.set(id, known === undefined ? event : greaterValue(known, event));
    } else if (event.client_id !== undefined) {
      const { operation = TRAIN, start } = event;
      this.client(event.client_id).addStart({ operation, key: timeKey(start), start });
    }
  }
}

function mishap(event: ClientDropoutEvent | CommFailureEvent, record: ClientRecord) {
  const operation = event.event_type === 'client_dropout' ? (event.operation ?? TRAIN) : TRAIN;
  return { operation, key: timeKey(event.timestamp), timestamp: event.timestamp, reason: event.reason, record };
}

/** The later of two events; equal times are decided by content. */
function later<T extends { readonly timestamp?: string }>(known: T | undefined, event: T): T {
  if (known === undefined) return event;
  const difference = compareText(timeKey(known.timestamp), timeKey(event.timestamp));
  return difference === 0 ? greaterValue(known, event) : difference > 0 ? known : event;
}

function earlier<T extends { readonly timestamp?: string }>(known: T | undefined, event: T): T {
  if (known === undefined) return event;
  const difference = compareText(timeKey(known.timestamp), timeKey(event.timestamp));
  return difference === 0 ? greaterValue(known, event) : difference < 0 ? known : event;
}
