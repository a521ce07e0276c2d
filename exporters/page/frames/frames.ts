import { detailsOf, type RoundView, type RunView } from '../../run-model/index.js';
import { atOnce, type Steps } from '../../steps/index.js';
import type { ClientEntry, LoggedFrame, RoundFrame, RunFrame, RunListEntry } from '../types.js';
import { loggedFrame } from './logged-frame.js';
import type { PlaceLookup } from './places.js';
import { Roster } from './roster.js';
import { roundFrame } from './round-frame.js';
import { listEntry, type RunFacts, runFrame } from './run-frame.js';
import { UsageBook } from './usage-book.js';

/** A run as frames at one moment. */
export interface FrameSet {
  readonly run: RunFrame;
  readonly clients: readonly ClientEntry[];
  readonly rounds: readonly RoundFrame[];
  /** The same object as before when nothing of it changed. */
  readonly logged: LoggedFrame;
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
  /** Takes what was measured before rounds are met. */
  measure(resources: RunView['resources']): void;
  /**
   * The frame of a round of the view that `update` is called with next: while the round's single clients are at hand, it costs
   * less than there.
   *
   * @param rounds what the round's explanation compares it with: at least those with lower numbers
   */
  meet(round: RoundView, rounds: readonly RoundView[]): Steps<RoundFrame>;
  /** Frames of a view. A round that did not change has the same frame object as before. */
  update(view: RunView, now: number, alive?: number): FrameSet;
  /** The same in steps. */
  updateSteps(view: RunView, now: number, alive?: number): Steps<FrameSet>;
  /** A line for the list of runs, of the view that `update` was called with last. */
  entry(view: RunView, now: number, withCurves: boolean): RunListEntry;
}

class ViewFrames implements Frames {
  readonly #stem: string;
  readonly #roster: Roster;
  readonly #known = new WeakMap<RoundView, RoundFrame>();
  /** Rounds whose clients were described since the last update. */
  readonly #met = new Set<RoundView>();
  readonly #usage = new UsageBook();
  #rounds: readonly RoundView[] = [];
  #attempts: RunView['attempts'] = [];
  #logged: { readonly json: string; readonly frame: LoggedFrame } | undefined;

  constructor({ stem, lookup }: FramesOptions) {
    this.#stem = stem;
    this.#roster = new Roster(lookup);
  }

  indexOf(id: string): number {
    return this.#roster.indexOf(id);
  }

  measure(resources: RunView['resources']): void {
    this.#usage.take(resources);
  }

  *meet(round: RoundView, rounds: readonly RoundView[]): Steps<RoundFrame> {
    if (!this.#known.has(round)) {
      const { clients } = yield* detailsOf(round);
      yield* this.#roster.describe(clients, round.round);
      this.#met.add(round);
    }
    const { indexOf } = this.#roster;
    return this.#usage.addTo(yield* this.#frameOf(round, indexOf, rounds), indexOf);
  }

  update(view: RunView, now: number, alive?: number): FrameSet {
    return atOnce(this.updateSteps(view, now, alive));
  }

  *updateSteps(view: RunView, now: number, alive?: number): Steps<FrameSet> {
    const shrunk = yield* this.#describe(view);
    const { indexOf } = this.#roster;
    this.#usage.take(view.resources);
    const rounds: RoundFrame[] = [];
    for (const round of view.rounds) {
      rounds.push(this.#usage.addTo(yield* this.#frameOf(round, indexOf, view.rounds), indexOf));
    }
    const run = yield* runFrame(view, this.#facts(now, alive), indexOf);
    const logged = yield* this.#loggedOf(view, indexOf);
    const changedClients = this.#roster.takeChanged();
    return { run, rounds, clients: this.#roster.entries, logged, changedClients, shrunk };
  }

  entry(view: RunView, now: number, withCurves: boolean): RunListEntry {
    return listEntry(view, this.#facts(now), withCurves);
  }

  #facts(now: number, alive?: number): RunFacts {
    return { stem: this.#stem, now, alive, clients: this.#roster.shown };
  }

  *#frameOf(round: RoundView, indexOf: (id: string) => number, rounds: readonly RoundView[]): Steps<RoundFrame> {
    let frame = this.#known.get(round);
    if (frame === undefined) {
      frame = yield* roundFrame(round, indexOf, rounds);
      this.#known.set(round, frame);
    }
    return frame;
  }

  /** Compares by content: a view says it all anew, and pages are to be given only what changed. */
  *#loggedOf(view: RunView, indexOf: (id: string) => number): Steps<LoggedFrame> {
    const frame = yield* loggedFrame(view, indexOf);
    const json = JSON.stringify(frame);
    if (this.#logged?.json !== json) this.#logged = { json, frame };
    return this.#logged.frame;
  }

  /**
   * Whether what was said before may count no more: of a run that was started again, a round may come from another start now.
   * What a round has of one start only grows.
   */
  #mayHaveLost(view: RunView): boolean {
    if (view.attempts.length < 2) return false;
    if (!areSame(this.#attempts, view.attempts)) return true;
    const before = new Map(this.#rounds.map((round) => [round.round, round]));
    return view.rounds.some((round) => {
      const known = before.get(round.round);
      if (known === undefined || known === round) return false;
      return round.attempt === undefined || round.attempt !== known.attempt;
    });
  }

  /** Takes names and places from what is new. @returns whether rounds are gone */
  *#describe(view: RunView): Steps<boolean> {
    const known = new Set<RoundView>(this.#rounds);
    const numbers = new Set(view.rounds.map(({ round }) => round));
    const shrunk = this.#rounds.some(({ round }) => !numbers.has(round));
    if (shrunk || this.#mayHaveLost(view)) yield* this.#roster.describeAll(view);
    else {
      for (const round of view.rounds) {
        // Now, because a round's clients are not held for long.
        if (!known.has(round) && !this.#met.has(round)) yield* this.meet(round, view.rounds);
      }
      yield* this.#roster.describe(view.roundless);
    }
    this.#rounds = view.rounds;
    this.#attempts = view.attempts;
    this.#met.clear();
    return shrunk;
  }
}

/** Whether two views know of the same starts of the run. */
function areSame(before: RunView['attempts'], now: RunView['attempts']): boolean {
  return (
    before.length === now.length &&
    now.every(({ attempt, startedAt, job }, index) => {
      const known = before[index];
      return known?.attempt === attempt && known.startedAt === startedAt && known.job === job;
    })
  );
}

/** Creates the frames of one run, with nothing in them. */
export function createFrames(options: FramesOptions): Frames {
  return new ViewFrames(options);
}
