import type { RunReference, SequencedEvent, SinkResult } from '../../bridge/sink.js';
import { readJournalFile } from '../../journal/index.js';
import { Backoff, Grace, type OpenRun, reasonOf } from '../../sink-parts/index.js';
import { Gathering } from './gathering.js';
import type { Failure, Outcome } from './outcome.js';
import { previewRun } from './run-fold.js';
import { type OpenedRun, type OpeningTools, openRun } from './run-opening.js';
import { RunWriter, type RunWriterTools, type Urgency } from './run-writer.js';

/** Points that do not fill a request are sent after so long. */
const QUIET_MILLIS = 1000;
/** From so many points on, requests hold few keys without further ones. */
const GATHERED_POINTS = 20_000;
/** A run that has ended is completed again when nothing more came for so long after late data. */
const LATE_MILLIS = 10_000;
/** Points of one run that wait in memory; the rest wait in the journal. */
const MAX_WAITING_POINTS = 100_000;
/** Points of all runs that wait in memory, some 40 MB; beyond, a run may have {@link SMALL_WAITING_POINTS}. */
const MAX_TOTAL_POINTS = 400_000;
const SMALL_WAITING_POINTS = 2000;
/** A journal that begins with data waits so long for its run to say what job it is. */
const JOB_SECONDS = 5;

/** What a channel needs. */
export interface RunChannelTools extends RunWriterTools, OpeningTools {
  /** Points of all runs that wait in memory. */
  totalWaiting(): number;
}

/**
 * One run's way to MLflow in time: when it is opened, what is sent at once and what after a moment, when it is tried
 * again. There is one request of a run under way at most.
 */
export class RunChannel implements OpenRun {
  /** When the run last had data, milliseconds by `performance.now`. */
  lastUsed = performance.now();
  readonly #run: RunReference;
  readonly #tools: RunChannelTools;
  #writer: RunWriter | undefined;
  #failure: (Failure & { readonly until: number }) | undefined;
  readonly #backoff = new Backoff();
  /** What is being brought, and after it what was asked for meanwhile. */
  #work: Promise<unknown> = Promise.resolve();
  #busy = false;
  #timer: NodeJS.Timeout | undefined;
  readonly #grace = new Grace();
  readonly #gathering = new Gathering();
  #closed = false;
  /** Resolved after every attempt to bring something. */
  #onProgress: (() => void)[] = [];

  constructor(run: RunReference, tools: RunChannelTools) {
    this.#run = run;
    this.#tools = tools;
  }

  /** Nothing is on its way, and nothing is owed: the run can be let go and read again if need be. */
  get isIdle(): boolean {
    const writer = this.#writer;
    return (
      !this.#busy && this.#failure === undefined && writer !== undefined && !writer.hasNews && !writer.isToComplete
    );
  }

  /** Takes events. Returns when they are in memory, or says why not. */
  async apply(events: readonly SequencedEvent[]): Promise<SinkResult> {
    this.lastUsed = performance.now();
    const opened = await this.#open(events);
    if (opened.kind !== 'ok') return opened;
    const writer = opened.value;
    const parked = this.#parked();
    if (parked !== undefined) return parked;
    writer.take(events);
    this.lastUsed = performance.now();
    this.#grace.see(hasEnded(writer));
    this.#schedule();
    while (this.#isFull(writer) && !this.#closed) {
      if (this.#failure !== undefined) return this.#parked() ?? retryOf(this.#failure);
      await new Promise<void>((resolve) => this.#onProgress.push(resolve));
    }
    return { kind: 'ok' };
  }

  /** Brings everything, and completes the run if its end has come. */
  async flush(closing: boolean): Promise<SinkResult> {
    const writer = this.#writer;
    if (writer === undefined) return { kind: 'ok' };
    const parked = this.#parked();
    if (parked !== undefined) return parked;
    const complete = closing || this.#grace.isOver ? 'always' : 'matching';
    if (complete === 'always' || writer.fold.state?.complete === true) writer.prepare();
    const result = await this.#gathering.without(() => this.#bring({ all: true, complete }));
    if (result.kind !== 'ok') return result;
    if (closing || !hasEnded(writer) || !writer.isToComplete) return { kind: 'ok' };
    return this.#grace.wait(this.#run.runId);
  }

  /** Stops. What is under way is left to itself. */
  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#timer);
    this.#tell();
    await this.#gathering.without(async () => this.#writer?.close());
  }

  /** Points that wait in memory. */
  get waiting(): number {
    return this.#writer?.stream.waiting ?? 0;
  }

  #isFull({ stream: { waiting } }: RunWriter): boolean {
    if (waiting <= SMALL_WAITING_POINTS) return false;
    return waiting > MAX_WAITING_POINTS || this.#tools.totalWaiting() > MAX_TOTAL_POINTS;
  }

