import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { CursorStore, Journal } from '../journal/index.js';
import { reasonOf } from '../sink-parts/index.js';
import { createParkedRuns } from './delivery/parked-runs.js';
import { type DeliveryTools, RunDelivery, type SinkCounts } from './delivery/run-delivery.js';
import { createSlots, type Slots } from './delivery/slots.js';
import type { RunReference, Sink, SinkContext } from './sink.js';

const DEFAULT_CONCURRENCY = 4;
/** A run whose sink answers no sooner gives its slot away, so that it holds up nobody. */
const SLOT_SECONDS = 5;
/** After the deadline a sink has so long to return. */
const GRACE_SECONDS = 2;

/** Events of a run that a sink has not stored yet. */
export interface OwedEvents {
  readonly sink: string;
  readonly runId: string;
  readonly events: number;
  /** Why the sink takes nothing of the run until somebody changes something. */
  readonly parked?: string;
}

/** Feeds one sink from the journal, at the sink's own pace, several runs side by side. */
export interface SinkRunner {
  /** Opens the sink and goes on where its cursors stand. @throws Error when the sink cannot be opened */
  start(): Promise<void>;
  /** Says that a run has new events. */
  notify(runId: string): void;
  /**
   * Waits until the sink has everything that the journal has, at most until the deadline, then flushes and closes it.
   * Returns soon after the deadline even if the sink never answers.
   *
   * @param deadline milliseconds by `performance.now`
   * @returns what is still owed
   */
  stop(deadline: number, onProgress: (text: string) => void): Promise<readonly OwedEvents[]>;
  /** A turn of the run is under way. */
  isBusy(runId: string): boolean;
  /** Whether the sink has all that the journal has of a run. */
  hasAll(run: RunReference): Promise<boolean>;
  /** A run was removed. Not while it is busy. */
  forget(run: RunReference): Promise<void>;
  /** Counts of the sink's work, for `/health`. */
  readonly counts: Readonly<SinkCounts>;
}

/** What a runner needs. */
export interface SinkRunnerOptions extends Pick<SinkContext, 'perClient' | 'artifactRoots'> {
  readonly sink: Sink;
  readonly argument: string | undefined;
  readonly journal: Journal;
  /** The cursors of all sinks. */
  readonly cursors: CursorStore;
  readonly runsDir: string;
  /** Folder for what the sink remembers, and for what it refused. */
  readonly stateDir: string;
  warn(text: string): void;
}

class JournalSinkRunner implements SinkRunner {
  readonly counts: SinkCounts;
  readonly #options: SinkRunnerOptions;
  readonly #tools: DeliveryTools;
  readonly #slots: Slots;
  readonly #deliveries = new Map<string, RunDelivery>();
  /** Runs with something to do that have no turn now. */
  readonly #dirty = new Set<string>();
  /** Runs whose turn has begun and not ended. */
  readonly #busy = new Map<string, Promise<void>>();
  readonly #said = new Set<string>();
  #timer: NodeJS.Timeout | undefined;
  /** The bridge stops: what is there is still delivered. */
  #draining = false;
  /** Nothing more is begun. */
  #stopping = false;
  #onProgress: ((text: string) => void) | undefined;

  constructor(options: SinkRunnerOptions) {
    const { sink, journal, cursors, stateDir } = options;
    this.#options = options;
    this.counts = { sink: sink.name, delivered: 0, retries: 0, rejected: 0, parked: 0 };
    this.#slots = createSlots(sink.concurrency ?? DEFAULT_CONCURRENCY);
    const parked = createParkedRuns(sink.name, stateDir);
    const warn = (text: string) => this.#warnOnce(text);
    this.#tools = { sink, journal, cursors, parked, stateDir, counts: this.counts, warn };
  }

