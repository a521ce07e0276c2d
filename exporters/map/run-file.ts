import type { SequencedEvent } from '../bridge/sink.js';
import { createRunModel, isDetail, type RunModel } from '../run-model/index.js';
import type { Clock } from './clock.js';
import type { RunFiles } from './run-files.js';
import { WriteBudget } from './write-budget.js';

/** Shares of the {@link WriteBudget}: while data come, and after a silence. Their sizes are tested with real updates. */
const BUSY_SHARE = 0.5;
const QUIET_SHARE = 1;

/** Least time between two writes while data come. */
const INTERVAL_MILLIS = 1000;

/** Silence after which the map is brought up to date if the budget allows. */
const QUIET_MILLIS = 5000;

/**
 * Makes the content of a run's file of what a model knows now, or its pieces one after the other. Others may have their turns
 * meanwhile. @throws Error when it cannot be made now; it is tried again
 */
export type RenderRun = (model: RunModel) => Promise<string | Iterable<string>>;

/** What a run's file needs. */
export interface RunFileOptions {
  /** File that is replaced. */
  readonly path: string;
  readonly render: RenderRun;
  readonly files: RunFiles;
  readonly clock: Clock;
  /** Written while the run goes on; otherwise only when it has ended, and on demand. */
  readonly live: boolean;
  /** Size of the run's journal now. Nothing is written on the way there, so that a restart does not show less for a while. */
  readonly catchUpTo: number;
  readonly budget?: WriteBudget | undefined;
  /** Bytes of the journal from whose start on single clients are shown; rounds and their results always are. */
  readonly detailBytes: number;
  /** The journal has passed those bytes; called once. */
  readonly onDetailsEnd: () => void;
  /** A write outside of {@link RunFile.apply} failed; it is tried again with the next data. */
  readonly onError: (error: unknown) => void;
}

/** The model of one run and the file that shows it. */
export class RunFile {
  readonly budget: WriteBudget;
  /** When the run last had data, epoch milliseconds. */
  lastUsed = 0;
  readonly #options: RunFileOptions;
  readonly #model = createRunModel();
  #position = 0;
  #dirty = false;
  #ended = false;
  #finished = false;
  #detailed = true;
  #lastWrite = Number.NEGATIVE_INFINITY;
  #cancelTimer: (() => void) | undefined;
  #writing: Promise<void> = Promise.resolve();
  /** Writes that are under way or wait for their turn: the budget does not know of them yet. */
  #underWay = 0;

  constructor(options: RunFileOptions) {
    this.#options = options;
    this.budget = options.budget ?? new WriteBudget();
  }

  /** The run has said its end. */
  get finished(): boolean {
    return this.#finished;
  }

  /** Takes events without writing. */
  learn(events: Iterable<SequencedEvent>): void {
    for (const { event, sequence } of events) {
      if (sequence <= this.#options.detailBytes || !isDetail(event)) this.#model.apply(event);
      else if (this.#detailed) {
        this.#detailed = false;
        this.#options.onDetailsEnd();
      }
      this.#position = Math.max(this.#position, sequence);
      if (event.event_type === 'finished') {
        this.#ended = true;
        this.#finished = true;
      }
      this.#dirty = true;
    }
    this.budget.reached(this.#position);
  }

  /** Takes events, and writes if it is time to. @throws Error when writing fails; the events are taken all the same */
  async apply(events: readonly SequencedEvent[]): Promise<void> {
    this.lastUsed = this.#options.clock.now();
    this.learn(events);
    const { live, catchUpTo } = this.#options;
    const caughtUp = this.#position >= catchUpTo;
    if (caughtUp && (this.#ended || (live && this.#isDue()))) await this.flush();
    else if (live) this.#watch(QUIET_MILLIS);
  }

  /** Writes what is not written yet, whatever it costs. @throws Error when writing fails */
  async flush(): Promise<void> {
    this.#underWay++;
    const next = this.#writing.then(() => this.#write()).finally(() => this.#underWay--);
    this.#writing = next.catch(() => undefined);
    await next;
  }

  /** Stops the timer. */
  close(): void {
    this.#cancelTimer?.();
    this.#cancelTimer = undefined;
  }

  #isDue(): boolean {
    // A clock that was set back counts as time that has passed.
    const passed = Math.abs(this.#options.clock.now() - this.#lastWrite);
    return passed >= INTERVAL_MILLIS && this.#mayWrite(BUSY_SHARE);
  }

  #mayWrite(share: number): boolean {
    return this.#underWay === 0 && this.budget.allows(share);
  }

  #watch(millis: number): void {
    if (this.#cancelTimer !== undefined) return;
    const { clock, onError } = this.#options;
    this.#cancelTimer = clock.after(millis, () => {
      this.#cancelTimer = undefined;
      const left = this.lastUsed + QUIET_MILLIS - clock.now();
      if (left > 0) this.#watch(Math.min(left, QUIET_MILLIS));
      else if (this.#mayWrite(QUIET_SHARE)) this.flush().catch(onError);
      else if (this.#underWay > 0) this.#watch(QUIET_MILLIS);
    });
  }

  async #write(): Promise<void> {
    if (!this.#dirty) return;
    const { path, render, files, clock } = this.#options;
    const durable = this.#ended;
    this.#dirty = false;
    this.#ended = false;
    try {
      this.budget.wrote(await files.replace(path, await render(this.#model), durable));
      this.#lastWrite = clock.now();
    } catch (error) {
      this.#dirty = true;
      this.#ended ||= durable;
      throw error;
    }
  }
}
