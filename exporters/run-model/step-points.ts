/** A value at a step, of one attempt of the run. */
export interface StepPoint {
  readonly attempt: number;
  readonly step: number;
  /** Epoch milliseconds; `undefined` when nobody said. */
  readonly time: number | undefined;
  /** Tells apart what has the same attempt, step and time. */
  readonly mark: string;
}

/**
 * Points over steps, a bounded number of them, evenly apart whatever the steps are: of neighbours the newest is kept, so
 * that the newest of all always is. Which are kept depends on what came, not on its order nor on how often it came.
 */
export class StepPoints<T extends StepPoint> {
  #width = 1;
  #points = new Map<number, T>();

  /** Adds a point. @param most points that are kept; never more than before */
  add(point: T, most: number): void {
    if (!Number.isFinite(point.step)) return;
    this.#put(point);
    this.limit(most);
  }

  /** Adds those of another. */
  include(other: StepPoints<T>, most: number): void {
    while (this.#width < other.#width) this.#coarsen();
    for (const point of other.#points.values()) this.#put(point);
    this.limit(most);
  }

  /** Lets go of neighbours until there are no more than so many. */
  limit(most: number): void {
    while (this.#points.size > Math.max(1, most)) this.#coarsen();
  }

  /** In order of their steps. */
  inOrder(): readonly T[] {
    return [...this.#points.values()].sort((a, b) => a.step - b.step);
  }

  #put(point: T): void {
    const place = Math.floor(point.step / this.#width);
    const known = this.#points.get(place);
    if (known === undefined || isNewer(point, known)) this.#points.set(place, point);
  }

  #coarsen(): void {
    const points = [...this.#points.values()];
    this.#width *= 2;
    this.#points = new Map();
    for (const point of points) this.#put(point);
  }
}

/** Whether a point counts rather than another at its place: a restarted app repeats steps, and what it says then counts. */
export function isNewer(point: StepPoint, known: StepPoint): boolean {
  const difference = point.attempt - known.attempt || point.step - known.step || (point.time ?? 0) - (known.time ?? 0);
  return difference === 0 ? point.mark > known.mark : difference > 0;
}

/**
 * How many points each of some series may keep, so that all together are bounded: few series are drawn finely, many of
 * them coarsely.
 */
export function pointsEach(budget: number, series: number): number {
  return Math.min(200, Math.max(8, Math.floor(budget / Math.max(1, series))));
}
