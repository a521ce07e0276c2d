import { Backoff, reasonOf } from '../../sink-parts/index.js';
import type { RunWriter, RunWriterOptions, WriteFlush, WriteResult } from '../sink/run-writer.js';
import type { WandbOutput } from '../types.js';
import type { WandbApi } from './api/wandb-api.js';
import { Delivery, type DeliveryGoal, type DeliveryLimits } from './delivery.js';
import { Inbox } from './inbox.js';
import type { Retry, WandbResult } from './result.js';
import { RunLink } from './run-link.js';

/** When things are done; tests make it short. */
export interface OnlineTiming {
  /** Between two posts of lines that do not fill one. W&B's client has 15 s. */
  readonly intervalSeconds: number;
  /** A run that is silent for so long gives a sign of life. W&B's client has 30 s. */
  readonly heartbeatSeconds: number;
  /** First wait after a failure; it doubles. */
  readonly firstRetrySeconds: number;
  readonly lastRetrySeconds: number;
}

/** Options of {@link createOnlineWriter}. */
export interface OnlineWriterOptions extends RunWriterOptions {
  /** Shared by all runs; whoever made it closes it. */
  readonly api: WandbApi;
  readonly timing?: Partial<OnlineTiming> | undefined;
  readonly limits?: Partial<DeliveryLimits> | undefined;
}

const STANDARD: OnlineTiming = {
  intervalSeconds: 15,
  heartbeatSeconds: 30,
  firstRetrySeconds: 1,
  lastRetrySeconds: 60,
};
/** Values that wait in memory, some 20 MB; the rest wait in the journal. */
const MAX_POINTS = 200_000;
/** Values that are sent before their time. */
const MANY_POINTS = 100_000;
/** Times in a row that W&B may answer 409 before it means it. */
const MAX_CONFLICTS = 8;

class OnlineWriter implements RunWriter {
  readonly #options: OnlineWriterOptions;
  readonly #timing: OnlineTiming;
  readonly #inbox: Inbox;
  readonly #link: RunLink;
  readonly #delivery: Delivery;
  #refused: WriteResult | undefined;
  #failure: (Retry & { readonly until: number }) | undefined;
  readonly #backoff: Backoff;
  #conflicts = 0;
  #work: Promise<unknown> = Promise.resolve();
  /** Deliveries that are under way or wait for their turn. */
  #turns = 0;
  /** Something was taken that no delivery has looked at yet, or the last one failed. */
  #owed = false;
  /** Milliseconds by `performance.now`: nothing is tried before by itself. */
  #restUntil = 0;
  #timer: NodeJS.Timeout | undefined;
  #heart: NodeJS.Timeout | undefined;
  #closed = false;
  #onProgress: (() => void)[] = [];

  constructor(options: OnlineWriterOptions) {
    this.#options = options;
    this.#inbox = new Inbox(options.fold);
    this.#timing = { ...STANDARD, ...options.timing };
    const { firstRetrySeconds: firstSeconds, lastRetrySeconds: lastSeconds } = this.#timing;
    this.#backoff = new Backoff({ firstSeconds, lastSeconds });
    this.#link = new RunLink(options);
    const reports = {
      warn: (text: string) => options.warn(text),
      progress: (text: string) => options.progress(text),
      advanced: () => this.#tell(),
    };
    this.#delivery = new Delivery(this.#inbox, this.#link, reports, options.limits);
  }

  get isIdle(): boolean {
    const { outbox, artifacts } = this.#inbox;
    const isDone = outbox.isEmpty && artifacts.length === 0;
    return this.#turns === 0 && !this.#owed && this.#failure === undefined && isDone;
  }

