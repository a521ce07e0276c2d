/** Clients of each round. */
export const CLIENTS = 10;

/** The loss that a client reports in a round, so that a reader knows what must be there. */
export function lossOf(round: number, client: number): number {
  return 1 / (round + client / CLIENTS);
}

/** What the app says: everything of the attempt up to this round is acknowledged. */
export interface Acknowledgement {
  readonly attempt: number;
  readonly acknowledged: number;
  /** At the end: what was given up. */
  readonly dropped?: { readonly updates: number; readonly events: number };
}
