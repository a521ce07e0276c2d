import type { JournalEvent } from '../journal/events.js';
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

/** What one request came to. */
export interface Translation {
  /** Journal events in the order of the request; an update's points are one event. */
  readonly events: readonly JournalEvent[];
  /** Records that are none of the contract's, or that no journal keeps (low-cardinality instruments). */
  readonly ignored: number;
  /** Records that claim to be ours and break the contract: the partial success of the answer. */
  readonly malformed: number;
  /** Why the first malformed record is malformed. */
  readonly malformedReason: string | undefined;
}

/** Turns decoded OTLP into journal events, one request after the other. */
export interface Translator extends OtlpVisitor {
  /** The outcome of all calls since the last `end`; the translator is as new afterwards. */
  end(): Translation;
}

class OtlpTranslator implements Translator {
  readonly #origin = new Origin();
  readonly #points = new PointGatherer(this.#origin);
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
    this.#guard(() => this.#points.take(metric, point));
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
      this.#events.push(
        read({ attributes, run: this.#origin.runOf(attributes), time, instance: this.#origin.instance }),
      );
      return true;
    });
  }

  span(span: SpanData): void {
    const type = spanTypeOf(span);
    if (type === undefined) {
      this.#ignored += 1;
      return;
    }
    this.#guard(() => {
      this.#events.push(readSpan(span, type, this.#origin.runOf(span.attributes)));
      return true;
    });
  }

  end(): Translation {
    const translation = {
      events: [...this.#events, ...this.#points.drain()],
      ignored: this.#ignored,
      malformed: this.#malformed,
      malformedReason: this.#malformedReason,
    };
    this.#events = [];
    this.#ignored = 0;
    this.#malformed = 0;
    this.#malformedReason = undefined;
    return translation;
  }

  #guard(take: () => boolean): void {
    try {
      if (!take()) this.#ignored += 1;
    } catch (error) {
      if (!(error instanceof MalformedRecordError)) throw error;
      this.#malformed += 1;
      this.#malformedReason ??= error.message;
    }
  }
}

/** Creates a translator. It keeps nothing between requests but its own empty tables. */
export function createTranslator(): Translator {
  return new OtlpTranslator();
}
