import { type EventName, eventDescriptors } from '../../semconv/index.js';
import type { Core } from './core.js';
import type { AttributeMap, AttributeValue, EpochTime, PointRecord, RunIdentity } from './records.js';
import { estimateBytes } from './size.js';
import { numberAttribute } from './values.js';

/** Serialised bytes of an event besides its attributes. */
const EVENT_BYTES = 64;

/** Attributes of an event on their way in: absent ones are left out. */
export type EventAttributes = Readonly<Record<string, AttributeValue | undefined>>;

/** What one run has put into the outbox. */
export interface EmittedCounts {
  readonly updates: number;
  /** `fl.round.finished` events. */
  readonly rounds: number;
  /** Events of every kind, those of rounds included. */
  readonly events: number;
  /** Records that found the outbox full. */
  readonly dropped: number;
}

/** Puts one run's records into the outbox and counts them. */
export interface Emitter {
  readonly counts: EmittedCounts;
  /** @param time the present by default */
  event(name: EventName, attributes: EventAttributes, time?: EpochTime): void;
  /** An event that is not counted, because clients send such ones themselves, too. */
  extra(name: EventName, attributes: EventAttributes, time: EpochTime): void;
  /** @param bytes estimated size on the wire */
  point(record: PointRecord, bytes: number): void;
  /** Counts values that were lost before they came here. */
  lost(count: number): void;
  /** Takes nothing more. */
  close(): void;
}

class OutboxEmitter implements Emitter {
  readonly counts = { updates: 0, rounds: 0, events: 0, dropped: 0 };
  readonly #core: Core;
  readonly #run: RunIdentity;
  #closed = false;

  constructor(core: Core, run: RunIdentity) {
    this.#core = core;
    this.#run = run;
  }

  event(name: EventName, given: EventAttributes, time?: EpochTime): void {
    if (this.#push(name, given, time ?? this.#core.clock.now())) {
      this.counts.events += 1;
      this.counts.rounds += name === 'fl.round.finished' ? 1 : 0;
    }
  }

  extra(name: EventName, attributes: EventAttributes, time: EpochTime): void {
    this.#push(name, attributes, time);
  }

  #push(name: EventName, given: EventAttributes, time: EpochTime): boolean {
    if (this.#closed) {
      return false;
    }
    const attributes = present(given);
    const { severityNumber } = eventDescriptors[name];
    const record = { kind: 'event', run: this.#run, time, name, severityNumber, attributes } as const;
    const taken = this.#core.outbox.events.push(record, EVENT_BYTES + estimateBytes(attributes));
    if (!taken) {
      this.#drop();
    }
    return taken;
  }

  point(record: PointRecord, bytes: number): void {
    if (this.#closed) {
      return;
    }
    if (this.#core.outbox.points.push(record, bytes)) {
      this.counts.updates += record.kind === 'update' ? 1 : 0;
    } else {
      this.#drop();
    }
  }

  lost(count: number): void {
    this.counts.dropped += count;
  }

  close(): void {
    this.#closed = true;
  }

  #drop(): void {
    this.counts.dropped += 1;
    const why = this.#core.drainer === undefined ? 'no telemetry is started' : 'telemetry cannot send what it has';
    this.#core.warnings.warn(
      'FEDOTEL_DROPPED',
      `the outbox is full because ${why}: further records are dropped and counted`,
    );
  }
}

function present(given: EventAttributes): AttributeMap {
  const attributes: Record<string, AttributeValue> = {};
  for (const key of Object.keys(given)) {
    const value = given[key];
    if (value !== undefined) {
      attributes[key] = typeof value === 'number' ? numberAttribute(value) : value;
    }
  }
  return attributes;
}

/** Makes the emitter of a run. */
export function createEmitter(core: Core, run: RunIdentity): Emitter {
  return new OutboxEmitter(core, run);
}
