import type { ResourceFieldName } from '../../../semconv/index.js';
import { roundToDigits } from './digits.js';

/** A field of the program or the host; a device's fields are named by `deviceField`. */
export type PlainField = Exclude<ResourceFieldName, `{hw.id}${string}`>;

/** What follows a device's id in the name of its field. */
export type DeviceSuffix = ResourceFieldName extends infer Name
  ? Name extends `{hw.id}${infer Rest}`
    ? Rest
    : never
  : never;

/** Power that a device drew since the sample before. */
export interface PowerReading {
  /** `hw.id`: `gpu_0`, `package_0`. */
  readonly device: string;
  /** Watts at the moment, or over the time since the sample before. */
  readonly watts: number | undefined;
  /** Joules since the sample before. */
  readonly joules: number;
  /**
   * Which sum for the host the device belongs to: of several sums the one of highest rank counts. `undefined`: it is
   * contained in another device, or contains others.
   */
  readonly rank: number | undefined;
}

/** What readings hand over to readings elsewhere, so that nothing between them is lost or counted twice. Plain data. */
export interface ReadingsState {
  /** Seconds of the monotonic clock at the last sample. */
  readonly at: number;
  readonly raw: readonly (readonly [string, number])[];
  readonly totals: readonly (readonly [string, number])[];
}

/** Energy between two samples beyond which a counter was set anew and did not wrap around: watts. */
const ABSURD_WATTS = 20_000;

/**
 * The numbers of one sample after the other. Remembers where every counter stood, so that shares are over the true time
 * between two samples and totals begin at 0.
 */
export class Readings {
  /** The sample in the making. */
  #resources: Record<string, number> = {};
  /** Counters as their source had them last, by a key of the source's. */
  readonly #raw: Map<string, number>;
  /** What has come together since the start, in the unit of the field. */
  readonly #totals: Map<string, number>;
  readonly #power: PowerReading[] = [];
  /** Seconds of the clock at the sample in the making; `undefined` before the first. */
  #at: number | undefined;
  #elapsed: number | undefined;

  constructor(state?: ReadingsState) {
    this.#at = state?.at;
    this.#raw = new Map(state?.raw);
    this.#totals = new Map(state?.totals);
  }

  /** True time since the sample before, seconds; `undefined` in the first. */
  get elapsed(): number | undefined {
    return this.#elapsed;
  }

  /** When the sample is taken, seconds of the clock that `begin` was told. */
  get at(): number {
    return this.#at ?? 0;
  }

  get state(): ReadingsState {
    return { at: this.#at ?? 0, raw: [...this.#raw], totals: [...this.#totals] };
  }

  /** Forgets where counters stood that were not read for a while: what they counted meanwhile is no sample's. */
  forget(metric: string): void {
    for (const key of this.#raw.keys()) if (key.startsWith(`${metric}.`)) this.#raw.delete(key);
  }

  /** Begins a sample. @param at seconds of a clock that nobody sets */
  begin(at: number): void {
    this.#elapsed = this.#at === undefined ? undefined : Math.max(at - this.#at, 0);
    this.#at = at;
    this.#resources = {};
    this.#power.length = 0;
  }

  /** Sets a value that stands for itself. */
  gauge(name: PlainField, value: number): void {
    this.#set(name, value);
  }

  /** Sets a value of a device. */
  deviceGauge(device: string, suffix: DeviceSuffix, value: number): void {
    this.#set(`${device}${suffix}`, value);
  }

  /**
   * How far a counter has come since the sample before; `undefined` at its first sight. One that stands lower than before
   * was set anew, unless it wraps around at `range`.
   */
  increase(key: string, raw: number, range?: number): number | undefined {
    // What no counter can say was not read.
    if (!Number.isFinite(raw)) return undefined;
    const before = this.#raw.get(key);
    this.#raw.set(key, raw);
    if (before === undefined) return undefined;
    if (raw >= before) return raw - before;
    // One that stood beyond its range does not wrap around there.
    return range === undefined || before > range ? 0 : raw + range - before;
  }

  /** Adds to what has come together in a field since the start, and shows it. */
  total(name: PlainField, increase: number | undefined): void {
    this.#add(name, increase ?? 0);
  }

  /** Joules since the sample before from a counter of microjoules that wraps around at `range`; 0 when it was set anew. */
  energyIncrease(key: string, microjoules: number, range: number): number | undefined {
    const increase = this.increase(key, microjoules, range);
    if (increase === undefined || this.#elapsed === undefined) return undefined;
    const joules = increase / 1e6;
    return joules > ABSURD_WATTS * Math.max(this.#elapsed, 0.05) ? 0 : joules;
  }

  /** Takes the power of a device. */
  power(reading: PowerReading): void {
    const { device, watts, joules } = reading;
    if (watts !== undefined) this.#set(`${device}_power_usage_watts`, watts);
    this.#add(`${device}_energy_joules`, joules);
    this.#power.push(reading);
  }

  /** Ends the sample. */
  end(): Record<string, number> {
    this.#addHostPower();
    return this.#resources;
  }

  /** What devices drew together is added up from sample to sample, so that it never falls when a source comes or goes. */
  #addHostPower(): void {
    if (this.#power.length === 0) return;
    const rank = Math.max(...this.#power.map((reading) => reading.rank ?? Number.NEGATIVE_INFINITY));
    const counted = this.#power.filter((reading) => reading.rank === rank);
    if (counted.length === 0) return;
    const joules = counted.reduce((sum, reading) => sum + reading.joules, 0);
    this.#add('host_energy_joules', joules);
    const known = counted.flatMap(({ watts }) => (watts === undefined ? [] : [watts]));
    if (known.length > 0)
      this.#set(
        'host_power_usage_watts',
        known.reduce((sum, watts) => sum + watts, 0),
      );
  }

  #add(name: string, amount: number): void {
    // One amount that is no number would make every later total none.
    const total = (this.#totals.get(name) ?? 0) + (Number.isFinite(amount) ? amount : 0);
    this.#totals.set(name, total);
    this.#set(name, total);
  }

  /** Shows a value; what is no number was not measured. */
  #set(name: string, value: number): void {
    if (Number.isFinite(value)) this.#resources[name] = roundToDigits(value);
  }
}
