import type { JournalEvent } from '../../journal/events.js';
import { clientRecordsOf } from '../frames/index.js';

/** Fields of a client's record that change its entry in the list of clients. */
const ENTRY_FIELDS: readonly string[] = ['client_name', 'lat', 'lng', 'city', 'country'];

/** What a page has to be given again: a range of the list of clients, and rounds. */
export interface Changes {
  /** First index, `undefined` for no client. */
  readonly clientsFrom: number | undefined;
  /** Last index, included. */
  readonly clientsTo: number;
  readonly rounds: ReadonlySet<number>;
  /** What was logged by step. */
  readonly logged: boolean;
}

/** Events that are shown beside the rounds. */
const LOGGED: ReadonlySet<JournalEvent['event_type']> = new Set(['scalar', 'histogram', 'text', 'resource_sample']);

/**
 * Knows for every part of a run the place in the journal that changed it last. It is built from the events alone, so that
 * it is the same after every restart; where an event may change many rounds (an end, a new attempt) it names all.
 */
export class ChangeLog {
  readonly #rounds = new Map<number, number>();
  readonly #clients = new Map<number, number>();
  readonly #attempts = new Set<number | undefined>();
  readonly #jobs = new Set<string>();
  #allRounds = 0;
  #starts = 0;
  #ended = false;
  #resetAt = 0;
  #logged = 0;

  /** Takes the next event. @param indexOf index of a client in the run's list */
  note(event: JournalEvent, sequence: number, indexOf: (id: string) => number): void {
    const { event_type: type, attempt } = event;
    if (LOGGED.has(type)) this.#logged = sequence;
    if (type === 'init' || type === 'run_update') this.#noteStart(event, sequence);
    if (type === 'finished' || this.#ended || !this.#attempts.has(attempt)) this.#allRounds = sequence;
    this.#attempts.add(attempt);
    this.#ended ||= type === 'finished';
    if ('round' in event && typeof event.round === 'number') this.#rounds.set(event.round, sequence);
    for (const record of clientRecordsOf(event)) {
      const index = indexOf(record.client_id);
      const isNew = !this.#clients.has(index);
      if (isNew || ENTRY_FIELDS.some((field) => (record[field] ?? null) !== null)) this.#clients.set(index, sequence);
    }
  }

  /** What a page has cannot be patched if it is older than the given place. */
  reset(sequence: number): void {
    this.#resetAt = sequence;
  }

  /** What changed after a place in the journal; `undefined` when a page of then has to begin again. */
  since(sequence: number, allRounds: readonly number[]): Changes | undefined {
    if (sequence < this.#resetAt) return undefined;
    // Of a run that was started again, a round may be shown from another attempt now, which names its clients otherwise.
    const restarted = this.#attempts.size > 1 || this.#starts > 1;
    const clients = [...this.#clients].filter(([, changed]) => restarted || changed > sequence).map(([index]) => index);
    const rounds = allRounds.filter((round) => Math.max(this.#rounds.get(round) ?? 0, this.#allRounds) > sequence);
    return { ...rangeOf(clients), rounds: new Set(rounds), logged: restarted || this.#logged > sequence };
  }

  /** A start under another job hides the rounds of the jobs before. */
  #noteStart(event: Extract<JournalEvent, { readonly event_type: 'init' | 'run_update' }>, sequence: number): void {
    if (event.event_type === 'init') this.#starts += 1;
    if (event.event_type === 'init' || event.started_at !== undefined) this.#allRounds = sequence;
    if (event.job === undefined || this.#jobs.has(event.job)) return;
    this.#jobs.add(event.job);
    if (this.#jobs.size > 1) this.#resetAt = sequence;
  }
}

/** The smallest range that holds all indices. */
export function rangeOf(indices: readonly number[]): Pick<Changes, 'clientsFrom' | 'clientsTo'> {
  let from: number | undefined;
  let to = -1;
  for (const index of indices) {
    from = Math.min(from ?? index, index);
    to = Math.max(to, index);
  }
  return { clientsFrom: from, clientsTo: to };
}
