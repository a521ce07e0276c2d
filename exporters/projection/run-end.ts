import type { FinishedEvent, JournalEvent } from '../journal/events.js';
import { isByServer } from './by-server.js';
import { countIn } from './numbers.js';
import type { StateOutput } from './types.js';

/** What has come of one attempt, in the sender's way of counting (`fl.run.emitted.*`). */
class Arrivals {
  #updates = 0;
  #rounds = 0;
  #events = 0;
  /** Numbers that updates in parts still lack. */
  #owed = 0;

  event(event: JournalEvent): void {
    if (!isEmittedEvent(event)) return;
    this.#events++;
    if (event.event_type === 'round_end') this.#rounds++;
  }

  /** @param numbers number fields in this part */
  update(hasMarker: boolean, fieldCount: number | undefined, numbers: number): void {
    if (hasMarker) this.#updates++;
    if (!hasMarker) this.#owed -= numbers;
    else if (fieldCount !== undefined) this.#owed += fieldCount - 1 - numbers;
  }

  /** Whether all is here. A sender that counts nothing (HiveWatch) has nothing outstanding. */
  matches(emitted: FinishedEvent['emitted']): boolean {
    return (
      this.#updates >= (countIn(emitted?.updates) ?? 0) &&
      this.#rounds >= (countIn(emitted?.rounds) ?? 0) &&
      this.#events >= (countIn(emitted?.events) ?? 0) &&
      (emitted === undefined || this.#owed <= 0)
    );
  }
}

/** Events that the library counts in the process of the server: not what the bridge adds, nor the end itself. */
function isEmittedEvent(event: JournalEvent): boolean {
  if (event.event_type === 'finished') return false;
  return isByServer(event) && !(event.event_type === 'init' && event.provisional === true);
}

/** The end of a run: whether it has come, whether it holds, and whether everything else has come, too. */
export class RunEnd {
  #arrivals = new Arrivals();
  #finished: FinishedEvent | undefined;
  #finishedMillis = 0;
  #complete = false;

  get isOver(): boolean {
    return this.#finished !== undefined;
  }

  /** The run has ended and nothing is outstanding. */
  get isComplete(): boolean {
    return this.#complete;
  }

  /** A newer attempt begins: it has not ended, and counts anew. */
  restart(timeMillis: number): StateOutput | undefined {
    this.#arrivals = new Arrivals();
    return this.#reopen(timeMillis);
  }

  /** Counts an event of the newest attempt. */
  count(event: JournalEvent): void {
    this.#arrivals.event(event);
  }

  /** Counts a part of an update of the newest attempt. */
  countUpdate(hasMarker: boolean, fieldCount: number | undefined, numbers: number): void {
    this.#arrivals.update(hasMarker, fieldCount, numbers);
  }

  finish(event: FinishedEvent, timeMillis: number): void {
    this.#finished = event;
    this.#finishedMillis = timeMillis;
    this.#complete = this.#arrivals.matches(event.emitted);
  }

  /** Says once that what was outstanding has come. */
  completes(): boolean {
    if (this.#finished === undefined || this.#complete || !this.#arrivals.matches(this.#finished.emitted)) return false;
    this.#complete = true;
    return true;
  }

  /** The server is at work. An end by interruption does not hold when that was later. */
  work(timeMillis: number): StateOutput | undefined {
    if (this.#finished?.state !== 'interrupted' || timeMillis <= this.#finishedMillis) return undefined;
    return this.#reopen(timeMillis);
  }

  /** How the run stands. */
  output(): StateOutput {
    const { state = 'finished', error } = this.#finished ?? { state: 'running' };
    return { kind: 'state', state, timeMillis: this.#finishedMillis, error, complete: this.#complete };
  }

  #reopen(timeMillis: number): StateOutput | undefined {
    if (this.#finished === undefined) return undefined;
    this.#finished = undefined;
    this.#complete = false;
    return { kind: 'state', state: 'running', timeMillis, error: undefined, complete: false };
  }
}
