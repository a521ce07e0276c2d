import { ClientUpdate, type Journal, type JournalEntry } from '../journal/index.js';

/** Notices a run id that is used again for another job. */
export interface JobGuard {
  /** Looks at what is about to be appended. Never rejects. */
  look(entries: readonly JournalEntry[]): Promise<void>;
}

/** What a guard needs. */
export interface JobGuardOptions {
  readonly journal: Journal;
  /** Says something to the operator. */
  warn(text: string): void;
}

/** Runs whose job is remembered; of others the first line of the journal says it. */
const MAX_REMEMBERED = 10_000;

class JournalJobGuard implements JobGuard {
  readonly #options: JobGuardOptions;
  readonly #jobs = new Map<string, string>();

  constructor(options: JobGuardOptions) {
    this.#options = options;
  }

  async look(entries: readonly JournalEntry[]): Promise<void> {
    for (const event of entries) {
      if (event instanceof ClientUpdate || event.event_type !== 'init' || event.job === undefined) continue;
      const { run_id: runId, job } = event;
      const known = this.#jobs.get(runId) ?? (await this.#firstJob(runId));
      if (known !== undefined && known !== job) {
        const [run, now, before] = [runId, job, known].map((text) => JSON.stringify(text));
        this.#options.warn(
          `run ${run} was started as job ${now}, but its file holds a run of job ${before}. The file keeps both, apart ` +
            'by their attempts; views show the newer job alone. Give runs of different jobs different run ids.',
        );
      }
      this.#remember(runId, job);
    }
  }

  #remember(runId: string, job: string): void {
    this.#jobs.delete(runId);
    this.#jobs.set(runId, job);
    const [oldest] = this.#jobs.keys();
    if (this.#jobs.size > MAX_REMEMBERED && oldest !== undefined) this.#jobs.delete(oldest);
  }

  /** Job that the first line of a run's journal names. A journal that cannot be read is the append's trouble. */
  async #firstJob(runId: string): Promise<string | undefined> {
    try {
      for await (const { event } of this.#options.journal.read(runId, 0, { maxEvents: 1 })) {
        return event.event_type === 'init' ? event.job : undefined;
      }
    } catch {
      return undefined;
    }
    return undefined;
  }
}

/** Creates a guard. */
export function createJobGuard(options: JobGuardOptions): JobGuard {
  return new JournalJobGuard(options);
}
