import type { JournalEvent } from '../journal/events.js';
import { ClientUpdate, type JournalEntry } from '../journal/index.js';
import type {
  AttributeMap,
  LogRecordData,
  MetricHead,
  NumberPoint,
  OtlpVisitor,
  Scope,
  SpanData,
} from '../otlp/visitor.js';
import type { UnusableValues } from './attribute-reader.js';
import { eventReaders } from './log-events.js';
import { MalformedRecordError, Origin } from './origin.js';
import { isJournaledMetric, PointGatherer } from './points.js';
import { SampleGatherer } from './samples.js';
import { readSpan, spanTypeOf } from './spans.js';
import { isKnown } from './time.js';
import { UpdateOpener } from './update-opener.js';

/** Counts of one request's records. */
export interface TranslationCounts {
  /** Records that are none of the contract's, or that no journal keeps (low-cardinality instruments). */
  readonly ignored: number;
  /** Records that claim to be ours and break the contract: the partial success of the answer. */
  readonly malformed: number;
  /** Why the first malformed record is malformed. */
  readonly malformedReason: string | undefined;
  /** Values of another kind than the contract says: left out. Those of malformed records may be among them. */
  readonly unusable: UnusableValues;
}

/** What one request came to. */
export interface Translation extends TranslationCounts {
  /** Journal events in the order of the request; an update's points are one event. */
  readonly events: readonly JournalEvent[];
}

/** What one request came to, for a journal. */
export interface GatheredTranslation extends TranslationCounts {
  /** The same in the same order, but for updates: no event has been made of them yet. */
  readonly entries: readonly JournalEntry[];
}

/** Turns decoded OTLP into journal events, one request after the other. */
export interface Translator extends OtlpVisitor {
  /** The outcome of all calls since the last `end`; the translator is as new afterwards. */
  end(): Translation;
  /** Like `end`, without making events of updates: a journal writes most of them without. */
  endGathered(): GatheredTranslation;
}

class OtlpTranslator implements Translator {
  readonly #origin = new Origin();
  readonly #opener = new UpdateOpener(this.#origin);
  readonly #points = new PointGatherer(this.#origin, this.#opener);
  readonly #samples = new SampleGatherer(this.#origin);
  /** All but what came as points. */
  #entries: JournalEntry[] = [];
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
      if (!this.#points.take(metric, point) && !this.#samples.take(metric, point)) this.#ignored += 1;
    } catch (error) {
      this.#refuse(error);
    }
  }

  otherPoints(metricName: string, count: number): void {
    if (!isJournaledMetric(metricName)) {
      this.#ignored += count;
    } else if (count > 0) {
      this.#malformed += count;
      this.#malformedReason ??= `${metricName} is neither a gauge nor a sum`;
    }
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
      const attributes = this.#origin.withIdentity(record.attributes);
      const { instance, reader } = this.#origin;
      const run = this.#origin.runOf(attributes);
      return read({ attributes, run, time, instance, reader, updates: this.#opener });
    });
  }

  span(span: SpanData): void {
    const type = spanTypeOf(span);
    if (type === undefined) {
      this.#ignored += 1;
      return;
    }
    this.#guard(() => {
      const attributes = this.#origin.withIdentity(span.attributes);
      const whole = attributes === span.attributes ? span : { ...span, attributes };
      return readSpan(whole, type, this.#origin.runOf(attributes), this.#origin.reader);
    });
  }

  end(): Translation {
    const { entries, ...counts } = this.endGathered();
    return { events: entries.map((entry) => (entry instanceof ClientUpdate ? entry.toEvent() : entry)), ...counts };
  }

  endGathered(): GatheredTranslation {
    const { updates, scalars } = this.#points.drain();
    const samples = this.#samples.drain();
    const others = this.#entries.length + scalars.length + samples.length;
    const translation = {
      entries: others === 0 ? updates : [...this.#entries, ...updates, ...scalars, ...samples],
      ignored: this.#ignored,
      malformed: this.#malformed,
      malformedReason: this.#malformedReason,
      unusable: this.#origin.reader.drain(),
    };
    this.#opener.forget();
    this.#entries = [];
    this.#ignored = 0;
    this.#malformed = 0;
    this.#malformedReason = undefined;
    return translation;
  }

  #guard(read: () => JournalEntry): void {
    try {
      this.#entries.push(read());
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
