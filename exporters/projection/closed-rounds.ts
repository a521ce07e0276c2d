/** Numbers that are kept one by one. */
const MAX_KEPT = 4096;

/** The numbers of rounds that are over, in bounded memory: of very many, the lowest are one range. */
export class ClosedRounds {
  #numbers = new Set<number>();
  #below = 0;

  has(round: number): boolean {
    return round < this.#below || this.#numbers.has(round);
  }

  add(round: number): void {
    if (this.has(round)) return;
    this.#numbers.add(round);
    while (this.#numbers.delete(this.#below)) this.#below++;
    if (this.#numbers.size > MAX_KEPT) this.#forgetLowest();
  }

  /** The round begins again. One that is far down in the range stays closed. */
  delete(round: number): void {
    if (round < this.#below && this.#below - round <= MAX_KEPT) {
      for (let number = round + 1; number < this.#below; number++) this.#numbers.add(number);
      this.#below = round;
    }
    this.#numbers.delete(round);
  }

  /** The lower half becomes part of the range, with all that lies between. */
  #forgetLowest(): void {
    const sorted = [...this.#numbers].sort((a, b) => a - b);
    const kept = sorted.slice(sorted.length >> 1);
    this.#below = kept[0] ?? this.#below;
    this.#numbers = new Set(kept);
    while (this.#numbers.delete(this.#below)) this.#below++;
  }

  clear(): void {
    this.#numbers.clear();
    this.#below = 0;
  }
}
