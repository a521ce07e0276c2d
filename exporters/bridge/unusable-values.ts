import type { UnusableName, UnusableValues } from '../translate/index.js';

/** Tells the operator of attributes whose values cannot be used: of each once, not at every request. */
export interface UnusableTeller {
  /** A request had such values, or none. */
  met(values: UnusableValues): void;
}

/** Attributes that are remembered as said: what comes after them is counted only. */
const MAX_SAID = 100;
/** Attributes that one answer to a sender names. */
const MAX_NAMED = 8;

class SaidNames implements UnusableTeller {
  readonly #said = new Set<string>();
  #full = false;

  constructor(readonly warn: (text: string) => void) {}

  met({ names }: UnusableValues): void {
    for (const unusable of names) {
      const { name, runId } = unusable;
      if (this.#full || this.#said.has(name)) continue;
      if (this.#said.size === MAX_SAID) {
        this.#full = true;
        this.warn(`values of more than ${MAX_SAID} attributes cannot be used; further ones are counted and not named`);
        continue;
      }
      this.#said.add(name);
      const where = runId === undefined ? '' : ` in run ${JSON.stringify(runId)}`;
      // The name comes first: an embedded bridge says lines once that begin alike.
      this.warn(
        `${unusableReason(unusable)}${where}. Such values are left out and counted as unusable; this is said once.`,
      );
    }
  }
}

/** An attribute whose values cannot be used, and why, in words. */
export function unusableReason({ name, expected, came }: UnusableName): string {
  return `${name}: expected ${expected}, got ${came}`;
}

/** What the sender of a request is told of its values that cannot be used; `undefined` when there are none. */
export function unusableMessage({ count, names }: UnusableValues): string | undefined {
  if (count === 0) return undefined;
  const further = names.length > MAX_NAMED ? '; and further attributes' : '';
  return `${count} unusable values left out: ${names.slice(0, MAX_NAMED).map(unusableReason).join('; ')}${further}`;
}

/** @param warn says something to the operator */
export function createUnusableTeller(warn: (text: string) => void): UnusableTeller {
  return new SaidNames(warn);
}
