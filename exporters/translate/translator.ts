import type { JournalEvent } from '../journal/events.js';
import { type ClientUpdate, createShapeTree } from '../journal/index.js';
import type {
  AttributeMap,
  LogRecordData,
  MetricHead,
  NumberPoint,
  OtlpVisitor,
  Scope,
  SpanData,
} from '../otlp/visitor.js';
import { eventReaders } from './log-events.js';
import { MalformedRecordError, Origin } from './origin.js';
import { PointGatherer } from './points.js';
import { readSpan, spanTypeOf } from './spans.js';
import { isKnown } from './time.js';

/** Counts of one request's records. */
export interface TranslationCounts {
  /** Records that are none of the contract's, or that no journal keeps (low-cardinality instruments). */
  readonly ignored: number;
  /** Records that claim to be ours and break the contract: the partial success of the answer. */
  readonly malformed: number;
  /** Why the first malformed record is malformed. */
  readonly malformedReason: string | undefined;
}

/** What one request came to. */
export interface Translation extends TranslationCounts {
  /** Journal events in the order of the request; an update's points are one event. */
  readonly events: readonly JournalEvent[];
}

/** What one request came to, for a journal: updates as they were gathered, which no event is made of yet. */
export interface GatheredTranslation extends TranslationCounts {
  readonly updates: readonly ClientUpdate[];
  /** All that is no update made of points. */
  readonly events: readonly JournalEvent[];
}

/** Shapes of updates that are remembered from request to request. */
const MAX_SHAPES = 4_096;

/** Turns decoded OTLP into journal events, one request after the other. */
export interface Translator extends OtlpVisitor {
  /** The outcome of all calls since the last `end`; the translator is as new afterwards. */
  end(): Translation;
  /** Like `end`, without making events of updates: a journal writes most of them without. */
  endGathered(): GatheredTranslation;
}

class OtlpTranslator implements Translator {
  readonly #origin = new Origin();
  readonly #points = new PointGatherer(this.#origin);
  #shapes = createShapeTree();
  #events: JournalEvent[] = [];
  #ignored = 0;
  #malformed = 0;
  #malformedReason: string | undefined;

  resource(attributes: AttributeMap): void {
    this.#origin.setResource(attributes);
    this.#points.forgetOrder();
  }

  scope(scope: Scope): void {
    this.#origin.setScope(scope.name, scope.attributes);
    this.#points.forgetOrder();
  }

  numberPoint(metric: MetricHead, point: NumberPoint): void {
    // Written out for this one, because it is called for every point: a closure would be made each time.
    try {
      if (!this.#points.take(metric, point, this.#shapes.empty)) this.#ignored += 1;
    } catch (error) {
      this.#refuse(error);
    }
  }

  otherPoints(_metricName: string, count: number): void {
    this.#ignored += count;
  }

  logRecord(record: LogRecordData): void {
    const read = eventReaders.get(record.eventName);
    if (read === undefined) {
      this.#ignored += 1;
      return;
    }
    this.#guard(() => {
      const time = isKnown(record.time) ? record.time : record.observedTime;
      if (!isKnown(time)) throw new MalformedRecordError(`${record.eventName} has no time`);
      const { attributes } = record;
      const { instance } = this.#origin;
      const run = this.#origin.runOf(attributes);
      return read({ attributes, run, time, instance, noFields: this.#shapes.empty });
    });
  }

  span(span: SpanData): void {
    const type = spanTypeOf(span);
    if (type === undefined) {
      this.#ignored += 1;
      return;
    }
    this.#guard(() => readSpan(span, type, this.#origin.runOf(span.attributes)));
  }

  end(): Translation {
    const { updates, scalars } = this.#points.drain();
    const events = [...this.#events, ...updates.map((update) => update.toEvent()), ...scalars];
    return { events, ...this.#reset() };
  }

  endGathered(): GatheredTranslation {
    const { updates, scalars } = this.#points.drain();
    return { updates, events: [...this.#events, ...scalars], ...this.#reset() };
  }

  #reset(): TranslationCounts {
    const counts = { ignored: this.#ignored, malformed: this.#malformed, malformedReason: this.#malformedReason };
    if (this.#shapes.size > MAX_SHAPES) this.#shapes = createShapeTree();
    this.#events = [];
    this.#ignored = 0;
    this.#malformed = 0;
    this.#malformedReason = undefined;
    return counts;
  }

  #guard(read: () => JournalEvent): void {
    try {
      this.#events.push(read());
    } catch (error) {
      this.#refuse(error);
    }
  }

  #refuse(error: unknown): void {
    if (!(error instanceof MalformedRecordError)) throw error;
    this.#malformed += 1;
    this.#malformedReason ??= error.message;
  }
}

/** Creates a translator. It keeps nothing between requests but its own empty tables. */
export function createTranslator(): Translator {
  return new OtlpTranslator();
}
