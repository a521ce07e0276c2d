import type { RunReference, SequencedEvent } from '../../bridge/sink.js';
import { readJournalFile } from '../../journal/index.js';
import { epochMillis } from '../../projection/event-clock.js';
import type { PerClientMode } from '../../projection/index.js';
import { headOf } from '../../sink-parts/index.js';
import { RunFiles } from '../files/run-files.js';
import { type FolderNote, openFolder, writeNote } from '../files/run-folder.js';
import { RunFold } from './run-fold.js';

/** What is pending is written after so long, so that a TensorBoard that watches sees it. */
const WRITE_MILLIS = 1000;
/** After a write that failed. */
const RETRY_MILLIS = 2000;
/** Bytes of one run that wait in memory. */
const MAX_PENDING_BYTES = 4 * 1024 * 1024;

/** A run whose folder is open, or why it is not. */
export type OpenedRun =
  | { readonly kind: 'ok'; readonly writer: RunWriter }
  | { readonly kind: 'park' | 'retry'; readonly reason: string };

/** What opening a run needs. */
export interface RunWriterOptions {
  readonly run: RunReference;
  /** The run's folder. */
  readonly folder: string;
  /** How single clients are to be shown; what was chosen before stays. */
  readonly perClient: PerClientMode;
  warn(text: string): void;
  /** A write that nobody waits for has failed. */
  onError(error: unknown): void;
}

/** Keeps the event files of one run. */
export class RunWriter {
  /** Byte offset of the last event that was folded. */
  sequence = 0;
  /** When the run last had data, milliseconds by `performance.now`. */
  lastUsed = performance.now();
  readonly #folder: string;
  readonly #files: RunFiles;
  readonly #fold: RunFold;
  readonly #onError: (error: unknown) => void;
  #note: FolderNote;
  #timer: NodeJS.Timeout | undefined;
  #closed = false;
  /** The run's end was folded at this time, milliseconds by `performance.now`; not all of its data were there. */
  #incompleteSince: number | undefined;

  private constructor({ folder, onError }: RunWriterOptions, note: FolderNote, startMillis: number) {
    this.#folder = folder;
    this.#onError = onError;
    this.#note = note;
    const second = String(Math.floor(startMillis / 1000)).padStart(10, '0');
    this.#files = new RunFiles(folder, `events.out.tfevents.${second}.fedotel`);
    this.#fold = new RunFold(note.perClient, this.#files, startMillis);
  }

  /**
   * Opens a run's folder and folds what was delivered before.
   *
   * @param events the ones that are delivered now
   * @throws Error (system error)
   */
  static async open(options: RunWriterOptions, events: readonly SequencedEvent[]): Promise<OpenedRun> {
    const { run, folder, perClient, warn } = options;
    const first = await firstEvent(run, events);
    if (first === undefined) {
      return { kind: 'retry', reason: `the journal of run ${JSON.stringify(run.runId)} has no beginning` };
    }
    const fresh = { runId: first.event.run_id, head: headOf(first.event), perClient, settledAt: [] };
    const opened = await openFolder(folder, fresh);
    if (opened.kind !== 'ok') return opened;
    const { note } = opened;
    if (note.perClient !== perClient) {
      warn(
        `${folder} was begun with --per-client ${note.perClient}, which stays; remove the folder to have it another way`,
      );
    }
    const { timestamp } = first.event;
    const started = 'started_at' in first.event ? first.event.started_at : undefined;
    const writer = new RunWriter(options, note, epochMillis(timestamp) ?? epochMillis(started) ?? 0);
    await writer.#catchUp(run, first.sequence, events[0]?.sequence ?? 0);
    return { kind: 'ok', writer };
  }

  /** More is pending than may wait. */
  get isFull(): boolean {
    return this.#files.pendingBytes > MAX_PENDING_BYTES;
  }

  /** The run has ended, and data that it announced are missing, since then; milliseconds by `performance.now`. */
  get incompleteSince(): number | undefined {
    return this.#incompleteSince;
  }

  /** Takes the events that were not taken before; they are in the files a moment later. */
  take(events: Iterable<SequencedEvent>): void {
    this.lastUsed = performance.now();
    this.#learn(events);
    this.#writeSoon(WRITE_MILLIS);
  }

  /** Brings everything into the files. @throws FileLostError, Error (system error); it may be called again */
  async write(): Promise<void> {
    await this.#files.write();
  }

  /** Returns when everything is on the disk. @throws as {@link write} */
  async flush(): Promise<void> {
    await this.#files.write();
    await this.#files.sync();
  }

  /** Writes what is held back for data that do not come any more, and keeps where that was. @throws Error (system error) */
  async settle(): Promise<void> {
    this.#incompleteSince = undefined;
    if (this.#note.settledAt.includes(this.sequence)) return;
    const note = { ...this.#note, settledAt: [...this.#note.settledAt, this.sequence] };
    await writeNote(this.#folder, note);
    this.#note = note;
    this.#fold.settle();
  }

  /** What is pending stays unwritten; it is folded again when the run is opened anew. */
  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
  }

  #writeSoon(millis: number): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.write().catch((error: unknown) => {
        this.#onError(error);
        if (!this.#closed) this.#writeSoon(RETRY_MILLIS);
      });
    }, millis).unref();
  }

  async #catchUp(run: RunReference, first: number, from: number): Promise<void> {
    if (first >= from || run.journal === undefined) return;
    for await (const event of readJournalFile(run.journal, { to: from })) {
      if (event.sequence >= from) break;
      this.#learn([event]);
      if (this.isFull) await this.write();
    }
  }

  #learn(events: Iterable<SequencedEvent>): void {
    for (const { event, sequence } of events) {
      if (sequence <= this.sequence) continue;
      this.#fold.apply(event);
      this.sequence = sequence;
      if (this.#note.settledAt.includes(sequence)) this.#fold.settle();
    }
    const { state } = this.#fold;
    if (state === undefined || state.state === 'running' || state.complete) this.#incompleteSince = undefined;
    else if (!this.#note.settledAt.includes(this.sequence)) this.#incompleteSince ??= performance.now();
  }
}

async function firstEvent(run: RunReference, events: readonly SequencedEvent[]): Promise<SequencedEvent | undefined> {
  if (run.journal === undefined) return events[0];
  for await (const event of readJournalFile(run.journal, { maxEvents: 1 })) return event;
  return undefined;
}
