import {
  ATTR_FL_CLIENT_ID,
  ATTR_FL_ROUND_NUMBER,
  resourceFieldOf,
  SCOPE_NAME_MONITOR,
  scaleValue,
} from '../../semconv/index.js';
import type { JsonValue, ResourceSampleEvent } from '../journal/events.js';
import type { MetricHead, NumberPoint } from '../otlp/visitor.js';
import { MalformedRecordError, type Origin, optionalId } from './origin.js';
import { formatInstant, isKnown } from './time.js';
import { compact } from './values.js';

/** A sample whose points are being gathered. */
interface OpenSample {
  readonly event: ResourceSampleEvent;
  /** The event's own `resources`. */
  readonly resources: Map<string, JsonValue>;
}

/** Gathers the points of one request into resource samples: one event for each sample that the request has a part of. */
export class SampleGatherer {
  readonly #origin: Origin;
  readonly #samples = new Map<string, OpenSample>();

  constructor(origin: Origin) {
    this.#origin = origin;
  }

  /**
   * Takes one point.
   *
   * @returns whether the point is one of a resource monitor; a Collector's host metrics have another scope
   * @throws MalformedRecordError when it is, but lacks run or time
   */
  take(metric: MetricHead, { attributes, time, value }: NumberPoint): boolean {
    if (this.#origin.scopeName !== SCOPE_NAME_MONITOR) return false;
    const place = resourceFieldOf(metric.name, (key) => attributes.get(key));
    if (place === undefined) return false;
    if (!isKnown(time)) throw new MalformedRecordError('a resource sample has no time');
    const run = this.#origin.runOf(attributes);
    const { reader } = this.#origin;
    const said = this.#origin.lookUp(attributes, ATTR_FL_CLIENT_ID);
    const client = optionalId(reader.id(attributes, ATTR_FL_CLIENT_ID, said), ATTR_FL_CLIENT_ID);
    const round = reader.count(attributes, ATTR_FL_ROUND_NUMBER, this.#origin.lookUp(attributes, ATTR_FL_ROUND_NUMBER));
    const timestamp = formatInstant(time);
    const key = JSON.stringify([run.runId, run.attempt, client, timestamp]);
    let sample = this.#samples.get(key);
    if (sample === undefined) {
      const identity = { run_id: run.runId, attempt: run.attempt, timestamp, client_id: client, round };
      const event = { event_type: 'resource_sample' as const, ...compact(identity), resources: {} };
      sample = { event, resources: new Map() };
      this.#samples.set(key, sample);
    }
    if (value !== undefined) {
      const { journal, field } = place;
      sample.resources.set(journal, field.journalScale === 1 ? value : scaleValue(Number(value), field.journalScale));
    }
    return true;
  }

  /** All samples in order of first sight, and an empty gatherer again. */
  drain(): readonly ResourceSampleEvent[] {
    if (this.#samples.size === 0) return [];
    const samples = [...this.#samples.values()];
    this.#samples.clear();
    return samples.map(({ event, resources }) => ({ ...event, resources: Object.fromEntries(resources) }));
  }
}
