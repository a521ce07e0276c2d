import type { CursorStore, Journal } from '../../journal/index.js';
import { Backoff, reasonOf } from '../../sink-parts/index.js';
import type { RunReference, SequencedEvent, Sink, SinkResult } from '../sink.js';
import type { ParkedRuns } from './parked-runs.js';
import { noteRejected } from './rejected-file.js';

const BATCH_EVENTS = 500;
/** Batches of one turn; then other runs may have theirs. */
const TURN_BATCHES = 16;
/** What is only waited for is looked at again after so long, unless the sink says. */
const EXPECTED_SECONDS = 1;

/** Counts of a sink's work, for `/health`. */
export interface SinkCounts {
  readonly sink: string;
  /** Events that the sink took. */
  delivered: number;
  /** Answers that asked for another try. */
  retries: number;
  /** Events that the sink refused for ever. */
  rejected: number;
  /** Runs that the sink takes nothing of until somebody changes something. */
  parked: number;
}

/** What the deliveries of one sink share. */
export interface DeliveryTools {
  readonly sink: Sink;
  readonly journal: Journal;
  readonly cursors: CursorStore;
  readonly parked: ParkedRuns;
  readonly stateDir: string;
  readonly counts: SinkCounts;
  /** Says something to the operator, once per distinct text. */
  warn(text: string): void;
}

/** What a turn asks while it goes on. */
export interface TurnOptions {
  /** Nothing more is to be begun. */
  isStopping(): boolean;
  /** The bridge stops: when the events are delivered, {@link RunDelivery.flush} is called for the last time anyway. */
  isLast(): boolean;
}

/** What a turn came to. */
export type Turn =
  /** Everything that was in the journal is delivered. */
  | 'idle'
  /** There is more to do, at the soonest at {@link RunDelivery.dueAt}. */
  | 'more'
  /** Nothing is done until the bridge starts again. */
  | 'parked';

/** Brings one run's events to one sink, in order, one batch at a time. */
export class RunDelivery {
  /** Earliest time of the next turn, milliseconds by `performance.now`: nobody sets that clock. */
  dueAt = 0;
  /** Only a flush is waited for: new events need not wait with it. */
  #onlyFlush = false;
  /** {@link wake} was called since the turn began. */
  #woken = false;
  /** Why the sink takes nothing of the run. */
  parkedFor: string | undefined;
  readonly #tools: DeliveryTools;
  #position: number | undefined;
  /** Position that the sink will not need again after a restart. */
  #kept = 0;
  readonly #backoff = new Backoff();
  /** The run's end was delivered, and the sink has not written everything out since. */
  #ended = false;
  #wasParked = true;

  constructor(
    readonly run: RunReference,
    tools: DeliveryTools,
  ) {
    this.#tools = tools;
  }

  /** The sink holds events that it may have to be given again. */
  get unflushed(): boolean {
    return this.#position !== undefined && this.#position > this.#kept;
  }

