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
import { ClientUpdate, createUpdateKeys, type UpdateGroup, type UpdateShape } from '../journal/index.js';
import type { AttributeMap, MetricHead, NumberPoint } from '../otlp/visitor.js';
import { fieldsByName, setField, setFree } from './client-record.js';
import { describeUpdate, readClient, readOperation, readRound } from './client-update.js';
import { checkedId, MalformedRecordError, type Origin } from './origin.js';
import { formatInstant, isKnown } from './time.js';
import { compact, countOf, idOf } from './values.js';

/** What the points of one request came to. */
export interface GatheredPoints {
  /** In order of first sight. */
  readonly updates: readonly ClientUpdate[];
  readonly scalars: readonly ScalarEvent[];
}

/** Places ahead that are looked at, because a metric may lack what some clients did not say. */
const LOOK_AHEAD = 4;

/** Gathers the points of one request into client updates: one event for each update that the request has a part of. */
export class PointGatherer {
  readonly #origin: Origin;
  #updates: ClientUpdate[] = [];
  /** Place in `#updates` of each update, the group by its place in `#groups`. */
  #places = createUpdateKeys();
  /** The groups by all that they are made of. */
  readonly #groups = new Map<string, { readonly group: UpdateGroup; readonly number: number }>();
  /** The group of the update that was found last. */
  #group: { readonly group: UpdateGroup; readonly number: number } | undefined;
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

  constructor(origin: Origin) {
    this.#origin = origin;
  }

  /**
   * Takes one point.
   *
   * @param noFields the shape that an update's fields begin with
   * @returns whether the point is one of the contract's that belong in a journal
   * @throws MalformedRecordError when it is, but lacks identity, time or name
   */
  take(metric: MetricHead, point: NumberPoint, noFields: UpdateShape): boolean {
    if (metric !== this.#metric) {
      this.#metric = metric;
      this.#field = fieldsByName.get(metric.name);
      this.#next = 0;
    }
    const field = this.#field;
    if (field !== undefined) {
      if (point.value !== undefined) setField(this.#update(point, noFields), field, point.value);
      return true;
    }
    switch (metric.name) {
      case METRIC_FL_CLIENT_UPDATE:
        describeUpdate(this.#update(point, noFields), point.attributes);
        return true;
      case METRIC_FL_CLIENT_METRIC: {
        const name = checkedId(point.attributes.get(ATTR_FL_METRIC_NAME), ATTR_FL_METRIC_NAME);
        if (point.value !== undefined) setFree(this.#update(point, noFields), name, point.value);
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
    this.#group = undefined;
  }

  /** All that was taken, and an empty gatherer again. */
  drain(): GatheredPoints {
    const gathered = { updates: this.#updates, scalars: this.#scalars };
    this.#updates = [];
    this.#scalars = [];
    this.#places = createUpdateKeys();
    this.#groups.clear();
    this.#metric = undefined;
    this.forgetOrder();
    return gathered;
  }

  /** Points of other scopes are an SDK's gauges, which are exported again and again with fresh times. */
  get #foreign(): boolean {
    return this.#origin.scopeName !== SCOPE_NAME_CLIENT;
  }

  #update(point: NumberPoint, noFields: UpdateShape): ClientUpdate {
    const { attributes, time } = point;
    for (let place = this.#next; place < this.#next + LOOK_AHEAD; place++) {
      // The decoder gives points with the same attributes one map; in another resource or scope they mean another update.
      if (this.#orderAttributes[place] !== attributes) continue;
      const expected = this.#order[place];
      if (expected === undefined || expected.millis !== time.millis || expected.nanos !== time.nanos) continue;
      this.#next = place + 1;
      return expected;
    }
    const update = this.#find(point, noFields);
    this.#order[this.#next] = update;
    this.#orderAttributes[this.#next] = attributes;
    this.#next += 1;
    return update;
  }

  #find({ attributes, time }: NumberPoint, noFields: UpdateShape): ClientUpdate {
    if (!isKnown(time)) throw new MalformedRecordError('a client point has no time');
    const { group, number } = this.#groupOf(attributes);
    const client = readClient(attributes);
    const place = this.#places.place(number, client, time.millis, time.nanos);
    const known = this.#updates[place];
    if (known !== undefined) return known;
    const update = new ClientUpdate(group, client, time.millis, time.nanos, noFields);
    this.#updates.push(update);
    return update;
  }

  #groupOf(attributes: AttributeMap): { readonly group: UpdateGroup; readonly number: number } {
    const { runId, attempt } = this.#origin.runOf(attributes);
    const round = readRound(attributes);
    const operation = readOperation(attributes);
    const last = this.#group?.group;
    if (
      this.#group !== undefined &&
      last?.runId === runId &&
      last.attempt === attempt &&
      last.round === round &&
      last.operation === operation
    ) {
      return this.#group;
    }
    const foreign = this.#foreign;
    // The ids come last, the first after its length, so that no two groups share a text.
    const key = `${foreign}|${round}|${attempt}|${operation.length}|${operation}${runId}`;
    let found = this.#groups.get(key);
    if (found === undefined) {
      found = { group: { runId, attempt, round, operation, foreign }, number: this.#groups.size };
      this.#groups.set(key, found);
    }
    this.#group = found;
    return found;
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
