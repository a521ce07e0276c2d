import { type Attributes, type Context, isSpanContextValid, type SpanContext } from '@opentelemetry/api';
import {
  ATTR_FL_CLIENT_ID,
  ATTR_FL_JOB_NAME,
  ATTR_FL_OPERATION_NAME,
  ATTR_FL_ROUND_NUMBER,
  ATTR_FL_RUN_ATTEMPT,
  ATTR_FL_RUN_ID,
  SCOPE_NAME,
} from '../../../semconv/index.js';
import { type Core, sharedCore } from '../../core/core.js';
import { type OpenPlace, placeOf } from '../../core/place.js';

/** What is written onto records, as far as it is known. */
const MARKS = [
  ATTR_FL_RUN_ID,
  ATTR_FL_RUN_ATTEMPT,
  ATTR_FL_JOB_NAME,
  ATTR_FL_ROUND_NUMBER,
  ATTR_FL_CLIENT_ID,
  ATTR_FL_OPERATION_NAME,
] as const;

/** The part of a log record that is needed: `ReadWriteLogRecord` of @opentelemetry/sdk-logs fits. */
export interface LogRecordToMark {
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly instrumentationScope: { readonly name: string };
  readonly eventName?: string | undefined;
  spanContext?: SpanContext;
  setAttribute(key: string, value?: string | number): unknown;
}

/** A `LogRecordProcessor` of @opentelemetry/sdk-logs by structure, so that no SDK is needed to name it. */
export interface RunLogProcessor {
  /** Marks the record. Never throws. */
  onEmit(record: LogRecordToMark, context?: Context): void;
  /** Nothing waits here. */
  forceFlush(): Promise<void>;
  shutdown(): Promise<void>;
}

/**
 * A processor that writes onto each of the app's log records which run, round and client it belongs to (`fl.run.id`,
 * `fl.run.attempt`, `fl.job.name`, `fl.round.number`, `fl.client.id`, `fl.operation.name`), and the trace of the round
 * where no span is active. To be put before the processors that export, in the logger provider of the app:
 * `new LoggerProvider({ processors: [createRunLogProcessor(), new BatchLogRecordProcessor(…)] })`.
 *
 * What the app has set itself stays. Events of the contract are left as they are.
 */
export function createRunLogProcessor(): RunLogProcessor {
  return createRunLogProcessorOn(sharedCore());
}

/** `createRunLogProcessor` of a given core. */
export function createRunLogProcessorOn(core: Core): RunLogProcessor {
  return new MarkingProcessor(core);
}

class MarkingProcessor implements RunLogProcessor {
  readonly #core: Core;

  constructor(core: Core) {
    this.#core = core;
  }

  onEmit(record: LogRecordToMark, context?: Context): void {
    if (isOfContract(record)) {
      return;
    }
    const place = context && placeOf(context);
    if (place !== undefined) {
      mark(record, place);
    } else {
      this.#markByWhatIsOpen(record);
    }
  }

  forceFlush(): Promise<void> {
    return Promise.resolve();
  }

  shutdown(): Promise<void> {
    return Promise.resolve();
  }

  /**
   * Between a round's start and its end no function of ours is on the stack, and without a context manager none is known.
   * What is open then is meant if it is the only one; with several, none of them is.
   */
  #markByWhatIsOpen(record: LogRecordToMark): void {
    const { openRuns, openRounds, openTasks } = this.#core;
    const run = only(openRuns);
    if (run !== undefined) {
      const { id, attempt, job } = run.identity;
      mark(record, { [ATTR_FL_RUN_ID]: id, [ATTR_FL_RUN_ATTEMPT]: attempt, [ATTR_FL_JOB_NAME]: job });
      markAsPartOf(record, only(openRounds));
    } else if (openRuns.size === 0) {
      markAsPartOf(record, only(openTasks));
    }
  }
}

/** The element of a set that has no other. */
function only<T>(set: ReadonlySet<T>): T | undefined {
  const [first] = set;
  return set.size === 1 ? first : undefined;
}

function markAsPartOf(record: LogRecordToMark, place: OpenPlace | undefined): void {
  if (place === undefined) {
    return;
  }
  mark(record, place.attributes);
  if (record.spanContext === undefined && place.spanContext !== undefined && isSpanContextValid(place.spanContext)) {
    record.spanContext = place.spanContext;
  }
}

/** Events of the contract say themselves what they are about: a round more would change what they mean. */
function isOfContract({ eventName, instrumentationScope }: LogRecordToMark): boolean {
  return eventName?.startsWith('fl.') === true || instrumentationScope.name === SCOPE_NAME;
}

function mark(record: LogRecordToMark, attributes: Attributes): void {
  for (const key of MARKS) {
    const value = attributes[key];
    if ((typeof value === 'string' || typeof value === 'number') && record.attributes[key] === undefined) {
      record.setAttribute(key, value);
    }
  }
}
