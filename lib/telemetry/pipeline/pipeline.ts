import { EVENT_FL_RUN_STARTED } from '../../../semconv/index.js';
import type { ClientWatcher, Core, Drainer, OpenRun } from '../../core/core.js';
import { isClientPoint, isSample } from '../../core/point-kinds.js';
import type { EventRecord, PointRecord, RunIdentity, UpdateRecord } from '../../core/records.js';
import { toEventRecord } from '../../update/event-form.js';
import type { TelemetryConfig } from '../config/resolve.js';
import type { Destination } from '../destination/destination.js';
import type { ClientUpdateForm, DroppedCounts } from '../types.js';
import { encodeEvent } from './encode-events.js';
import { encodeSamples } from './encode-points.js';
import { createLane, type Lane, type SendRequest } from './lane.js';
import type { RunResources } from './run-resources.js';
import { within } from './within.js';

/** Drains the outbox of the core. */
export interface Pipeline extends Drainer {
  /** Updates and events that wait. */
  readonly pending: number;
  /** Refused by the receiver, or by a full outbox. */
  readonly dropped: Pick<DroppedCounts, 'updates' | 'events'>;
  /** Tries again at once what waits, because the destination changed. */
  nudge(): void;
  /** No export starts after this. */
  stop(): void;
}

/** What a pipeline is made of. */
export interface PipelineOptions {
  readonly core: Core;
  readonly config: TelemetryConfig;
  readonly resources: RunResources;
  readonly destination: Destination;
  /** Told of single clients besides, if anything. */
  readonly clients?: ClientWatcher | undefined;
}

/** Far below every receiver's limit, and large enough that a slow receiver is not what bounds a fast app. */
const POINT_BATCH = { maxRecords: 1000, maxBytes: 1024 * 1024 };
/** For what the official serializers encode, all at once on the app's thread. */
const SMALL_BATCH = { maxRecords: 250, maxBytes: 1024 * 1024 };
/** Updates that are worth a request of their own: its cost is then a small part of theirs. */
const DUE_POINTS = 250;

/** Events in which a run's start is looked for before updates go out. */
const FIRST_EVENTS = { maxRecords: 16, maxBytes: 64 * 1024 };

/** Failures in a row after which trouble is said. */
const SAY_AFTER_FAILURES = 5;

/** Makes the pipeline and starts it; it is yet to be registered as drainer. */
export function createPipeline(options: PipelineOptions): Pipeline {
  return new OutboxPipeline(options);
}

class OutboxPipeline implements Pipeline {
  readonly clientUpdates: ClientUpdateForm;
  readonly clients: ClientWatcher | undefined;
  readonly #core: Core;
  readonly #config: TelemetryConfig;
  readonly #resources: RunResources;
  readonly #destination: Destination;
  readonly #points: Lane;
  readonly #events: Lane;
  #rejectedUpdates = 0;
  #rejectedEvents = 0;

