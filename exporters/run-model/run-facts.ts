import type { InitEvent, JournalEvent, RunUpdateEvent } from '../journal/events.js';
import { compareText } from './order.js';
import { timeKey } from './time.js';

/** Attempt of events that name none. Older than any. */
export const NO_ATTEMPT = -1;

/** A time as it sorts and as the log spells it. */
interface Moment {
  readonly key: string;
  readonly timestamp: string;
}

/** When a run was started and at work. Like the facts about rounds it is independent of order and repetition. */
export class RunFacts {
  /** Sortable and shown start of each attempt; the shown one is empty while only data of the attempt is there. */
  readonly attempts = new Map<number, { readonly key: string; readonly startedAt: string }>();
  /** Job of each attempt whose start is there. */
  readonly jobs = new Map<number, string>();
  /** Sortable start times that `init` events without an attempt say: HiveWatch writes one each time a run starts. */
  readonly bareStarts = new Map<string, string>();
  /** Oldest and youngest time stamp of all. */
  first: Moment | undefined;
  last: Moment | undefined;
  /**
   * Sortable time of the youngest event that shows the run at work. The end of a span does not: an interruption ends
   * the open spans, here and in the clients, a moment after it was recorded. Nor does an update that our library sent:
   * its time may be its client's, whose clock may be hours ahead.
   */
  lastWorkKey = '';

  /** Takes what every event says: that its attempt exists, and when something happened. */
  see(event: JournalEvent): void {
    const attempt = attemptOf(event);
    if (attempt !== NO_ATTEMPT && !this.attempts.has(attempt)) this.attempts.set(attempt, { key: '', startedAt: '' });
    const { timestamp } = event;
    const key = timeKey(timestamp);
    if (timestamp === undefined || key === '') return;
    if (showsWork(event) && key > this.lastWorkKey) this.lastWorkKey = key;
    const moment = { key, timestamp };
    if (this.first === undefined || isBefore(moment, this.first)) this.first = moment;
    if (this.last === undefined || isBefore(this.last, moment)) this.last = moment;
  }

  /** Takes a start of the run. */
  start(event: InitEvent | RunUpdateEvent): void {
    if (event.event_type === 'init' && event.provisional === true) return;
    const attempt = attemptOf(event);
    const { job } = event;
    if (job !== undefined && job > (this.jobs.get(attempt) ?? '')) this.jobs.set(attempt, job);
    this.#addStart(event, attempt);
  }

  /**
   * Whether what an attempt says is shown: it is of the same job as the newest attempt that says one. A run id that was
   * used again for another job makes another run of it, although the file is one; what names no job or no attempt
   * belongs to all.
   */
  isShown(attempt: number): boolean {
    const job = this.jobs.get(attempt);
    return attempt === NO_ATTEMPT || job === undefined || job === this.jobs.get(Math.max(...this.jobs.keys()));
  }

  #addStart(event: InitEvent | RunUpdateEvent, attempt: number): void {
    const startedAt = event.started_at ?? (event.event_type === 'init' ? event.timestamp : undefined);
    const key = timeKey(startedAt);
    if (startedAt === undefined || key === '') return;
    if (attempt === NO_ATTEMPT) {
      const known = this.bareStarts.get(key);
      this.bareStarts.set(key, known === undefined || startedAt < known ? startedAt : known);
      return;
    }
    const known = this.attempts.get(attempt);
    if (known === undefined || known.key === '' || compareText(key, known.key) < 0)
      this.attempts.set(attempt, { key, startedAt });
    else if (key === known.key && startedAt < known.startedAt) this.attempts.set(attempt, { key, startedAt });
  }
}

/** Attempt of an event, {@link NO_ATTEMPT} when it names none. */
export function attemptOf(event: { readonly attempt?: number }): number {
  return typeof event.attempt === 'number' ? event.attempt : NO_ATTEMPT;
}

function showsWork(event: JournalEvent): boolean {
  if (event.event_type === 'task') return event.phase !== 'ended';
  const isUpdate = event.event_type === 'client_update' || (event.event_type === 'evaluation' && event.client);
  return !isUpdate || event.attempt === undefined;
}

function isBefore(a: Moment, b: Moment): boolean {
  return (compareText(a.key, b.key) || compareText(a.timestamp, b.timestamp)) < 0;
}