  #parked(): SinkResult | undefined {
    return this.#failure?.kind === 'park' ? { kind: 'park', reason: this.#failure.reason } : undefined;
  }

  async #open(events: readonly SequencedEvent[]): Promise<Outcome<RunWriter>> {
    if (this.#writer !== undefined) return { kind: 'ok', value: this.#writer };
    const head = await this.#readHead(events);
    const [first] = head;
    const describe = previewRun(head.map(({ event }) => event));
    if (first === undefined || describe === undefined) {
      return { kind: 'retry', reason: `the journal of run ${JSON.stringify(this.#run.runId)} has no beginning` };
    }
    const opened: Outcome<OpenedRun> = await this.#tools.inTurn(() =>
      openRun(this.#tools, this.#run, first.event, describe),
    );
    if (opened.kind !== 'ok') return opened;
    const writer = new RunWriter(this.#run, opened.value, this.#tools);
    // Events that were delivered before the run was let go do not come again.
    const from = events[0]?.sequence ?? 0;
    if (first.sequence < from && this.#run.journal !== undefined) {
      for await (const event of readJournalFile(this.#run.journal)) {
        if (event.sequence >= from) break;
        writer.take([event]);
      }
    }
    this.#writer = writer;
    return { kind: 'ok', value: writer };
  }

  /** The journal's first events, with the run's job if it says one soon: the job decides about the experiment. */
  async #readHead(events: readonly SequencedEvent[]): Promise<readonly SequencedEvent[]> {
    const { journal } = this.#run;
    if (journal === undefined) return events;
    for (let second = 0; ; second += 1) {
      const head: SequencedEvent[] = [];
      for await (const event of readJournalFile(journal, { maxEvents: HEAD_EVENTS })) head.push(event);
      const provisional = head[0]?.event.event_type === 'init' && head[0].event.provisional === true;
      const named = head.some(({ event }) => event.event_type === 'run_update' && event.job !== undefined);
      if (!provisional || named || second >= JOB_SECONDS || this.#closed) return head;
      await new Promise((resolve) => setTimeout(resolve, 1000));
    }
  }

  /** Sees to it that what is due is brought, now or at its time. */
  #schedule(): void {
    clearTimeout(this.#timer);
    const writer = this.#writer;
    if (writer === undefined || this.#busy || this.#closed || this.#failure?.kind === 'park') return;
    const dueAt = this.#dueAt(writer);
    if (dueAt === undefined) return;
    const waitMillis = dueAt - performance.now();
    if (waitMillis > 0) this.#timer = setTimeout(() => this.#schedule(), waitMillis);
    else void this.#bring(this.#urgency(writer));
  }

  #dueAt(writer: RunWriter): number | undefined {
    if (this.#failure !== undefined) return this.#failure.until;
    if (writer.stream.hasWhole) return 0;
    if (writer.hasNews) return writer.stream.dueAt(QUIET_MILLIS) ?? this.lastUsed + QUIET_MILLIS;
    return hasEnded(writer) && writer.fold.state?.complete === true && writer.isToComplete
      ? this.lastUsed + LATE_MILLIS
      : undefined;
  }

  #urgency(writer: RunWriter): Urgency {
    const quiet = !writer.stream.hasWhole;
    const late = performance.now() - this.lastUsed >= LATE_MILLIS;
    return quiet
      ? { all: true, complete: late ? 'matching' : 'never' }
      : { all: false, complete: 'never', gather: () => this.#gather(writer.stream) };
  }

  #gather(stream: RunWriter['stream']): Promise<void> {
    return this.#gathering.wait(
      () => this.lastUsed,
      () => this.#closed || stream.waiting >= GATHERED_POINTS,
    );
  }

  #bring(urgency: Urgency): Promise<SinkResult> {
    const next = this.#work.then(() => this.#bringNow(urgency));
    this.#work = next;
    return next;
  }

  async #bringNow(urgency: Urgency): Promise<SinkResult> {
    const writer = this.#writer;
    if (writer === undefined || this.#closed) return { kind: 'ok' };
    this.#busy = true;
    const outcome = await writer
      .bring(urgency, () => this.#tell())
      .catch((error: unknown): Failure => {
        return { kind: 'retry', reason: reasonOf(error) };
      });
    this.#busy = false;
    if (outcome.kind === 'ok') {
      this.#failure = undefined;
      this.#backoff.reset();
    } else {
      this.#fail(outcome);
    }
    this.#tell();
    this.#schedule();
    return outcome.kind === 'ok' ? { kind: 'ok' } : outcome;
  }

  #fail(failure: Failure): void {
    if (failure.kind === 'park') {
      this.#failure = { ...failure, until: Number.POSITIVE_INFINITY };
      return;
    }
    const seconds = this.#backoff.next(failure.afterSeconds);
    this.#failure = { ...failure, until: performance.now() + seconds * 1000 };
    if (!this.#closed && failure.expected !== true) this.#tools.warn(`${failure.reason}; it is tried again`);
  }

  #tell(): void {
    for (const resolve of this.#onProgress.splice(0)) resolve();
  }
}

/** Events among which a run's start is looked for. */
const HEAD_EVENTS = 1000;

function hasEnded({ fold: { state } }: RunWriter): boolean {
  return state !== undefined && state.state !== 'running';
}

function retryOf({ reason, until }: Failure & { readonly until: number }): SinkResult {
  return { kind: 'retry', reason, afterSeconds: Math.max(0.1, (until - performance.now()) / 1000) };
}