  constructor({ core, config, resources, destination, clients }: PipelineOptions) {
    this.#core = core;
    this.#config = config;
    this.#resources = resources;
    this.#destination = destination;
    this.clientUpdates = config.clientUpdates;
    this.clients = clients;
    this.#events = createLane({
      queue: core.outbox.events,
      limits: SMALL_BATCH,
      intervalSeconds: config.exportIntervalSeconds,
      prepare: (events) => this.#eventRequests(events),
      onRejected: (count, reason) => {
        this.#rejectedEvents += count;
        this.#sayRejected('events', count, reason);
      },
      onRetry: (failures, reason) => this.#sayTrouble(failures, reason),
    });
    this.#points = createLane({
      queue: core.outbox.points,
      limits:
        config.clientUpdates === 'points' && config.signals.metrics.protocol !== 'http/json'
          ? POINT_BATCH
          : SMALL_BATCH,
      dueRecords: DUE_POINTS,
      intervalSeconds: config.exportIntervalSeconds,
      prepare: (points) => this.#pointRequests(points),
      before: () => this.#afterRunStart(),
      onRejected: (count, reason) => {
        this.#rejectedUpdates += count;
        this.#sayRejected('client updates', count, reason);
      },
      onRetry: (failures, reason) => this.#sayTrouble(failures, reason),
    });
  }

  get pending(): number {
    return this.#core.outbox.points.size + this.#core.outbox.events.size;
  }

  get dropped(): Pick<DroppedCounts, 'updates' | 'events'> {
    const { points, events } = this.#core.outbox;
    return { updates: points.dropped + this.#rejectedUpdates, events: events.dropped + this.#rejectedEvents };
  }

  runStarted(_run: OpenRun): void {
    this.#destination.runStarted();
  }

  runEnded({ identity }: OpenRun): void {
    this.clients?.runEnded(identity);
    // The result of a run is worth a request of its own: the process may end any moment.
    this.#events.nudge();
  }

  async flush(timeoutSeconds: number): Promise<boolean> {
    const drained = Promise.all([this.#events.drained(), this.#points.drained()]);
    const { events, points } = this.#core.outbox;
    // Each by itself: events that came later would make up for points that are still owed.
    const target = { events: events.end, points: points.end };
    await within(timeoutSeconds, drained);
    return events.acknowledged >= target.events && points.acknowledged >= target.points;
  }

  nudge(): void {
    this.#events.nudge();
    this.#points.nudge();
  }

  stop(): void {
    this.#events.stop();
    this.#points.stop();
  }

  /** Updates of a run go out after its start has been tried once, so that its journal begins as a reader expects. */
  async #afterRunStart(): Promise<void> {
    const { records } = this.#core.outbox.events.peek(FIRST_EVENTS);
    if (records.some(({ name }) => name === EVENT_FL_RUN_STARTED)) {
      await this.#events.tried();
    }
  }

  #eventRequests(events: readonly EventRecord[]): SendRequest[] {
    const { enabled, protocol } = this.#config.signals.logs;
    if (!enabled || events.length === 0) {
      return [];
    }
    const json = protocol === 'http/json';
    const records = events.map((event) => encodeEvent(event, this.#resources.of(event.run), json));
    return [{ count: events.length, send: () => this.#destination.send('logs', records) }];
  }

  /** The metrics exporters take one resource a request, which means one run. */
  #pointRequests(points: readonly PointRecord[]): SendRequest[] {
    const { metrics } = this.#config.signals;
    const asEvents = this.clientUpdates === 'event';
    const updates = asEvents ? points.filter(isUpdate).map(toEventRecord) : [];
    const requests = this.#eventRequests(updates);
    if (metrics.enabled) {
      const sent = points.filter(isClientPoint);
      for (const [run, records] of groupByRun(asEvents ? sent.filter((point) => !isUpdate(point)) : sent)) {
        const batch = { records, resource: this.#resources.of(run) };
        requests.push({ count: records.length, send: () => this.#destination.send('metrics', batch) });
      }
      for (const [run, records] of groupByRun(points.filter(isSample))) {
        const samples = encodeSamples(records, this.#resources.of(run));
        requests.push({ count: records.length, send: () => this.#destination.send('metrics', samples) });
      }
    }
    return requests;
  }

  #sayRejected(what: string, count: number, reason: string): void {
    const message = `${count} ${what} were refused for good and are dropped: ${reason}. More are counted silently.`;
    this.#core.warnings.warn('FEDOTEL_DROPPED', message, `rejected ${what}`);
  }

  /** A few failures are an ordinary restart of the bridge; after that the operator should know. */
  #sayTrouble(failures: number, reason: string): void {
    if (failures >= SAY_AFTER_FAILURES) {
      const message = `telemetry cannot be delivered ${this.#destination.description}: ${reason}. It is kept while there is room and tried again.`;
      this.#core.warnings.warn('FEDOTEL_TELEMETRY', message, 'delivery');
    }
  }
}

function isUpdate(point: PointRecord): point is UpdateRecord {
  return point.kind === 'update';
}

/** Records by run and attempt, in the order of their first record. */
function groupByRun<T extends PointRecord>(points: readonly T[]): Iterable<readonly [RunIdentity, readonly T[]]> {
  const [first] = points;
  if (first !== undefined && points.every(({ run }) => run === first.run)) {
    return [[first.run, points]];
  }
  const groups = new Map<string, [RunIdentity, T[]]>();
  for (const point of points) {
    const key = JSON.stringify([point.run.id, point.run.attempt]);
    const group = groups.get(key) ?? [point.run, []];
    groups.set(key, group);
    group[1].push(point);
  }
  return groups.values();
}