  take(outputs: readonly WandbOutput[]): void {
    if (this.#refused !== undefined || this.#closed) return;
    for (const output of outputs) this.#inbox.take(output);
    if (outputs.length > 0) this.#owed = true;
    this.#schedule();
  }

  async ready(): Promise<WriteResult> {
    while (this.#refused === undefined && !this.#closed && this.#inbox.outbox.points > MAX_POINTS) {
      if (this.#failure !== undefined && this.#turns === 0) return this.#waiting(this.#failure);
      await new Promise<void>((resolve) => this.#onProgress.push(resolve));
    }
    return this.#refused ?? { kind: 'ok' };
  }

  async flush({ finish }: WriteFlush): Promise<WriteResult> {
    return this.#bring({ all: true, finish });
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#timer);
    clearTimeout(this.#heart);
    this.#tell();
    await this.#work;
    this.#inbox.clear();
  }

  /** Sees to it that what is due is brought, now or at its time. */
  #schedule(): void {
    clearTimeout(this.#timer);
    if (!this.#owed || this.#turns > 0 || this.#closed || this.#refused !== undefined) return;
    const waitMillis = this.#dueAt() - performance.now();
    if (waitMillis > 0) this.#timer = setTimeout(() => this.#schedule(), waitMillis);
    else void this.#bring({ all: false, finish: false });
  }

  #dueAt(): number {
    if (this.#failure !== undefined) return this.#failure.until;
    if (this.#inbox.outbox.points > MANY_POINTS) return this.#restUntil;
    return Math.max(this.#restUntil, this.#link.postedAt + this.#timing.intervalSeconds * 1000);
  }

  #bring(goal: DeliveryGoal): Promise<WriteResult> {
    this.#turns += 1;
    const next = this.#work
      .then(() => this.#bringNow(goal))
      .finally(() => {
        this.#turns -= 1;
        this.#tell();
        this.#schedule();
        this.#listen();
      });
    this.#work = next;
    return next;
  }

  async #bringNow(goal: DeliveryGoal): Promise<WriteResult> {
    if (this.#refused !== undefined) return this.#refused;
    if (this.#closed) return { kind: 'retry', reason: 'W&B: closed' };
    // What was asked to wait waits, also for somebody who is in a hurry.
    if (this.#failure !== undefined && this.#failure.until > performance.now()) return this.#waiting(this.#failure);
    this.#owed = false;
    const { postedAt } = this.#link;
    const outcome = await this.#delivery.bring(goal).catch((error: unknown): Retry => {
      return { kind: 'retry', unsure: false, reason: reasonOf(error) };
    });
    const result = this.#judge(outcome);
    this.#owed ||= result.kind === 'retry' || !this.#inbox.outbox.isEmpty;
    // Lines that nothing can be done about yet: the next try has its time, or the process would do nothing else.
    const isStuck = this.#link.postedAt === postedAt && !this.#inbox.outbox.isEmpty;
    if (isStuck) this.#restUntil = performance.now() + Math.max(0.01, this.#timing.intervalSeconds) * 1000;
    return result;
  }

  #judge(outcome: WandbResult<undefined>): WriteResult {
    if (outcome.kind === 'ok') {
      this.#failure = undefined;
      this.#backoff.reset();
      this.#conflicts = 0;
      return { kind: 'ok' };
    }
    this.#conflicts = outcome.status === 409 ? this.#conflicts + 1 : 0;
    if (outcome.kind === 'retry' && this.#conflicts < MAX_CONFLICTS) return this.#fail(outcome);
    this.#refused = { kind: 'refused', reason: outcome.reason };
    this.#inbox.clear();
    return this.#refused;
  }

  #fail(failure: Retry): WriteResult {
    const seconds = this.#backoff.next(failure.afterSeconds);
    this.#failure = { ...failure, until: performance.now() + seconds * 1000 };
    if (!this.#closed) this.#options.warn(`${failure.reason}; it is tried again`);
    return this.#waiting(this.#failure);
  }

  #waiting({ reason, until }: Retry & { readonly until: number }): WriteResult {
    return { kind: 'retry', reason, afterSeconds: Math.max(0.1, (until - performance.now()) / 1000) };
  }

  /** Signs of life, also while a large file is on its way. */
  #listen(): void {
    clearTimeout(this.#heart);
    if (this.#closed || this.#refused !== undefined || !this.#link.isLive) return;
    const dueMillis = this.#link.aliveAt + this.#timing.heartbeatSeconds * 1000 - performance.now();
    if (dueMillis > 0) this.#heart = setTimeout(() => this.#listen(), dueMillis).unref();
    else {
      // What is wrong with it shows with the next lines.
      void this.#link.heartbeat().finally(() => this.#listen());
    }
  }

  #tell(): void {
    for (const resolve of this.#onProgress.splice(0)) resolve();
  }
}

/**
 * Makes the writer that brings a run to W&B over HTTP while it goes on: its rows as lines of a stream whose numbers are
 * theirs, so that a line that is sent twice is there once.
 */
export function createOnlineWriter(options: OnlineWriterOptions): RunWriter {
  return new OnlineWriter(options);
}
