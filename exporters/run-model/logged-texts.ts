import type { TextEvent } from '../journal/events.js';
import { attemptOf } from './run-facts.js';
import { isNewer, type StepPoint } from './step-points.js';
import { millisOf } from './time.js';
import type { LoggedText } from './types.js';

/** Names (times clients) that are kept. */
const MAX_SERIES = 50;
/** Texts of each, the newest. */
const MAX_TEXTS = 10;
/** Characters of a text; the journal and the files of a run have it whole. */
const MAX_CHARACTERS = 2000;

interface Text extends StepPoint {
  readonly view: LoggedText;
}

/** The newest texts of the tracking writer under each name. */
export class LoggedTexts {
  readonly #series = new Map<string, Text[]>();

  add(event: TextEvent): void {
    const { name, client_id: clientId, text } = event;
    const time = millisOf(event.timestamp);
    const isCut = text.length > MAX_CHARACTERS;
    const shown = isCut ? text.slice(0, MAX_CHARACTERS) : text;
    const view = { name, clientId, step: Number(event.step), time, text: shown, isCut };
    const key = `${clientId === undefined ? '' : `${clientId.length}:${clientId}`}|${name}`;
    this.#put(key, { attempt: attemptOf(event), step: view.step, time, mark: shown, view });
  }

  include(other: LoggedTexts): void {
    for (const [key, texts] of other.#series) for (const text of texts) this.#put(key, text);
  }

  /** The newest of each name first. */
  view(): readonly LoggedText[] {
    return [...this.#series.values()].flatMap((texts) => texts.map(({ view }) => view));
  }

  #put(key: string, text: Text): void {
    let texts = this.#series.get(key);
    if (texts === undefined) {
      if (this.#series.size >= MAX_SERIES) return;
      texts = [];
      this.#series.set(key, texts);
    }
    const place = texts.findIndex((known) => !isNewer(known, text));
    const known = texts[place];
    if (known !== undefined && !isNewer(text, known)) return;
    texts.splice(place < 0 ? texts.length : place, 0, text);
    texts.length = Math.min(texts.length, MAX_TEXTS);
  }
}
