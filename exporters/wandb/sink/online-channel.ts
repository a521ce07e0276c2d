import { keepStopRequest } from '../../bridge/delivery/stop-requests.js';
import type { RunReference, SequencedEvent, SinkResult } from '../../bridge/sink.js';
import { readJournalFile } from '../../journal/index.js';
import { Grace, type OpenRun, reasonOf } from '../../sink-parts/index.js';
import { createRunContent, type RunContent } from '../content/index.js';
import { runIdOf } from '../settings/index.js';
import type { ChannelTools } from './channel-tools.js';
import { endingOf } from './ending.js';
import { OfflineChannel } from './offline-channel.js';
import { type RunArtifacts, runArtifacts } from './run-artifacts.js';
import { RunMemory } from './run-memory.js';
import { RunTracker } from './run-tracker.js';
import type { WriteResult } from './run-writer.js';
import { RunWriters } from './run-writers.js';
import type { Finish, RunState } from './state-file.js';

/** A journal that begins with data waits so long for its run to say what job it is: the job decides about the project. */
const JOB_MILLIS = 5000;
/** The summary is given whole; not more often than this while the run goes on. */
const SUMMARY_MILLIS = 10_000;

interface Opened {
  readonly content: RunContent;
  readonly writers: RunWriters;
  readonly finishes: ReadonlyMap<number, Finish>;
}

/** A run's way to W&B while it goes on. Where W&B will never take it, it is written into a directory. */
export class OnlineChannel implements OpenRun {
  lastUsed = performance.now();
  readonly #run: RunReference;
  readonly #tools: ChannelTools;
  readonly #tracker = new RunTracker();
  readonly #memory: RunMemory;
  readonly #grace = new Grace();
  readonly #since = performance.now();
  #opened: Opened | undefined;
  /** Events that the content has, by byte offset. */
  #folded = 0;
  #summarised = 0;
  #offline: OfflineChannel | undefined;
  #made: RunArtifacts | undefined;
  /** Byte offset of the end that files were made for. */
  #madeAt: number | undefined;
  #work: Promise<unknown> = Promise.resolve();
  #timer: NodeJS.Timeout | undefined;

  constructor(run: RunReference, tools: ChannelTools) {
    this.#run = run;
    this.#tools = tools;
    this.#memory = new RunMemory(run.stem, this.#tracker, tools);
  }

