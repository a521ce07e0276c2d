/**
 * Keeps the bytes written for one run in proportion to the size of its map, at any pace of the run. A map is written
 * whole each time, so that writing it for each event costs the square of the run (HiveWatch: 408 MB for 1,000 updates).
 *
 * Before a write, what was written so far may not exceed a share of the size that the map is going to have. With share
 * `s`, all writes together stay below `(1 + s)` times the final size; a last forced write adds one size more.
 */
export class WriteBudget {
  #written = 0;
  #size = 0;
  #come = 0;
  #comeAtWrite = 0;

  /** The run's journal has grown to this offset, in bytes. */
  reached(offset: number): void {
    this.#come = Math.max(this.#come, offset);
  }

  /** Whether a map may be written now. The first always may. */
  allows(share: number): boolean {
    return this.#written <= share * this.#expectedSize();
  }

  /** A map of so many bytes was written. */
  wrote(bytes: number): void {
    this.#written += bytes;
    this.#size = bytes;
    this.#comeAtWrite = this.#come;
  }

  /** The map grows about as its journal does. */
  #expectedSize(): number {
    return this.#comeAtWrite === 0 ? this.#come : (this.#size * this.#come) / this.#comeAtWrite;
  }
}
