import { type RunDocuments, writeDocuments } from '../../documents/index.js';
import { pythonText } from './python-text.js';
import type { RunFold } from './run-fold.js';

/**
 * Makes a run's files. That can be begun while the run's points are still on their way: it takes this process's time, and
 * points take MLflow's. What was begun is kept over failures until somebody takes it.
 */
export class DocumentMaker {
  readonly #journal: string | undefined;
  readonly #folder: string;
  #begun: { readonly sequence: number; readonly made: Promise<RunDocuments> } | undefined;

  /**
   * @param journal path of the journal; without one there are configuration and texts only
   * @param folder for the files
   */
  constructor(journal: string | undefined, folder: string) {
    this.#journal = journal;
    this.#folder = folder;
  }

  /**
   * Begins, unless that is done.
   *
   * @param sequence how far the journal was folded: when there is more of it, files are made anew
   * @returns the files, of which this class still takes care; rejects with a system error when the disk takes none
   */
  begin(fold: RunFold, sequence: number): Promise<RunDocuments> {
    if (this.#begun?.sequence === sequence) return this.#begun.made;
    void this.forget();
    const made = writeDocuments({ describe: fold.describe, journal: this.#journal, spell: pythonText }, this.#folder);
    // Whoever takes the files hears of it.
    made.catch(() => undefined);
    this.#begun = { sequence, made };
    return made;
  }

  /**
   * Gives the files away, made anew when there is no beginning: whoever takes them removes them.
   *
   * @throws Error (system error) when the disk does not take them
   */
  take(fold: RunFold, sequence: number): Promise<RunDocuments> {
    const made = this.begin(fold, sequence);
    this.#begun = undefined;
    return made;
  }

  /** Removes what nobody took. */
  async forget(): Promise<void> {
    const made = this.#begun?.made;
    this.#begun = undefined;
    await made?.then(({ remove }) => remove()).catch(() => undefined);
  }
}
