import type { JournalUnavailableError } from '../journal/index.js';

/** Tells the operator of journals that cannot be written: when it begins, changes and ends, not at every request. */
export interface JournalTrouble {
  /** A request could not be kept. */
  met(error: JournalUnavailableError): void;
  /** A request was kept. */
  over(): void;
}

/** What is wrong with one file and says nothing of the others: it goes on while they are written. */
const OF_ONE_FILE: ReadonlySet<string> = new Set(['ELOOP', 'EISDIR', 'EFBIG', 'FORMAT']);
/** Files whose own trouble is remembered as said. */
const MAX_FILES = 1_000;

class SaidTrouble implements JournalTrouble {
  /** Code of the trouble of all files that was said last. */
  #code: string | undefined;
  /** Code and path of troubles that were said. */
  readonly #files = new Set<string>();

  constructor(readonly warn: (text: string) => void) {}

  met({ code, path, message }: JournalUnavailableError): void {
    if (OF_ONE_FILE.has(code)) {
      const file = `${code} ${path}`;
      if (this.#files.has(file) || this.#files.size === MAX_FILES) return;
      this.#files.add(file);
    } else {
      if (code === this.#code) return;
      this.#code = code;
    }
    this.warn(`journal: ${message} Senders are told to come again.`);
  }

  over(): void {
    if (this.#code === undefined) return;
    this.#code = undefined;
    this.warn('journal: it can be written again');
  }
}

/** @param warn says something to the operator */
export function createJournalTrouble(warn: (text: string) => void): JournalTrouble {
  return new SaidTrouble(warn);
}
