import { type RunPlace, writePlace } from './run-state.js';

/** Keeps a run's place on disk: what must be there before a request is sent, and what may come a little later. */
export class PlaceFile {
  readonly #path: string;
  #writing: Promise<void> | undefined;
  /** The newest place that nobody has begun to write. */
  #next: RunPlace | undefined;

  constructor(path: string) {
    this.#path = path;
  }

  /** Resolves when this place or a newer one is on disk. @throws Error (system error) when the disk does not take it */
  async save(place: RunPlace): Promise<void> {
    this.#next = place;
    do await this.#flush();
    while (this.#next !== undefined);
  }

  /**
   * Keeps a place soon. One that is lost with the process costs a look at what MLflow has, no more; a write that fails is
   * made up for by the next.
   */
  note(place: RunPlace): void {
    this.#next = place;
    this.#flush().catch(() => undefined);
  }

  #flush(): Promise<void> {
    this.#writing ??= this.#writeAll().finally(() => {
      this.#writing = undefined;
    });
    return this.#writing;
  }

  async #writeAll(): Promise<void> {
    while (this.#next !== undefined) {
      const place = this.#next;
      this.#next = undefined;
      await writePlace(this.#path, place);
    }
  }
}
