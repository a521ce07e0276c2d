import type { RoundState } from '../round-types.js';

/**
 * What the round's time went into, piece by piece. `client`: a client's task of which only beginning and end are known.
 * `download`: from being given the task to the beginning of the client's work, queueing included. `upload`: from the end of
 * its work to the server's having the answer. `waiting`: the server waited for clients that never answered in time.
 * `selection`: before the first task on the path was given out. `other`: no span says what the server did.
 */
export type SegmentKind =
  | 'selection'
  | 'download'
  | 'training'
  | 'upload'
  | 'client'
  | 'waiting'
  | 'aggregation'
  | 'evaluation'
  | 'other';

/** A piece of the critical path. The pieces follow each other without gap from the round's start to its end. */
export interface PathSegment {
  readonly kind: SegmentKind;
  /** Whose piece it is, for what a client did. */
  readonly clientId: string | undefined;
  /** Epoch milliseconds by the server's clock. */
  readonly start: number;
  readonly end: number;
  readonly seconds: number;
  /** Index into the round's tasks of the bar that it is (part of). */
  readonly task: number | undefined;
  /** From spans; otherwise worked out from events and from what the client said about itself. */
  readonly measured: boolean;
  /** While waiting: for whom. */
  readonly waitedFor: readonly string[];
}

/** Seconds of the round by what they went into; together they are the round's duration. */
export type PathParts = { readonly [kind in SegmentKind]: number };

/** The client whose answer, or whose silence, the round waited for longest. */
export interface HeldUpBy {
  readonly clientId: string;
  readonly operation: string;
  /** From being given the task to its answer; to the round's going on without it when it never answered. */
  readonly seconds: number;
  /** Whether it answered in time. */
  readonly answered: boolean;
  /** Median of the same time over the clients that answered in this round. `undefined` when it alone answered. */
  readonly medianSeconds: number | undefined;
  /** Median of the client's own times in earlier rounds. */
  readonly ownMedianSeconds: number | undefined;
  /** By how much later than the one before it came to an end: without it the round had ended so much sooner. */
  readonly marginSeconds: number | undefined;
}

/** Clients to whom the same happened, for the same reason. */
export interface ReasonGroup {
  readonly reason: string;
  readonly clientIds: readonly string[];
}

/** A client's span that was moved to lie within the server's task, because their clocks disagree. */
export interface ShiftedTask {
  /** Index into the round's tasks. */
  readonly task: number;
  readonly clientId: string | undefined;
  /** Milliseconds added to the client's times. */
  readonly millis: number;
}

/** Where an explanation's times come from. `mixed`: spans for some clients only. `none`: no times at all. */
export type ExplanationBasis = 'spans' | 'mixed' | 'events' | 'none';

/** Why a round took as long as it did. Plain data: durations in seconds. */
export interface Explanation {
  readonly round: number;
  readonly state: RoundState;
  /** Of a running round: until the moment asked for. */
  readonly durationSeconds: number | undefined;
  /** Median of the earlier rounds that ended. */
  readonly medianSeconds: number | undefined;
  readonly basis: ExplanationBasis;
  /** Plain sentences, most important first. They hold names that came from clients: text, never markup. */
  readonly sentences: readonly string[];
  /** From the round's start to its end; empty when its times are unknown. */
  readonly path: readonly PathSegment[];
  /** Indices into the round's tasks of the bars on the path, in order of time. */
  readonly criticalPath: readonly number[];
  readonly parts: PathParts;
  readonly heldUpBy: HeldUpBy | undefined;
  readonly stragglers: readonly string[];
  readonly dropouts: readonly ReasonGroup[];
  readonly failures: readonly ReasonGroup[];
  /** Clients that were given their task more than once, or failed first and then answered. */
  readonly retried: readonly string[];
  /** Training updates that came after the round's end. */
  readonly lateUpdates: number;
  readonly shifted: readonly ShiftedTask[];
}

/** A round among the slowest of its run. */
export interface SlowRound {
  readonly round: number;
  readonly state: RoundState;
  readonly seconds: number;
  /** How many times the median of the run's other rounds. `undefined` when there are none. */
  readonly ratio: number | undefined;
  /** The most important reason, one sentence. */
  readonly reason: string;
}
