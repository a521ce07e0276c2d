/** What the app itself writes down, without fedotel: the end-to-end test compares the run file with it. */

/** One client's update, as the server received it. */
export interface UpdateNote {
  client: string;
  loss: number;
  accuracy: number;
  samples: number;
  gradientNorm: number;
  bytesSent: number;
  bytesReceived: number;
  /** Seconds. */
  trainDuration: number;
}

/** One round. */
export interface RoundNote {
  round: number;
  /** Ids of the clients that got a task. */
  selected: string[];
  /** Seconds that the clients had. */
  deadlineSeconds: number;
  /** Updates in time, in order of arrival. */
  updates: UpdateNote[];
  /** Clients that were connected and still busy at the deadline. */
  stragglers: string[];
  finished: boolean;
  /** Accuracy of the new model on the held-out digits; like the losses missing when no update came in time. */
  accuracy?: number;
  loss?: number;
  trainLoss?: number;
}

/** An update that came when its round was over. */
export interface LateNote extends UpdateNote {
  /** The round that it was meant for. */
  round: number;
  /** The round whose model it started from. */
  baseRound: number;
  /** Rounds that had started since. */
  staleness: number;
}

/** A client that left, or an upload that failed. */
export interface TroubleNote {
  round: number;
  client: string;
  reason: string;
}

/** Everything that happened in a run. */
export interface DigitsResult {
  runId: string;
  /** Folder of the run files. */
  runsDir: string;
  rounds: RoundNote[];
  late: LateNote[];
  dropouts: TroubleNote[];
  failures: TroubleNote[];
}
