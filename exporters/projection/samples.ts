import type { ResourceSampleEvent } from '../journal/events.js';
import { numberIn } from './numbers.js';
import { TRAIN } from './operations.js';
import { PointKeys } from './point-keys.js';
import type { ProjectedPoint, ProjectionOutput } from './types.js';

/** The newest sample of a client, which may come in parts. */
interface NewestSample {
  readonly step: number;
  readonly timestamp: string | undefined;
  readonly fields: Set<string>;
}

/** Stands for the process that started the run, whose samples name no client. */
const SERVER = undefined;

/**
 * Turns resource samples into rows: `sys` of the client, or of the run's own process, over the number of its samples. Keys
 * of samples do not count among those that `auto` makes for updates: a machine has more numbers than a model.
 */
export class SampleRows {
  readonly #keys: PointKeys;
  readonly #wanted: boolean;
  readonly #newest = new Map<string | undefined, NewestSample>();

  /** @param maxClientKeys how many keys of single clients there may be; none: only the run's own process has rows */
  constructor(maxClientKeys: number) {
    this.#keys = new PointKeys(maxClientKeys);
    this.#wanted = maxClientKeys > 0;
  }

  /** Appends the row of a sample, unless it says nothing new or nothing is wanted of its client. */
  read(
    { client_id: client, timestamp, resources }: ResourceSampleEvent,
    timeMillis: number,
    into: ProjectionOutput[],
  ): void {
    if (client !== SERVER && !this.#wanted) return;
    const { step, fields } = this.#sampleOf(client, timestamp);
    const points: ProjectedPoint[] = [];
    const keys = client === SERVER ? undefined : this.#keys.client(client);
    for (const [name, given] of Object.entries(resources)) {
      const value = numberIn(given);
      if (value === undefined || fields.has(name)) continue;
      fields.add(name);
      const key =
        client === SERVER || keys === undefined
          ? this.#keys.shared('sys', name)
          : this.#keys.ofClient(keys, client, 'sys', TRAIN, name);
      if (key !== undefined) points.push({ key, value });
    }
    if (points.length > 0) into.push({ kind: 'row', axis: 'sample', step, timeMillis, points });
  }

  /** Parts of one sample have its time, and another part of one was sent again after a lost answer. */
  #sampleOf(client: string | undefined, timestamp: string | undefined): NewestSample {
    const last = this.#newest.get(client);
    if (last !== undefined && timestamp !== undefined && last.timestamp === timestamp) return last;
    const sample = { step: last === undefined ? 0 : last.step + 1, timestamp, fields: new Set<string>() };
    this.#newest.set(client, sample);
    return sample;
  }
}
