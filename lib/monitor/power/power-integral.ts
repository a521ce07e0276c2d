/** Energy from power that is measured now and then: the area below straight lines from one measurement to the next. */
export class PowerIntegral {
  #at: number | undefined;
  #watts = 0;
  #joules = 0;

  /** The last measurement, watts; 0 before the first. */
  get watts(): number {
    return this.#watts;
  }

  /** When it was made, seconds; `undefined` before the first. */
  get at(): number | undefined {
    return this.#at;
  }

  /** Takes a measurement. @param at seconds of a clock that nobody sets: what counts is the time that truly passed */
  add(watts: number, at: number): void {
    if (this.#at !== undefined && at > this.#at) this.#joules += ((this.#watts + watts) / 2) * (at - this.#at);
    this.#at = at;
    this.#watts = watts;
  }

  /** Joules since the last call. */
  take(): number {
    const joules = this.#joules;
    this.#joules = 0;
    return joules;
  }
}
