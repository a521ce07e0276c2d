import type { ResourceSampleEvent } from '../journal/events.js';
import { compareKeys } from './order.js';
import { secondsBetween, timeKey } from './time.js';
import type { ResourceView } from './types.js';

/** Samples whose identity is remembered. Beyond, a sample that comes twice is counted twice. */
const MAX_REMEMBERED = 100_000;
/** Pairs of client and round that are kept. Samples of later ones are passed over. */
const MAX_PLACES = 100_000;

/** A counter at its first and last sample. */
interface Counter {
  firstKey: string;
  first: number;
  lastKey: string;
  last: number;
}

/** What is known of a client in a round. */
interface Place {
  readonly clientId: string | undefined;
  readonly round: number | undefined;
  readonly attempt: number;
  samples: number;
  firstAt: string | undefined;
  lastAt: string | undefined;
  readonly sums: Map<string, { sum: number; count: number; max: number }>;
  readonly counters: Map<string, Counter>;
}

/** Counters that are shown as what came together between the first and the last sample. */
const COUNTERS: readonly string[] = [
  'process_cpu_user_seconds',
  'process_cpu_system_seconds',
  'network_receive_megabytes',
  'network_transmit_megabytes',
  'host_energy_joules',
];
const GAUGES: readonly string[] = [
  'process_cpu_utilization_percentage',
  'process_memory_megabytes',
  'host_power_usage_watts',
  'cpu_utilization_percentage',
  'system_memory_usage_percentage',
];
/** Of several cards one number is kept: who looks for the client that is short of something asks for no card. */
const GPU = /^gpu_\d+_(memory_usage|utilization)_percentage$/;

/** Resources by client and round; the samples themselves are not kept. */
export class ResourceFacts {
  readonly #places = new Map<string, Place>();
  readonly #seen = new Set<string>();

  add(event: ResourceSampleEvent): void {
    const { client_id: clientId, round, timestamp, resources } = event;
    const key = timeKey(timestamp);
    const place = this.#place(event);
    if (place === undefined) return;
    for (const [name, value] of Object.entries(resources)) {
      if (typeof value !== 'number' || !Number.isFinite(value)) continue;
      if (COUNTERS.includes(name)) addCounter(place.counters, name, key, value);
    }
    const id = `${clientId?.length ?? ''}:${clientId ?? ''}|${event.attempt ?? ''}|${round ?? ''}|${key}`;
    // A sample may have been cut on the way: its parts are told apart by their fields.
    const part = `${id}|${Object.keys(resources).sort().join()}`;
    if (this.#seen.has(part)) return;
    if (!this.#seen.has(id)) place.samples++;
    if (this.#seen.size < MAX_REMEMBERED) this.#seen.add(part).add(id);
    if (place.firstAt === undefined || key < timeKey(place.firstAt)) place.firstAt = timestamp;
    if (place.lastAt === undefined || key > timeKey(place.lastAt)) place.lastAt = timestamp;
    for (const [name, value] of Object.entries(resources)) {
      const [, card] = GPU.exec(name) ?? [];
      const field = card === undefined ? (GAUGES.includes(name) ? name : undefined) : `gpu_${card}`;
      if (field !== undefined && typeof value === 'number' && Number.isFinite(value)) addGauge(place, field, value);
    }
  }

  /** Adds what another knows: samples of another attempt, so that none of them are the same. */
  include(other: ResourceFacts): void {
    for (const [id, place] of other.#places) {
      // A restarted app repeats the round: the newer attempt counts, as with everything else of a round.
      const known = this.#places.get(id);
      const isNew = known === undefined && this.#places.size < MAX_PLACES;
      if (isNew || (known !== undefined && known.attempt < place.attempt)) this.#places.set(id, place);
    }
  }

  view(): readonly ResourceView[] {
    const views = [...this.#places.values()].map(viewOf);
    return views.sort(
      (a, b) => (a.round ?? -1) - (b.round ?? -1) || compareKeys([a.clientId ?? ''], [b.clientId ?? '']),
    );
  }

  #place({ client_id: clientId, round, attempt = -1 }: ResourceSampleEvent): Place | undefined {
    const id = `${round ?? ''}|${clientId === undefined ? '' : `c${clientId}`}`;
    let place = this.#places.get(id);
    if (place === undefined && this.#places.size < MAX_PLACES) {
      const nothing = { samples: 0, firstAt: undefined, lastAt: undefined };
      place = { clientId, round, attempt, ...nothing, sums: new Map(), counters: new Map() };
      this.#places.set(id, place);
    }
    return place;
  }
}

function addCounter(counters: Map<string, Counter>, name: string, key: string, value: number): void {
  const counter = counters.get(name);
  if (counter === undefined) {
    counters.set(name, { firstKey: key, first: value, lastKey: key, last: value });
    return;
  }
  if (key < counter.firstKey) Object.assign(counter, { firstKey: key, first: value });
  if (key > counter.lastKey) Object.assign(counter, { lastKey: key, last: value });
}

function addGauge(place: Place, name: string, value: number): void {
  const known = place.sums.get(name);
  const { sum, count, max } = known ?? { sum: 0, count: 0, max: Number.NEGATIVE_INFINITY };
  place.sums.set(name, { sum: sum + value, count: count + 1, max: Math.max(max, value) });
}

function viewOf({ clientId, round, samples, firstAt, lastAt, sums, counters }: Place): ResourceView {
  const mean = (name: string) => {
    const known = sums.get(name);
    return known && known.sum / known.count;
  };
  const increase = (name: string) => {
    const counter = counters.get(name);
    // One sample says where a counter stands, not how far it came.
    return counter === undefined || counter.firstKey === counter.lastKey
      ? undefined
      : Math.max(counter.last - counter.first, 0);
  };
  const seconds = secondsBetween(firstAt, lastAt);
  const user = increase('process_cpu_user_seconds');
  const system = increase('process_cpu_system_seconds');
  const used = user === undefined || system === undefined ? undefined : user + system;
  return {
    clientId,
    round,
    samples,
    seconds,
    cpuPercentage: mean('process_cpu_utilization_percentage'),
    cores: used === undefined || !seconds ? undefined : used / seconds,
    memoryMegabytes: sums.get('process_memory_megabytes')?.max,
    gpuPercentage: mean('gpu_utilization'),
    gpuMemoryPercentage: sums.get('gpu_memory_usage')?.max,
    hostCpuPercentage: mean('cpu_utilization_percentage'),
    hostMemoryPercentage: sums.get('system_memory_usage_percentage')?.max,
    receivedMegabytes: increase('network_receive_megabytes'),
    sentMegabytes: increase('network_transmit_megabytes'),
    watts: mean('host_power_usage_watts'),
    joules: increase('host_energy_joules'),
  };
}
