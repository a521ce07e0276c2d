import type { HeldObservations } from './held-observations.js';

/** Facts of a run that gauges show for as long as it runs. */
export interface RunFacts {
  readonly totalClients: number | undefined;
  readonly modelParameters: number | undefined;
}

/** The client that an observation is about. */
export interface Observed {
  /** Id, to count distinct clients. */
  readonly client: string;
  /** What its round holds back; `undefined` when the round is not open. */
  readonly held: HeldObservations | undefined;
}

/** Clients that a round selected: each is in one of these. */
export interface SelectionCounts {
  readonly completed: number;
  readonly failed: number;
  readonly dropped: number;
  readonly stragglers: number;
}

/** Results of a round that instruments show. */
export interface RoundReadings {
  readonly failed: boolean;
  readonly durationSeconds: number;
  /** Distinct clients by what became of them. */
  readonly clients: SelectionCounts;
  readonly accuracy: number | undefined;
  readonly evalLoss: number | undefined;
  readonly trainLoss: number | undefined;
  readonly samples: number | undefined;
}

/** What instruments read from an update. */
export interface UpdateReadings {
  readonly client: string;
  readonly operation: string;
  /** Bytes from the client. */
  readonly bytesSent: number | undefined;
  /** Bytes to the client. */
  readonly bytesReceived: number | undefined;
  /** Rounds. */
  readonly staleness: number | undefined;
}
