import { cutBatches, MAX_BATCH_POINTS, type PointBatch, type RunPoint } from './batches.js';
import type { FrozenPlan } from './run-state.js';

/** Points that one plan holds at most: enough that requests hold few keys. */
const MAX_PLAN_POINTS = 100_000;

/** From so many waiting points on there is a backlog. */
const BACKLOG_POINTS = 5 * MAX_BATCH_POINTS;

/** Points that were cut into requests. */
export interface Plan extends FrozenPlan {
  readonly batches: readonly PointBatch[];
}

/** A run's points from the journal to MLflow, in order, with the place that a restart goes on at. */
export class PointStream {
  /** Points that MLflow has, from the first on. */
  place: number;
  /** What is being sent. */
  plan: Plan | undefined;
  /**
   * Place up to which points may be in MLflow in requests that were cut in another way: those of a plan of before the
   * restart whose points did not come in time. That a few of a request's points are there says nothing about the rest then.
   */
  uncertainUntil: number;
  /** Points that came again after a restart and are there already. */
  #toSkip: number;
  /** A plan of before the restart, until all of its points have come again. */
  #frozen: FrozenPlan | undefined;
  #queue: RunPoint[] = [];
  /** Points of the plan that were not answered. */
  #inPlan = 0;
  /** When the oldest point of the queue came, milliseconds by `performance.now`. */
  #since = 0;

  /** @param uncertainUntil as it was kept before the restart */
  constructor(place: number, frozen: FrozenPlan | undefined, uncertainUntil = 0) {
    this.place = place;
    this.uncertainUntil = uncertainUntil;
    this.#toSkip = place;
    this.#frozen = frozen;
  }

  /** Points that MLflow does not have, as far as they have come. */
  get waiting(): number {
    return this.#queue.length + this.#inPlan;
  }

  /** Something can be sent without waiting for more: a request is full, or a plan is under way. */
  get hasWhole(): boolean {
    return this.plan !== undefined || this.#queue.length >= Math.max(MAX_BATCH_POINTS, this.#frozen?.size ?? 0);
  }

  /** When points that are too few for a whole request are due, milliseconds by `performance.now`; `undefined` when there are none. */
  dueAt(quietMillis: number): number | undefined {
    return this.#queue.length === 0 && this.plan === undefined ? undefined : this.#since + quietMillis;
  }

  /** Takes the next point. */
  push(point: RunPoint): void {
    if (this.#toSkip > 0) {
      this.#toSkip -= 1;
      return;
    }
    if (this.#queue.length === 0) this.#since = performance.now();
    this.#queue.push(point);
  }

  /**
   * What is to be sent now: the plan under way, else a new one of whole requests, or of everything.
   *
   * @param all also points that do not fill a request
   * @returns `undefined` when nothing is due
   */
  next(all: boolean, nanApart: boolean): Plan | undefined {
    if (this.plan === undefined) {
      this.plan = this.#resume(all) ?? this.#cut(all, nanApart);
      for (const { points } of this.plan?.batches.slice(this.plan.done) ?? []) this.#inPlan += points.length;
    }
    return this.plan;
  }

  /** A request of the plan has been answered. */
  advance(): void {
    const { plan } = this;
    if (plan === undefined) return;
    this.#inPlan -= plan.batches[plan.done]?.points.length ?? 0;
    if (plan.done + 1 < plan.batches.length) this.plan = { ...plan, done: plan.done + 1 };
    else {
      this.place += plan.size;
      this.plan = undefined;
    }
  }

  /** The plan's requests do not speak for all of their points from now on. */
  markDivided(): void {
    if (this.plan !== undefined) this.plan = { ...this.plan, divided: true };
  }

  /** The plan of before the restart, once its points are here. */
  #resume(all: boolean): Plan | undefined {
    const frozen = this.#frozen;
    if (frozen === undefined || (this.#queue.length < frozen.size && !all)) return undefined;
    this.#frozen = undefined;
    if (this.#queue.length < frozen.size) {
      this.uncertainUntil = Math.max(this.uncertainUntil, this.place + frozen.size);
      return undefined;
    }
    const batches = cutBatches(this.#take(frozen.size), frozen.nanApart);
    return { ...frozen, done: Math.min(frozen.done, batches.length - 1), batches };
  }

  #cut(all: boolean, nanApart: boolean): Plan | undefined {
    if (this.#frozen !== undefined) return undefined;
    const available = Math.min(this.#queue.length, MAX_PLAN_POINTS);
    // Of a backlog everything is taken: a last request that is not full costs less than one of many keys later.
    const size = all || available >= BACKLOG_POINTS ? available : available - (available % MAX_BATCH_POINTS);
    if (size === 0) return undefined;
    return { size, nanApart, done: 0, divided: false, batches: cutBatches(this.#take(size), nanApart) };
  }

  #take(size: number): readonly RunPoint[] {
    const taken = this.#queue.slice(0, size);
    this.#queue = this.#queue.slice(size);
    this.#since = performance.now();
    return taken;
  }
}
