import { reasonOf } from '../../sink-parts/index.js';
import type { Bounds, Decision } from './plan.js';
import { type PlanThread, planInThread } from './plan-thread.js';
import type { Pruner } from './pruner.js';

/** Removes old runs from a bridge's folder from time to time. */
export interface Retention {
  /** Looks once, now. Never rejects. */
  sweep(): Promise<void>;
  /** Ends it; resolves when nothing is removed any more. Never rejects. */
  stop(): Promise<void>;
}

/** What it needs. */
export interface RetentionOptions {
  readonly runsDir: string;
  readonly bounds: Bounds;
  readonly pruner: Pruner;
  /** Says something to the operator. */
  warn(text: string): void;
  /** Plans the removals; another one in tests. */
  readonly plan?: ((runsDir: string, bounds: Bounds) => PlanThread) | undefined;
}

/** What a bridge does at its start comes first. */
const FIRST_SWEEP_MILLIS = 60_000;
const SWEEP_MILLIS = 3_600_000;

/** Distinct reasons to keep a run that are remembered as said. */
const MAX_SAID = 1000;

class HourlyRetention implements Retention {
  readonly #options: RetentionOptions;
  readonly #said = new Set<string>();
  #timer: NodeJS.Timeout;
  #thread: PlanThread | undefined;
  #sweeping: Promise<void> | undefined;
  #stopped = false;

  constructor(options: RetentionOptions) {
    this.#options = options;
    this.#timer = setTimeout(() => this.#next(), FIRST_SWEEP_MILLIS).unref();
  }

  sweep(): Promise<void> {
    this.#sweeping ??= this.#sweep().finally(() => {
      this.#sweeping = undefined;
    });
    return this.#sweeping;
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#timer);
    await this.#thread?.stop().catch(() => undefined);
    await this.#sweeping;
  }

  #next(): void {
    void this.sweep().then(() => {
      if (!this.#stopped) this.#timer = setTimeout(() => this.#next(), SWEEP_MILLIS).unref();
    });
  }

  async #sweep(): Promise<void> {
    const { runsDir, bounds, plan = planInThread } = this.#options;
    try {
      this.#thread = plan(runsDir, bounds);
      for (const decision of await this.#thread.decisions) {
        if (this.#stopped) return;
        await this.#carryOut(decision);
      }
    } catch (error) {
      if (!this.#stopped) this.#say(`nothing is removed: ${reasonOf(error)}`);
    } finally {
      this.#thread = undefined;
    }
  }

  async #carryOut(decision: Decision): Promise<void> {
    const { stem, journalBytes } = decision.files;
    if (decision.kind === 'keep') {
      this.#say(`kept ${stem}: ${decision.reason}`);
      return;
    }
    const outcome = await this.#options.pruner.remove({ stem, journalBytes });
    if (outcome.kind === 'kept') {
      this.#say(`kept ${stem}: ${outcome.reason}`);
      return;
    }
    const bound = decision.why === 'age' ? '--keep' : '--max-size';
    const lost =
      decision.lostTo.length === 0
        ? ''
        : `; it never reached ${decision.lostTo.join(', ')} whole, the claim has expired`;
    this.#options.warn(`retention: removed ${stem} (${bound})${lost}`);
  }

  /** A reason holds for many sweeps, and is said once. */
  #say(text: string): void {
    if (this.#said.has(text) || this.#said.size >= MAX_SAID) return;
    this.#said.add(text);
    this.#options.warn(`retention: ${text}`);
  }
}

/** Starts it: a first sweep after a minute, then one an hour. Its timers keep no process alive. */
export function startRetention(options: RetentionOptions): Retention {
  return new HourlyRetention(options);
}
