import type { Comparable } from './identity.js';

/** Newest state of a gauge's field. */
export interface GaugeState {
  readonly time: string;
  readonly newest: Comparable;
  /** How many values were written for this time. */
  readonly values: number;
  /** Those before `newest`. States that follow on each other share it: a sender may give one time any number of values. */
  readonly older?: Set<Comparable>;
}

/**
 * Whether a value is nothing new. A later time with another value is a correction, with an equal value a repetition. What
 * is older than the value we have was overtaken on the way. Of one time (or of none), each distinct value counts once.
 */
export function isKnownValue(state: GaugeState | undefined, time: string, value: Comparable): boolean {
  if (state === undefined) return false;
  if (time === state.time) return value === state.newest || state.older?.has(value) === true;
  return time < state.time || value === state.newest;
}

/** The newest state of gauges, by key and field. */
export class GaugeStates {
  readonly #byKey = new Map<string, Map<string, GaugeState>>();
  #size = 0;

  /** Values of all gauges together. */
  get size(): number {
    return this.#size;
  }

  /** The fields of one gauge; nothing when it is unknown. */
  of(key: string): ReadonlyMap<string, GaugeState> | undefined {
    return this.#byKey.get(key);
  }

  /** Adds a value that is new to a field. */
  add(key: string, field: string, time: string, value: Comparable): void {
    const before = this.#byKey.get(key)?.get(field);
    if (before?.time !== time) {
      this.#set(key, field, { time, newest: value, values: 1 });
      return;
    }
    const older = (before.older ?? new Set<Comparable>()).add(before.newest);
    this.#set(key, field, { time, newest: value, values: before.values + 1, older });
  }

  /** Takes the last `add` to a field back: its state was `before`. */
  takeBack(key: string, field: string, before: GaugeState | undefined): void {
    if (before !== undefined) before.older?.delete(before.newest);
    this.#set(key, field, before);
  }

  #set(key: string, field: string, state: GaugeState | undefined): void {
    const fields = this.#byKey.get(key) ?? new Map<string, GaugeState>();
    this.#size += (state?.values ?? 0) - (fields.get(field)?.values ?? 0);
    if (state === undefined) fields.delete(field);
    else fields.set(field, state);
    if (fields.size === 0) this.#byKey.delete(key);
    else this.#byKey.set(key, fields);
  }
}
