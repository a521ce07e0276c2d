import {
  ATTR_FL_CLIENT_ID,
  ATTR_FL_METRIC_NAME,
  ATTR_FL_STEP,
  METRIC_FL_CLIENT_METRIC,
  METRIC_FL_CLIENT_UPDATE,
  METRIC_FL_SCALAR,
  SCOPE_NAME_CLIENT,
} from '../../semconv/index.js';
import type { JournalEvent, ScalarEvent } from '../journal/events.js';
import type { AttributeMap, Instant, MetricHead, NumberPoint } from '../otlp/visitor.js';
import { fieldsByName, setField, setFree } from './client-record.js';
import {
  closeUpdate,
  describeUpdate,
  type OpenUpdate,
  openUpdate,
  readUpdateKey,
  type UpdateKey,
} from './client-update.js';
import { checkedId, MalformedRecordError, type Origin } from './origin.js';
import { formatInstant, isKnown } from './time.js';
import { compact, countOf, idOf } from './values.js';

/** Gathers the points of one request into client updates: one event for each update that the request has a part of. */
export class PointGatherer {
  readonly #origin: Origin;
  readonly #open = new Map<string, OpenUpdate>();
  readonly #scalars: ScalarEvent[] = [];
  /** The updates that the points of a metric belonged to, in their order: the next metric's are mostly the same. */
  #order: { readonly attributes: AttributeMap; readonly update: OpenUpdate }[] = [];
  #next = 0;
  #metric: MetricHead | undefined;

  constructor(origin: Origin) {
    this.#origin = origin;
  }

  /**
   * Takes one point.
   *
   * @returns whether the point is one of the contract's that belong in a journal
   * @throws MalformedRecordError when it is, but lacks identity, time or name
   */
  take(metric: MetricHead, point: NumberPoint): boolean {
    if (metric !== this.#metric) {
      this.#metric = metric;
      this.#next = 0;
    }
    const field = fieldsByName.get(metric.name);
    if (field !== undefined) {
      if (point.value !== undefined) setField(this.#update(point).record, field, point.value);
      return true;
    }
    switch (metric.name) {
      case METRIC_FL_CLIENT_UPDATE:
        describeUpdate(this.#update(point), point.attributes);
        return true;
      case METRIC_FL_CLIENT_METRIC: {
        const name = checkedId(point.attributes.get(ATTR_FL_METRIC_NAME), ATTR_FL_METRIC_NAME);
        if (point.value !== undefined) setFree(this.#update(point).record, name, point.value);
        return true;
      }
      case METRIC_FL_SCALAR:
        if (point.value !== undefined) this.#scalar(point, point.value);
        return true;
      default:
        return false;
    }
  }

  /** Another resource or scope begins: what was alike before need not be so now. */
  forgetOrder(): void {
    this.#order = [];
  }

  /** The events of all that was taken, in order of first sight, and an empty gatherer again. */
  drain(): JournalEvent[] {
    const events: JournalEvent[] = [...this.#open.values()].map(closeUpdate);
    events.push(...this.#scalars);
    this.#open.clear();
    this.#metric = undefined;
    this.forgetOrder();
    this.#scalars.length = 0;
    return events;
  }

  /** Points of other scopes are an SDK's gauges, which are exported again and again with fresh times. */
  get #foreign(): boolean {
    return this.#origin.scopeName !== SCOPE_NAME_CLIENT;
  }

  #update(point: NumberPoint): OpenUpdate {
    const expected = this.#order[this.#next];
    // The decoder gives points with the same attributes one map; in another resource or scope they mean another update.
    const update =
      expected?.attributes === point.attributes && isSameInstant(expected.update.key.time, point.time)
        ? expected.update
        : this.#find(point);
    this.#next += 1;
    return update;
  }

  #find(point: NumberPoint): OpenUpdate {
    if (!isKnown(point.time)) throw new MalformedRecordError('a client point has no time');
    const key = readUpdateKey(this.#origin.runOf(point.attributes), point.attributes, { ...point.time });
    const foreign = this.#foreign;
    const text = keyText(key, foreign);
    let update = this.#open.get(text);
    if (update === undefined) {
      update = openUpdate(key, foreign);
      this.#open.set(text, update);
    }
    this.#order[this.#next] = { attributes: point.attributes, update };
    return update;
  }

  #scalar(point: NumberPoint, value: number | bigint): void {
    if (!isKnown(point.time)) throw new MalformedRecordError('a scalar has no time');
    const run = this.#origin.runOf(point.attributes);
    const step = countOf(point.attributes.get(ATTR_FL_STEP));
    if (step === undefined) throw new MalformedRecordError(`${ATTR_FL_STEP} is not a whole number from 0`);
    this.#scalars.push({
      event_type: 'scalar',
      ...compact({
        run_id: run.runId,
        attempt: run.attempt,
        timestamp: formatInstant(point.time),
        source: this.#foreign ? ('gauge' as const) : undefined,
        client_id: idOf(point.attributes.get(ATTR_FL_CLIENT_ID)),
      }),
      name: checkedId(point.attributes.get(ATTR_FL_METRIC_NAME), ATTR_FL_METRIC_NAME),
      step,
      value,
    });
  }
}

function isSameInstant(a: Instant, b: Instant): boolean {
  return a.millis === b.millis && a.nanos === b.nanos;
}

/** One text for an update's identity. The ids come last, each after its length, so that no two identities share a text. */
function keyText(key: UpdateKey, foreign: boolean): string {
  const { run, time } = key;
  return `${foreign ? 'g' : 'u'}${time.millis}.${time.nanos}|${key.round}|${run.attempt}|${key.operation.length}|${key.client.length}|${key.operation}${key.client}${run.runId}`;
}
