import type { JournalEntry } from '../updates/client-update.js';
import { type AppendResult, NOTHING } from './batch-lines.js';
import type { BudgetedIndex, IndexBudget } from './index-budget.js';
import type { Limiter } from './limiter.js';
import type { RunFile } from './run-file.js';

/** The journal of one run: calls that come while a commit is under way share the next one and its `fdatasync`. */
export interface RunLog {
  readonly stem: string;
  /** Bytes that are durable and visible. */
  readonly size: number;
  /** Resolves when the events are on disk. @throws JournalUnavailableError when they cannot be now */
  append(entries: readonly JournalEntry[]): Promise<AppendResult>;
  /** Something is under way. */
  readonly busy: boolean;
  /** Resolves when nothing is under way any more. */
  settled(): Promise<void>;
  /** Gives back what is held for a run that is no more. Not while something is under way. */
  release(): void;
}

/** What `createRunLog` needs. */
export interface RunLogOptions {
  readonly stem: string;
  readonly file: RunFile;
  /** Bounds how many runs write at once. */
  readonly commits: Limiter;
  readonly budget: IndexBudget;
  /** New lines have become durable. */
  readonly onDurable: () => void;
}

interface Pending {
  readonly entries: readonly JournalEntry[];
  readonly resolve: (result: AppendResult) => void;
  readonly reject: (error: unknown) => void;
}

/** Events that one commit takes at most; more only when a single call brings more. */
const MAX_BATCH_EVENTS = 10_000;

class GroupCommitLog implements RunLog, BudgetedIndex {
  readonly #queue: Pending[] = [];
  #draining: Promise<void> | undefined;
  #committing = false;

  constructor(readonly options: RunLogOptions) {}

  get stem(): string {
    return this.options.stem;
  }

  get size(): number {
    return this.options.file.size;
  }

  get busy(): boolean {
    return this.#draining !== undefined;
  }

  get committing(): boolean {
    return this.#committing;
  }

  get indexSize(): number {
    return this.options.file.indexSize;
  }

  shrinkIndex(size: number, spare: number): void {
    this.options.file.shrinkIndex(size, spare);
  }

  append(entries: readonly JournalEntry[]): Promise<AppendResult> {
    return new Promise((resolve, reject) => {
      this.#queue.push({ entries, resolve, reject });
      this.#draining ??= this.#drain();
    });
  }

  async settled(): Promise<void> {
    await this.#draining;
  }

  release(): void {
    this.options.budget.forget(this);
  }

  async #drain(): Promise<void> {
    const { commits, budget } = this.options;
    // Calls of the same turn of the event loop travel together from the first commit on.
    await Promise.resolve();
    while (this.#queue.length > 0) {
      await commits.run(() => this.#commit());
      // Not only at the end: senders that take turns never leave the queue empty.
      budget.report(this);
    }
    this.#draining = undefined;
  }

  async #commit(): Promise<void> {
    const { file, onDurable } = this.options;
    const batch = this.#takeBatch();
    const before = file.size;
    this.#committing = true;
    try {
      const results = await file.commit(batch.map((pending) => pending.entries));
      if (file.size > before) onDurable();
      batch.forEach((pending, at) => {
        pending.resolve(results[at] ?? NOTHING);
      });
    } catch (error) {
      for (const pending of batch) pending.reject(error);
    } finally {
      this.#committing = false;
    }
  }

  /** What is waiting when the commit begins, up to a bound. */
  #takeBatch(): readonly Pending[] {
    let calls = 0;
    let events = 0;
    do events += this.#queue[calls++]?.entries.length ?? 0;
    while (calls < this.#queue.length && events < MAX_BATCH_EVENTS);
    return this.#queue.splice(0, calls);
  }
}

/** Makes the log of a run; nothing is read or written before the first call of `append`. */
export function createRunLog(options: RunLogOptions): RunLog {
  return new GroupCommitLog(options);
}