  get isIdle(): boolean {
    if (this.#offline !== undefined) return this.#offline.isIdle;
    return this.#run.journal !== undefined && this.#timer === undefined && (this.#opened?.writers.isIdle ?? true);
  }

  async apply(events: readonly SequencedEvent[]): Promise<SinkResult> {
    this.lastUsed = performance.now();
    if (this.#offline !== undefined) return this.#offline.apply(events);
    return this.#inTurn(() => this.#applyNow(events));
  }

  async flush(closing: boolean): Promise<SinkResult> {
    if (this.#offline !== undefined) return this.#offline.flush(closing);
    return this.#inTurn(() => this.#flushNow(closing));
  }

  async close(): Promise<void> {
    clearTimeout(this.#timer);
    // First, so that requests that are under way end.
    await this.#opened?.writers.close();
    await this.#work;
    await this.#removeMade();
    await this.#offline?.close();
  }

  #inTurn(work: () => Promise<SinkResult>): Promise<SinkResult> {
    const next = this.#work.then(work).catch((error: unknown): SinkResult => {
      return { kind: 'retry', reason: reasonOf(error) };
    });
    this.#work = next;
    return next;
  }

  async #applyNow(events: readonly SequencedEvent[]): Promise<SinkResult> {
    const from = events[0]?.sequence ?? 0;
    // Events that were delivered before the run was let go do not come again.
    if (this.#tracker.first === undefined) for await (const event of this.#earlier(from)) this.#tracker.take([event]);
    this.#tracker.take(events);
    const waits = this.#tracker.isProvisional && this.#tools.settings.project === undefined;
    if (this.#opened === undefined && waits && performance.now() - this.#since < JOB_MILLIS) {
      return { kind: 'retry', reason: 'the run has not said its job yet', afterSeconds: 1, expected: true };
    }
    const state = await this.#memory.read();
    if (state.refused !== undefined) {
      this.#offline = new OfflineChannel(this.#run, this.#tools);
      return this.#offline.apply(events);
    }
    if (this.#folded === 0) for await (const event of this.#earlier(from)) await this.#take([event]);
    await this.#take(events);
    this.#grace.see(this.#tracker.hasEnded);
    const { content, writers } = await this.#open();
    if (performance.now() - this.#summarised > SUMMARY_MILLIS) {
      this.#summarised = performance.now();
      content.summarise();
    }
    this.#schedule();
    return this.#outcome(await writers.ready(), (offline) => offline.apply(events));
  }

  /** Events of the journal before a place. */
  async *#earlier(from: number): AsyncGenerator<SequencedEvent> {
    const { journal } = this.#run;
    if (journal === undefined) return;
    for await (const event of readJournalFile(journal)) {
      if (event.sequence >= from) return;
      yield event;
    }
  }

  async #flushNow(closing: boolean): Promise<SinkResult> {
    if (this.#opened === undefined) return { kind: 'ok' };
    const { content, writers } = this.#opened;
    const ending = endingOf(this.#tracker, closing);
    if (ending === undefined) {
      content.summarise();
      return this.#outcome(await writers.flush({ finish: false }), (offline) => offline.flush(closing));
    }
    if (!ending.complete && !closing && !this.#grace.isOver) return this.#grace.wait(this.#run.runId);
    const state = await this.#memory.read();
    if ((state.finishes.at(-1)?.sequence ?? -1) < this.#tracker.sequence) {
      const finish = { sequence: this.#tracker.sequence, settled: !ending.complete };
      // Before anything of it is sent: after a crash the rows have the same numbers.
      await this.#memory.write({ ...state, finishes: [...state.finishes, finish] });
      if (finish.settled) content.settle();
      content.finish(ending);
    }
    await this.#takeArtifacts(content, writers);
    const result = await writers.flush({ finish: true });
    if (result.kind === 'ok') await this.#removeMade();
    return this.#outcome(result, (offline) => offline.flush(closing));
  }

  /** Files are made once for an end, and are kept until W&B has them. */
  async #takeArtifacts(content: RunContent, writers: RunWriters): Promise<void> {
    const { sequence } = this.#tracker;
    if (this.#madeAt === sequence) return;
    await this.#removeMade();
    const made = await this.#artifacts(content);
    for (const artifact of made.artifacts) writers.take(artifact, undefined);
    this.#made = made;
    this.#madeAt = sequence;
  }

  async #removeMade(): Promise<void> {
    const made = this.#made;
    this.#made = undefined;
    await made?.remove();
  }

  #artifacts({ describe, files, bestRound }: RunContent) {
    return runArtifacts({
      id: runIdOf(this.#run.runId),
      describe,
      files,
      bestRound,
      journal: this.#run.journal,
      artifactRoots: this.#tools.artifactRoots,
      stateDir: this.#tools.stateDir,
      warn: (text) => this.#tools.warn(text),
    });
  }

  /** Folds events; where the run was brought to an end before a restart, it is here too. */
  async #take(events: Iterable<SequencedEvent>): Promise<void> {
    const { content, writers, finishes } = await this.#open();
    for (const { event, sequence } of events) {
      if (sequence <= this.#folded) continue;
      this.#folded = sequence;
      content.apply(event);
      const finish = finishes.get(sequence);
      if (finish === undefined) continue;
      if (finish.settled) content.settle();
      const ending = endingOf(this.#tracker, true);
      content.finish(ending ?? { exitCode: 0, complete: false, timeMillis: content.lastMillis ?? 0 });
      await writers.ready();
    }
  }

  async #open(): Promise<Opened> {
    if (this.#opened !== undefined) return this.#opened;
    const state: RunState = await this.#memory.read();
    await this.#memory.write(state);
    const { runId, stem } = this.#run;
    const { entity: _, group, jobType, tags, displayName, notes } = this.#tools.settings;
    const stopped = () => this.#tellStopped();
    const { project, head, perClient } = state;
    const writers = new RunWriters({ runId, stem, project, fold: `${head}-${perClient}`, stopped }, this.#tools);
    const content = createRunContent({
      perClient,
      choices: { group, jobType, tags, displayName, notes },
      take: (output, client) => writers.take(output, client),
    });
    this.#opened = {
      content,
      writers,
      finishes: new Map(state.finishes.map((finish) => [finish.sequence, finish])),
    };
    return this.#opened;
  }

  /** Nothing leads from a destination to the app: the operator has to stop it. */
  #tellStopped(): void {
    const tools = this.#tools;
    const run = this.#run;
    tools.warn(
      `somebody pressed Stop for run ${JSON.stringify(run.runId)} in W&B's page: the app is not told, stop it yourself`,
    );
    keepStopRequest('wandb', tools.stateDir, run).catch((error: unknown) => tools.warn(String(error)));
  }

  /** Late data have no end behind them that would have them flushed. */
  #schedule(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (!this.#tracker.hasEnded || this.#tracker.state?.complete !== true) return;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      void this.flush(false).then((result) => {
        if (result.kind === 'retry') this.#schedule();
      });
    }, this.#tools.lateMillis);
  }

  /** @param then what to do with the offline way when W&B refuses the run */
  async #outcome(result: WriteResult, then: (offline: OfflineChannel) => Promise<SinkResult>): Promise<SinkResult> {
    if (result.kind !== 'refused') return result;
    const { runId, journal } = this.#run;
    const why = `W&B refuses run ${JSON.stringify(runId)}: ${result.reason}`;
    if (journal === undefined) return { kind: 'park', reason: why };
    this.#tools.warn(`${why}. The whole run is written into a directory when it has ended`);
    clearTimeout(this.#timer);
    this.#timer = undefined;
    await this.#removeMade();
    await this.#opened?.writers.close();
    this.#opened = undefined;
    // What W&B has of it stays there: the directory has an id of its own.
    const state = await this.#memory.read();
    await this.#memory.write({ ...state, refused: result.reason, finishes: [], written: {}, directories: [] });
    this.#offline = new OfflineChannel(this.#run, this.#tools);
    await this.#offline.readUpTo(this.#tracker.sequence);
    return then(this.#offline);
  }
}
