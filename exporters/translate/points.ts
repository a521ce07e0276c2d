import {
  ATTR_FL_CLIENT_ID,
  ATTR_FL_METRIC_NAME,
  ATTR_FL_STEP,
  type ClientFieldDescriptor,
  METRIC_FL_CLIENT_METRIC,
  METRIC_FL_CLIENT_UPDATE,
  METRIC_FL_SCALAR,
  SCOPE_NAME_CLIENT,
} from '../../semconv/index.js';
import type { ScalarEvent } from '../journal/events.js';
import { type ClientUpdate, createUpdateKeys } from '../journal/index.js';
import type { AttributeMap, MetricHead, NumberPoint } from '../otlp/visitor.js';
import { fieldsByName, setField, setFree } from './client-record.js';
import { describeUpdate, readClient } from './client-update.js';
import { checkedId, MalformedRecordError, type Origin, optionalId } from './origin.js';
import { formatInstant, isKnown } from './time.js';
import type { UpdateOpener } from './update-opener.js';
import { compact, countOf } from './values.js';

/** What the points of one request came to. */
export interface GatheredPoints {
  /** In order of first sight. */
  readonly updates: readonly ClientUpdate[];
  readonly scalars: readonly ScalarEvent[];
}

/** Places ahead that are looked at, because a metric may lack what some clients did not say. */
const LOOK_AHEAD = 4;

/** Updates of a request up to which the memory to find them is kept for the next request. */
const MAX_PLACES_KEPT = 20_000;

const NO_FIELDS: ReadonlySet<string> = new Set([METRIC_FL_CLIENT_UPDATE, METRIC_FL_CLIENT_METRIC, METRIC_FL_SCALAR]);

/** Whether points of a metric of this name belong in a journal, as far as the name tells. */
export function isJournaledMetric(name: string): boolean {
  return fieldsByName.has(name) || NO_FIELDS.has(name);
}

/** Gathers the points of one request into client updates: one event for each update that the request has a part of. */
export class PointGatherer {
  readonly #origin: Origin;
  readonly #opener: UpdateOpener;
  #updates: ClientUpdate[] = [];
  /** Place in `#updates` of each update. */
  #places = createUpdateKeys();
  #scalars: ScalarEvent[] = [];
  /**
   * The updates that the points of a metric belonged to, in their order, and their attributes: the next metric's are
   * mostly the same.
   */
  #order: ClientUpdate[] = [];
  #orderAttributes: AttributeMap[] = [];
  #next = 0;
  #metric: MetricHead | undefined;
  /** The field that the points of `#metric` are. */
  #field: ClientFieldDescriptor | undefined;

  constructor(origin: Origin, opener: UpdateOpener) {
    this.#origin = origin;
    this.#opener = opener;
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
      this.#field = fieldsByName.get(metric.name);
      this.#next = 0;
    }
    const field = this.#field;
    if (field !== undefined) {
      if (point.value !== undefined) setField(this.#update(point), field, point.value);
      return true;
    }
    switch (metric.name) {
      case METRIC_FL_CLIENT_UPDATE:
        describeUpdate(this.#update(point), point.attributes, this.#origin.reader);
        return true;
      case METRIC_FL_CLIENT_METRIC: {
        const name = checkedId(point.attributes.get(ATTR_FL_METRIC_NAME), ATTR_FL_METRIC_NAME);
        if (point.value !== undefined) setFree(this.#update(point), name, point.value);
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
    this.#orderAttributes = [];
  }

  /** All that was taken, and an empty gatherer again. */
  drain(): GatheredPoints {
    const gathered = { updates: this.#updates, scalars: this.#scalars };
    this.#updates = [];
    this.#scalars = [];
    if (this.#places.size <= MAX_PLACES_KEPT) this.#places.truncate(0);
    else this.#places = createUpdateKeys();
    this.#metric = undefined;
    this.forgetOrder();
    return gathered;
  }

  /** Points of other scopes are an SDK's gauges, which are exported again and again with fresh times. */
  get #foreign(): boolean {
    return this.#origin.scopeName !== SCOPE_NAME_CLIENT;
  }

  #update(point: NumberPoint): ClientUpdate {
    const { attributes, time } = point;
    for (let place = this.#next; place < this.#next + LOOK_AHEAD; place++) {
      // The decoder gives points with the same attributes one map; in another resource or scope they mean another update.
      if (this.#orderAttributes[place] !== attributes) continue;
      const expected = this.#order[place];
      if (expected === undefined || expected.millis !== time.millis || expected.nanos !== time.nanos) continue;
      this.#next = place + 1;
      return expected;
    }
    const update = this.#find(point);
    this.#order[this.#next] = update;
    this.#orderAttributes[this.#next] = attributes;
    this.#next += 1;
    return update;
  }

  #find(point: NumberPoint): ClientUpdate {
    const { time } = point;
    if (!isKnown(time)) throw new MalformedRecordError('a client point has no time');
    const attributes = this.#origin.withIdentity(point.attributes);
    const { group, number } = this.#opener.groupOf(attributes, this.#foreign);
    const client = readClient(attributes);
    const place = this.#places.place(number, client, time.millis, time.nanos);
    const known = this.#updates[place];
    if (known !== undefined) return known;
    const update = this.#opener.open(group, client, time);
    this.#updates.push(update);
    return update;
  }

  #scalar(point: NumberPoint, value: number | bigint): void {
    if (!isKnown(point.time)) throw new MalformedRecordError('a scalar has no time');
    const attributes = this.#origin.withIdentity(point.attributes);
    const run = this.#origin.runOf(attributes);
    const step = countOf(attributes.get(ATTR_FL_STEP));
    if (step === undefined) throw new MalformedRecordError(`${ATTR_FL_STEP} is not a whole number from 0`);
    this.#scalars.push({
      event_type: 'scalar',
      ...compact({
        run_id: run.runId,
        attempt: run.attempt,
        timestamp: formatInstant(point.time),
        source: this.#foreign ? ('gauge' as const) : undefined,
        client_id: optionalId(this.#origin.reader.id(attributes, ATTR_FL_CLIENT_ID), ATTR_FL_CLIENT_ID),
      }),
      name: checkedId(attributes.get(ATTR_FL_METRIC_NAME), ATTR_FL_METRIC_NAME),
      step,
      value,
    });
  }
}
