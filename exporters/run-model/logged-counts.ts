import type { HistogramEvent, TextEvent } from '../journal/events.js';
import { LoggedDistributions } from './logged-distributions.js';
import { LoggedTexts } from './logged-texts.js';
import { compareKeys } from './order.js';
import { timeKey } from './time.js';
import type { RunView } from './types.js';

/** Whose something is. */
interface LoggedBy {
  readonly name: string;
  readonly clientId: string | undefined;
}

/** Events whose identity is remembered. Beyond, one that comes twice is counted twice. */
const MAX_REMEMBERED = 100_000;

/**
 * How many histograms and texts the tracking writer logged, and what a reader looks at of them; the journal has them all,
 * and so have the files of a run.
 */
export class LoggedCounts {
  readonly #seen = new Set<string>();
  readonly #counts = { histogram: 0, text: 0 };
  readonly #distributions = new LoggedDistributions();
  readonly #texts = new LoggedTexts();

  add(event: HistogramEvent | TextEvent): void {
    const { event_type: type, name, step, client_id: client, attempt, timestamp } = event;
    if (event.event_type === 'text') this.#texts.add(event);
    else this.#distributions.add(event);
    const id = JSON.stringify([type, attempt, step, timeKey(timestamp), client, name]);
    if (this.#seen.has(id)) return;
    if (this.#seen.size < MAX_REMEMBERED) this.#seen.add(id);
    this.#counts[type]++;
  }

  /** Adds what another counted: of another attempt, so that none of them are the same. */
  include(other: LoggedCounts): void {
    this.#counts.histogram += other.#counts.histogram;
    this.#counts.text += other.#counts.text;
    this.#distributions.include(other.#distributions);
    this.#texts.include(other.#texts);
  }

  view(): RunView['logged'] {
    const inOrder = (a: LoggedBy, b: LoggedBy) => compareKeys([a.name, a.clientId ?? ''], [b.name, b.clientId ?? '']);
    return {
      histograms: this.#counts.histogram,
      texts: this.#counts.text,
      distributions: [...this.#distributions.view()].sort(inOrder),
      newestTexts: [...this.#texts.view()].sort(inOrder),
    };
  }
}
