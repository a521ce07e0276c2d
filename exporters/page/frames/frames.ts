import type { RoundView, RunView } from '../../run-model/index.js';
import type { ClientEntry, RoundFrame, RunFrame, RunListEntry } from '../types.js';
import type { PlaceLookup } from './places.js';
import { Roster } from './roster.js';
import { roundFrame } from './round-frame.js';
import { listEntry, type RunFacts, runFrame } from './run-frame.js';

/** A run as frames at one moment. */
export interface FrameSet {
  readonly run: RunFrame;
  readonly clients: readonly ClientEntry[];
  readonly rounds: readonly RoundFrame[];
  /** Indices of clients that are new or changed since the frames before. */
  readonly changedClients: readonly number[];
  /** Rounds of the frames before are gone (the run id was used for another job): the page has to begin again. */
  readonly shrunk: boolean;
}

/** Options of {@link createFrames}. */
export interface FramesOptions {
  /** Name of the run's files without ending. */
  readonly stem: string;
  /** Finds coordinates for clients that gave none. Default: they have none. */
  readonly lookup?: PlaceLookup | undefined;
}

/** Turns one run's views into frames. */
export interface Frames {
  /**
   * Index of a client, now and for ever. Asked for all clients in the order in which the journal names them, indices are
   * the same after every restart; clients that only a view names get theirs in the view's order.
   */
  indexOf(id: string): number;
  /** Frames of a view. A round that did not change has the same frame object as before. */
  update(view: RunView, now: number, alive?: number): FrameSet;
  /** A line for the list of runs, of the view that `update` was called with last. */
  entry(view: RunView, now: number, withCurves: boolean): RunListEntry;
}

class ViewFrames implements Frames {
  readonly #stem: string;
  readonly #roster: Roster;
  readonly #known = new WeakMap<RoundView, RoundFrame>();
  #rounds: readonly RoundView[] = [];
  #roundless: RunView['roundless'] = [];

  constructor({ stem, lookup }: FramesOptions) {
    this.#stem = stem;
    this.#roster = new Roster(lookup);
  }

  indexOf(id: string): number {
    return this.#roster.indexOf(id);
  }

  update(view: RunView, now: number, alive?: number): FrameSet {
    const shrunk = this.#describe(view);
    const { indexOf } = this.#roster;
    const rounds = view.rounds.map((round) => this.#frameOf(round, indexOf, view.rounds));
    const run = runFrame(view, this.#facts(now, alive), indexOf);
    const changedClients = this.#roster.takeChanged();
    return { run, rounds, clients: this.#roster.entries, changedClients, shrunk };
  }

  entry(view: RunView, now: number, withCurves: boolean): RunListEntry {
    return listEntry(view, this.#facts(now), withCurves);
  }

  #facts(now: number, alive?: number): RunFacts {
    return { stem: this.#stem, now, alive, clients: this.#roster.shown };
  }

  #frameOf(round: RoundView, indexOf: (id: string) => number, rounds: readonly RoundView[]): RoundFrame {
    let frame = this.#known.get(round);
    if (frame === undefined) {
      frame = roundFrame(round, indexOf, rounds);
      this.#known.set(round, frame);
    }
    return frame;
  }

  /** Takes names and places from what is new. @returns whether a round is gone, or is of another attempt now */
  #describe(view: RunView): boolean {
    const before = new Map(this.#rounds.map((round) => [round.round, round]));
    const known = new Set<RoundView>(this.#rounds);
    const after = new Map(view.rounds.map((round) => [round.round, round]));
    const replaced = [...before.values()].some((round) => after.get(round.round)?.attempt !== round.attempt);
    const shrunk = [...before.keys()].some((number) => !after.has(number));
    if (replaced) this.#roster.forget();
    for (const round of view.rounds) {
      if (replaced || !known.has(round)) this.#roster.describe(round.clients, round.round);
    }
    if (replaced || view.roundless !== this.#roundless) this.#roster.describe(view.roundless);
    this.#rounds = view.rounds;
    this.#roundless = view.roundless;
    return shrunk;
  }
}

/** Creates the frames of one run, with nothing in them. */
export function createFrames(options: FramesOptions): Frames {
  return new ViewFrames(options);
}
