import { type ClientView, detailsOf, type RunView } from '../../run-model/index.js';
import { STEP, STEP_SIZE, type Steps } from '../../steps/index.js';
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

/** Clients as views describe them, by index. */
interface Described {
  readonly entries: ClientEntry[];
  readonly knowledge: Knowledge[];
  shown: number;
}

/**
 * The list of a run's clients. A client keeps its index for ever; asked for in the order of the journal, the same client
 * has the same index after every restart.
 */
export class Roster {
  readonly #indices = new Map<string, number>();
  readonly #changed = new Set<number>();
  readonly #lookup: PlaceLookup | undefined;
  #described: Described = { entries: [], knowledge: [], shown: 0 };

  constructor(lookup?: PlaceLookup) {
    this.#lookup = lookup;
  }

  get entries(): readonly ClientEntry[] {
    return this.#described.entries;
  }

  /** Number of clients that the view has; others were seen under another job of the same run id. */
  get shown(): number {
    return this.#described.shown;
  }

  /** Index of a client; a new one gets the next. */
  readonly indexOf = (id: string): number => {
    let index = this.#indices.get(id);
    if (index === undefined) {
      index = this.#described.entries.push({ id }) - 1;
      this.#indices.set(id, index);
      this.#changed.add(index);
    }
    return index;
  };

  /** Takes names and places from the clients of a round. */
  *describe(clients: readonly ClientView[], round: number = ROUNDLESS, into = this.#described): Steps<void> {
    for (const [place, client] of clients.entries()) {
      if (place % STEP_SIZE === 0) yield STEP;
      this.#describe(client, round, into);
    }
  }

  /** Takes names and places from a whole run, and forgets what was said before. Until all is done, the list is as it was. */
  *describeAll({ rounds, roundless }: Pick<RunView, 'rounds' | 'roundless'>): Steps<void> {
    const fresh: Described = { entries: [], knowledge: [], shown: 0 };
    for (const round of rounds) {
      const { clients } = yield* detailsOf(round);
      yield* this.describe(clients, round.round, fresh);
    }
    yield* this.describe(roundless, ROUNDLESS, fresh);
    for (const [index, entry] of this.entries.entries()) {
      const now = fresh.entries[index] ?? { id: entry.id };
      const isKept = now.name === entry.name && isSame(now, entry);
      fresh.entries[index] = isKept ? entry : now;
      if (!isKept) this.#changed.add(index);
    }
    this.#described = fresh;
  }

  /** Indices of entries that are new or changed since the last call. */
  takeChanged(): readonly number[] {
    const changed = [...this.#changed];
    this.#changed.clear();
    return changed;
  }

  #describe({ clientId, name, fields }: ClientView, round: number, into: Described): void {
    const index = this.indexOf(clientId);
    const known = into.knowledge[index] ?? unknown();
    const entry = into.entries[index] ?? { id: clientId };
    into.knowledge[index] = known;
    if (!known.shown) {
      known.shown = true;
      into.shown += 1;
    }
    const newName = name !== undefined && round >= known.nameRound ? name : undefined;
    if (newName !== undefined) known.nameRound = round;
    const place = round >= known.placeRound ? placeOf(fields, this.#lookup) : undefined;
    if (place !== undefined) known.placeRound = round;
    if ((newName === undefined || newName === entry.name) && (place === undefined || isSame(place, entry))) return;
    const { lat, lng, city, country, place: source } = entry;
    const kept = place ?? withoutUndefined({ lat, lng, city, country, place: source });
    const shownName = newName ?? entry.name;
    into.entries[index] = { id: clientId, ...(shownName === undefined ? {} : { name: shownName }), ...kept };
    if (into === this.#described) this.#changed.add(index);
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