  async start(): Promise<void> {
    const { sink, journal, runsDir, stateDir, argument, perClient, artifactRoots } = this.#options;
    await mkdir(stateDir, { recursive: true, mode: 0o700 });
    await sink.open({
      runsDir,
      stateDir,
      argument,
      perClient,
      artifactRoots,
      warn: (text) => this.#warnOnce(text),
      progress: (text) => this.#onProgress?.(`${sink.name}: ${text}`),
    });
    for (const { runId, stem } of journal.runs()) {
      const delivery = new RunDelivery(this.#reference(runId, stem), this.#tools);
      if ((journal.size(runId) ?? 0) === (await delivery.cursor())) continue;
      this.#deliveries.set(runId, delivery);
      this.notify(runId);
    }
  }

  notify(runId: string): void {
    const delivery = this.#deliveries.get(runId);
    if (delivery?.parkedFor !== undefined) return;
    delivery?.wake();
    this.#dirty.add(runId);
    this.#pump();
  }

  isBusy(runId: string): boolean {
    return this.#busy.has(runId);
  }

  async hasAll({ runId, stem }: RunReference): Promise<boolean> {
    const delivery = this.#deliveries.get(runId) ?? new RunDelivery(this.#reference(runId, stem), this.#tools);
    return (await delivery.cursor()) === (this.#options.journal.size(runId) ?? 0);
  }

  async forget(run: RunReference): Promise<void> {
    if (this.#deliveries.get(run.runId)?.parkedFor !== undefined) this.counts.parked -= 1;
    this.#deliveries.delete(run.runId);
    this.#dirty.delete(run.runId);
    await this.#options.sink
      .forget?.(run)
      .catch((error: unknown) => this.#warnOnce(`run ${run.runId} was removed: ${reasonOf(error)}`));
  }

  async stop(deadline: number, onProgress: (text: string) => void): Promise<readonly OwedEvents[]> {
    const { sink } = this.#options;
    this.#onProgress = onProgress;
    this.#draining = true;
    // Nothing is gained by waiting for a back-off that the deadline cuts: what is due later is tried once more now.
    for (const delivery of this.#deliveries.values()) {
      delivery.dueAt = 0;
      delivery.wake();
    }
    this.#pump();
    // A run may wait and be busy at once.
    const { size } = new Set([...this.#dirty, ...this.#busy.keys()]);
    if (size > 0) onProgress(`${sink.name}: ${size} run(s) to deliver`);
    while (this.#dirty.size + this.#busy.size > 0 && performance.now() < deadline) await pause(20);
    this.#stopping = true;
    clearTimeout(this.#timer);
    const last = Math.max(deadline, performance.now()) + GRACE_SECONDS * 1000;
    await within(last, Promise.all(this.#busy.values()));
    await within(last, this.#flushAll(deadline));
    await within(
      last,
      sink.close().catch((error: unknown) => this.#warnOnce(`close: ${reasonOf(error)}`)),
    );
    return this.#owed();
  }

  /** Gives every run that is due a turn; the slots bound how many of them go on at once. */
  #pump(): void {
    clearTimeout(this.#timer);
    if (this.#stopping) return;
    const now = performance.now();
    let next = Number.POSITIVE_INFINITY;
    for (const runId of this.#dirty) {
      if (this.#busy.has(runId)) continue;
      const dueAt = this.#deliveries.get(runId)?.dueAt ?? 0;
      if (dueAt > now) next = Math.min(next, dueAt);
      else this.#busy.set(runId, this.#advance(runId));
    }
    if (next !== Number.POSITIVE_INFINITY) this.#timer = setTimeout(() => this.#pump(), Math.max(1, next - now));
  }

  async #advance(runId: string): Promise<void> {
    const release = await this.#slots.take();
    const timer = setTimeout(release, SLOT_SECONDS * 1000);
    try {
      if (this.#stopping) return;
      this.#dirty.delete(runId);
      const delivery = this.#deliveryOf(runId);
      const turn = await delivery.turn({ isStopping: () => this.#stopping, isLast: () => this.#draining });
      if (turn === 'more') this.#dirty.add(runId);
      else if (turn === 'parked') this.#dirty.delete(runId);
    } finally {
      clearTimeout(timer);
      release();
      this.#busy.delete(runId);
      this.#pump();
    }
  }

  #deliveryOf(runId: string): RunDelivery {
    let delivery = this.#deliveries.get(runId);
    if (delivery === undefined) {
      const known = this.#options.journal.runs().find((candidate) => candidate.runId === runId);
      delivery = new RunDelivery(this.#reference(runId, known?.stem ?? runId), this.#tools);
      this.#deliveries.set(runId, delivery);
    }
    return delivery;
  }

  #reference(runId: string, stem: string): RunReference {
    return { runId, stem, journal: join(this.#options.runsDir, `${stem}.jsonl`) };
  }

  /** What one run's flush comes to does not touch the others. */
  async #flushAll(deadline: number): Promise<void> {
    const due = [...this.#deliveries.values()].filter(
      ({ run, unflushed, parkedFor }) => unflushed && parkedFor === undefined && !this.#busy.has(run.runId),
    );
    await Promise.all(
      due.map(async (delivery) => {
        for (;;) {
          const release = await this.#slots.take();
          const turn = await delivery.flush(true).finally(release);
          if (turn !== 'more' || delivery.dueAt > deadline) return;
          await pause(Math.max(1, delivery.dueAt - performance.now()));
        }
      }),
    );
  }

  async #owed(): Promise<readonly OwedEvents[]> {
    const owed: OwedEvents[] = [];
    for (const runId of new Set([...this.#dirty, ...this.#deliveries.keys()])) {
      const delivery = this.#deliveryOf(runId);
      const events = await delivery.owed();
      const parked = delivery.parkedFor === undefined ? {} : { parked: delivery.parkedFor };
      if (events > 0) owed.push({ sink: this.#options.sink.name, runId, events, ...parked });
    }
    return owed;
  }

  #warnOnce(text: string): void {
    if (this.#said.has(text) || this.#said.size > 1000) return;
    this.#said.add(text);
    this.#options.warn(`${this.#options.sink.name}: ${text}`);
  }
}

function pause(millis: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, millis));
}

/** Waits for work until a time; what goes on after it is left to itself. */
async function within(deadline: number, work: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, Math.max(0, deadline - performance.now()));
  });
  await Promise.race([work, late]).finally(() => clearTimeout(timer));
}

/** Creates a runner; `start` sets it going. */
export function createSinkRunner(options: SinkRunnerOptions): SinkRunner {
  return new JournalSinkRunner(options);
}