  /** There are new events, or the bridge stops: a flush that is waited for keeps nobody. */
  wake(): void {
    this.#woken = true;
    if (this.#onlyFlush) this.dueAt = 0;
  }

  /** Delivers for a while. */
  async turn({ isStopping, isLast }: TurnOptions): Promise<Turn> {
    const { journal } = this.#tools;
    this.#onlyFlush = false;
    this.#woken = false;
    try {
      this.#position ??= await this.#startPosition();
      let batch: SequencedEvent[] = [];
      let batches = 0;
      for await (const event of journal.read(this.run.runId, this.#position)) {
        batch.push(event);
        if (batch.length < BATCH_EVENTS) continue;
        if (isStopping()) return 'more';
        const outcome = await this.#deliver(batch);
        if (outcome !== 'idle') return outcome;
        batch = [];
        batches += 1;
        if (batches === TURN_BATCHES) return 'more';
      }
      if (batch.length > 0) {
        const outcome = await this.#deliver(batch);
        if (outcome !== 'idle') return outcome;
      }
      if (!this.#ended || isLast()) return 'idle';
      const flushed = await this.flush(false);
      this.#onlyFlush = flushed === 'more';
      // What came while the sink was at work.
      if (this.#woken) this.wake();
      return flushed;
    } catch (error) {
      return this.#postpone({ kind: 'retry', reason: `journal of ${this.run.runId}: ${reasonOf(error)}` });
    }
  }

  /**
   * Has the sink write out what it holds of the run. Only now may a sink that keeps its state in memory start after the
   * start next time.
   *
   * @param closing for the last time
   */
  async flush(closing: boolean): Promise<Turn> {
    const position = this.#position ?? 0;
    const result = await this.#tools.sink
      .flush(this.run, { closing })
      .catch((error: unknown): SinkResult => ({ kind: 'retry', reason: reasonOf(error) }));
    if (result.kind === 'park') return this.#park(result.reason);
    if (result.kind === 'retry') {
      const turn = this.#postpone(result);
      if (closing) this.#tools.warn(`flush: ${result.reason}`);
      return turn;
    }
    if (result.kind === 'reject') this.#tools.warn(`flush: ${result.reason}`);
    this.#ended = false;
    this.#backoff.reset();
    if (result.kind === 'ok') await this.#keep(position);
    return 'idle';
  }

  /** Events that the sink would have to be given again, or does not have at all. */
  async owed(): Promise<number> {
    let events = 0;
    for await (const _ of this.#tools.journal.read(this.run.runId, await this.cursor())) events += 1;
    return events;
  }

  /** The kept cursor; 0 when it lies behind the journal's end, which means that the file was replaced. */
  async cursor(): Promise<number> {
    const { sink, journal, cursors } = this.#tools;
    const cursor = await cursors.read(sink.name, this.run);
    return cursor > (journal.size(this.run.runId) ?? 0) ? 0 : cursor;
  }

  async #startPosition(): Promise<number> {
    this.#kept = await this.cursor();
    return this.#tools.sink.resume === 'cursor' ? this.#kept : 0;
  }

  /** Hands one batch over. `idle`: the sink is done with it, one way or the other. */
  async #deliver(batch: readonly SequencedEvent[]): Promise<Turn> {
    const { sink, counts, stateDir, warn } = this.#tools;
    const result = await sink
      .apply(this.run, batch)
      .catch((error: unknown): SinkResult => ({ kind: 'retry', reason: reasonOf(error) }));
    if (result.kind === 'park') return this.#park(result.reason);
    if (result.kind === 'retry') return this.#postpone(result);
    await this.#unpark();
    if (result.kind === 'reject') {
      counts.rejected += batch.length;
      const path = await noteRejected(stateDir, this.run, batch, result.reason);
      warn(`${result.reason}; ${batch.length} event(s) are set aside, see ${path}`);
    } else {
      counts.delivered += batch.length;
    }
    this.#position = batch.at(-1)?.sequence ?? this.#position;
    this.#backoff.reset();
    this.#ended ||= batch.some(({ event }) => event.event_type === 'finished');
    if (sink.resume === 'cursor') await this.#keep(this.#position ?? 0);
    return 'idle';
  }

  #postpone({ reason, afterSeconds, expected }: Extract<SinkResult, { kind: 'retry' }>): Turn {
    const seconds = expected === true ? (afterSeconds ?? EXPECTED_SECONDS) : this.#backoff.next(afterSeconds);
    this.dueAt = performance.now() + seconds * 1000;
    if (expected === true) return 'more';
    this.#tools.counts.retries += 1;
    this.#tools.warn(`${reason}; it is tried again`);
    return 'more';
  }

  async #park(reason: string): Promise<Turn> {
    const { counts, parked, warn } = this.#tools;
    if (this.parkedFor === undefined) counts.parked += 1;
    this.parkedFor = reason;
    warn(`${reason}. Until that is changed and the bridge started again, the run stays in its file only`);
    await parked.add(this.run, reason);
    return 'parked';
  }

  /** The sink takes the run: what an earlier bridge noted about it is over. */
  async #unpark(): Promise<void> {
    if (!this.#wasParked) return;
    this.#wasParked = false;
    await this.#tools.parked.remove(this.run);
  }

  /** A cursor that cannot be written makes events come again after a restart, which sinks must bear; nothing is lost. */
  async #keep(position: number): Promise<void> {
    const { sink, cursors, warn } = this.#tools;
    this.#kept = position;
    await cursors.write(sink.name, this.run, position).catch((error: unknown) => warn(reasonOf(error)));
  }
}
