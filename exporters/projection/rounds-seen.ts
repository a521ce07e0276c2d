/** Where events that name no round have their place. */
export class RoundsSeen {
  #highest: number | undefined;
  /** The last update of each client and how many were before it, in a run that knows no rounds. */
  readonly #updates = new Map<string, { readonly timestamp: string | undefined; readonly before: number }>();

  /** Takes the round of an event. */
  see(round: number): void {
    if (this.#highest === undefined || round > this.#highest) this.#highest = round;
  }

  /** Step of something outside any round: the highest round so far, 0 before any. */
  get step(): number {
    return this.#highest ?? 0;
  }

  /**
   * Step of an update without a round: as above; in a run without rounds the number of the client's updates before.
   *
   * @param timestamp the update's, by which its parts are told from another update
   */
  stepOfUpdate(client: string, timestamp: string | undefined): number {
    if (this.#highest !== undefined) return this.#highest;
    const last = this.#updates.get(client);
    if (last !== undefined && timestamp !== undefined && last.timestamp === timestamp) return last.before;
    const before = last === undefined ? 0 : last.before + 1;
    this.#updates.set(client, { timestamp, before });
    return before;
  }
}
