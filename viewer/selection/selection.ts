import { type Signal, signal } from '@preact/signals';

/** What the pointer or the keyboard is at, for the marks that charts, map and tables show together. */
export interface Hover {
  /** Number of a round. */
  readonly round?: number;
  /** Index into the run's list of clients. */
  readonly client?: number;
}

/** First and last round of a range, both included. */
export interface RoundRange {
  readonly first: number;
  readonly last: number;
}

/** What the reader has chosen. All views share it; each may set it. Round, client and metric are in the address. */
export interface Selection {
  /** Number of the round in question; `undefined`: the newest that is shown. */
  readonly round: Signal<number | undefined>;
  /** Index of the client in question, into the run's list of clients. */
  readonly client: Signal<number | undefined>;
  /** Field of the client updates that markers, bands and multiples show (`local_loss`); `undefined`: the view's default. */
  readonly metric: Signal<string | undefined>;
  /** Rounds that charts and tables are narrowed to. */
  readonly range: Signal<RoundRange | undefined>;
  /** Passing attention; never in the address. */
  readonly hover: Signal<Hover | undefined>;
}

/** Creates a selection of nothing. */
export function createSelection(): Selection {
  return {
    round: signal<number | undefined>(undefined),
    client: signal<number | undefined>(undefined),
    metric: signal<string | undefined>(undefined),
    range: signal<RoundRange | undefined>(undefined),
    hover: signal<Hover | undefined>(undefined),
  };
}
