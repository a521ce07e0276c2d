/** Where events that name no round have their place. */
export class RoundsSeen {
  #highest: number | undefined;
  /** Updates of each client, in a run that knows no rounds. */
  readonly #updates = new Map<string, number>();

  /** Takes the round of an event. */
  see(round: number): void {
    if (this.#highest === undefined || round > this.#highest) this.#highest = round;
  }

  /** Step of something outside any round: the highest round so far, 0 before any. */
  get step(): number {
    return this.#highest ?? 0;
  }

  /** Step of an update without a round: as above; in a run without rounds the number of the client's updates before. */
  stepOfUpdate(client: string): number {
    if (this.#highest !== undefined) return this.#highest;
    const before = this.#updates.get(client) ?? 0;
    this.#updates.set(client, before + 1);
    return before;
  }
}
