import type { ClientView, RunView } from '../../run-model/index.js';
import type { ClientEntry } from '../types.js';
import { type Place, type PlaceLookup, placeOf } from './places.js';

/** Stands for the updates that name no round; anything said in a round is newer. */
const ROUNDLESS = -1;

/** What is known about one client, and from which round. */
interface Knowledge {
  nameRound: number;
  placeRound: number;
  shown: boolean;
}

/**
 * The list of a run's clients. A client keeps its index for ever; asked for in the order of the journal, the same client
 * has the same index after every restart.
 */
export class Roster {
  readonly #indices = new Map<string, number>();
  readonly #entries: ClientEntry[] = [];
  readonly #knowledge: Knowledge[] = [];
  readonly #changed = new Set<number>();
  readonly #lookup: PlaceLookup | undefined;
  #shown = 0;

  constructor(lookup?: PlaceLookup) {
    this.#lookup = lookup;
  }

  get entries(): readonly ClientEntry[] {
    return this.#entries;
  }

  /** Number of clients that the view has; others were seen under another job of the same run id. */
  get shown(): number {
    return this.#shown;
  }

  /** Index of a client; a new one gets the next. */
  readonly indexOf = (id: string): number => {
    let index = this.#indices.get(id);
    if (index === undefined) {
      index = this.#entries.push({ id }) - 1;
      this.#knowledge.push(unknown());
      this.#indices.set(id, index);
      this.#changed.add(index);
    }
    return index;
  };

  /** Takes names and places from the clients of a round. */
  describe(clients: readonly ClientView[], round: number = ROUNDLESS): void {
    for (const client of clients) this.#describe(client, round);
  }

  /** Takes names and places from a whole run, and forgets what was said before. */
  describeAll({ rounds, roundless }: Pick<RunView, 'rounds' | 'roundless'>): void {
    const before = [...this.#entries];
    const changed = new Set(this.#changed);
    for (const [index, { id }] of before.entries()) {
      this.#entries[index] = { id };
      this.#knowledge[index] = unknown();
    }
    this.#shown = 0;
    for (const { clients, round } of rounds) this.describe(clients, round);
    this.describe(roundless);
    for (const [index, entry] of before.entries()) {
      const now = this.#entries[index] ?? entry;
      if (now.name !== entry.name || !isSame(now, entry)) {
        this.#changed.add(index);
        continue;
      }
      this.#entries[index] = entry;
      if (!changed.has(index)) this.#changed.delete(index);
    }
  }

  /** Indices of entries that are new or changed since the last call. */
  takeChanged(): readonly number[] {
    const changed = [...this.#changed];
    this.#changed.clear();
    return changed;
  }

  #describe({ clientId, name, fields }: ClientView, round: number): void {
    const index = this.indexOf(clientId);
    const known = this.#knowledge[index];
    const entry = this.#entries[index];
    if (known === undefined || entry === undefined) return;
    if (!known.shown) {
      known.shown = true;
      this.#shown += 1;
    }
    const newName = name !== undefined && round >= known.nameRound ? name : undefined;
    if (newName !== undefined) known.nameRound = round;
    const place = round >= known.placeRound ? placeOf(fields, this.#lookup) : undefined;
    if (place !== undefined) known.placeRound = round;
    if ((newName === undefined || newName === entry.name) && (place === undefined || isSame(place, entry))) return;
    const { lat, lng, city, country, place: source } = entry;
    const kept = place ?? withoutUndefined({ lat, lng, city, country, place: source });
    const shownName = newName ?? entry.name;
    this.#entries[index] = { id: clientId, ...(shownName === undefined ? {} : { name: shownName }), ...kept };
    this.#changed.add(index);
  }
}

function unknown(): Knowledge {
  return { nameRound: Number.NEGATIVE_INFINITY, placeRound: Number.NEGATIVE_INFINITY, shown: false };
}

function isSame(place: Place, entry: ClientEntry): boolean {
  return (['lat', 'lng', 'city', 'country', 'place'] as const).every((field) => place[field] === entry[field]);
}

function withoutUndefined(place: { readonly [K in keyof Place]: Place[K] | undefined }): Place {
  return Object.fromEntries(Object.entries(place).filter(([, value]) => value !== undefined));
}
