import type { HistogramEvent, TextEvent } from '../journal/events.js';
import { timeKey } from './time.js';

/** Events whose identity is remembered. Beyond, one that comes twice is counted twice. */
const MAX_REMEMBERED = 100_000;

/** How many histograms and texts the tracking writer logged; the journal has them, and files of a run. */
export class LoggedCounts {
  readonly #seen = new Set<string>();
  readonly #counts = { histogram: 0, text: 0 };

  add({ event_type: type, name, step, client_id: client, attempt, timestamp }: HistogramEvent | TextEvent): void {
    const id = JSON.stringify([type, attempt, step, timeKey(timestamp), client, name]);
    if (this.#seen.has(id)) return;
    if (this.#seen.size < MAX_REMEMBERED) this.#seen.add(id);
    this.#counts[type]++;
  }

  /** Adds what another counted: of another attempt, so that none of them are the same. */
  include(other: LoggedCounts): void {
    this.#counts.histogram += other.#counts.histogram;
    this.#counts.text += other.#counts.text;
  }

  view(): { readonly histograms: number; readonly texts: number } {
    return { histograms: this.#counts.histogram, texts: this.#counts.text };
  }
}
