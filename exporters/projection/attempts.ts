import type { JournalEvent } from '../journal/events.js';

/** How an event's attempt relates to the newest one so far. */
export type AttemptRelation = 'current' | 'newer' | 'older';

/** Follows the attempts of a run: an app that was started again under the same run id begins a newer one. */
export class Attempts {
  /** Newest attempt; `undefined` in logs without attempts. */
  newest: number | undefined;
  #started = false;

  /** Takes an event. Events that name no attempt belong to the newest one. */
  see(event: JournalEvent): AttemptRelation {
    const { attempt } = event;
    const restarts = event.event_type === 'init' && event.provisional !== true;
    // HiveWatch writes an `init` each time that a run starts, and knows no attempts.
    const isSecondStart = restarts && typeof attempt !== 'number' && this.#started && this.newest === undefined;
    if (restarts) this.#started = true;
    if (typeof attempt !== 'number') return isSecondStart ? 'newer' : 'current';
    if (this.newest === undefined || attempt === this.newest) {
      this.newest = attempt;
      return 'current';
    }
    if (attempt < this.newest) return 'older';
    this.newest = attempt;
    return 'newer';
  }
}
