import type { Carrier } from './client/types.js';
import type { PrivacyOptions } from './privacy/types.js';
import type { ClientUpdate, RoundUpdate } from './update/types.js';

/** JSON-like values by name. Copied, bounded and made acyclic at the call; keys that look like secrets are redacted. */
export type FreeValues = Readonly<Record<string, unknown>>;

/** How updates meet rounds. `async`: no stragglers, tasks outlive rounds. */
export type AggregationMode = 'sync' | 'semi_sync' | 'async';

/** What a run tries to improve; used to name the best round. */
export interface Objective {
  /** `accuracy` (default), `loss` or the name of a free metric of rounds. */
  metric: string;
  goal: 'max' | 'min';
}

/** Options of `startRun`. @see fl.run.started */
export interface RunOptions {
  /** Name of the experiment: low cardinality, on everything. Not empty, at most 256 characters. */
  job: string;
  /** Id of the run; job, time and random digits by default. A restarted app with the same id is a newer attempt. */
  runId?: string | undefined;
  /** Name of the aggregation algorithm, for instance `FedAvg`. */
  algorithm?: string | undefined;
  /** Hyperparameters and settings. */
  config?: FreeValues | undefined;
  /** Planned number of rounds. */
  rounds?: number | undefined;
  /** Default `sync`. */
  mode?: AggregationMode | undefined;
  /** Default accuracy, max. */
  objective?: Objective | undefined;
  /** Id of the run that this one is a client of (edge aggregation). */
  parentRunId?: string | undefined;
  /** Name of the FL framework, for instance `flower`. */
  system?: string | undefined;
  /** Clients that exist, selected or not. */
  totalClients?: number | undefined;
  /** Parameters of the model. */
  modelParameters?: number | undefined;
  privacy?: PrivacyOptions | undefined;
  /** The server must not see single updates: per-client losses, accuracies and norms are refused. Variable `FEDOTEL_SECURE_AGGREGATION`. */
  secureAggregation?: boolean | undefined;
}

/** Options of `startRound`. */
export interface RoundOptions {
  /** Integer from 0; may skip, repeat (the newer replaces the older) and overlap with other rounds. */
  number: number;
  /** Clients that were selected to train. */
  selected?: number | undefined;
  /** Epoch milliseconds of the start; the present by default. */
  time?: number | undefined;
}

/** A client left within a known round. */
export interface RoundDropout {
  client: string;
  /** Free text; metrics carry a class of it (timeout, crash, disconnected, battery, rejected). */
  reason: string;
  /** `train` unless the client's open task says otherwise. */
  operation?: string | undefined;
}

/** A client left a round. @see fl.client.dropout */
export interface Dropout extends RoundDropout {
  round: number;
}

/** A message to or from a client was lost, within a known round. */
export interface RoundCommunicationFailure {
  client: string;
  /** Free text. */
  reason: string;
  /** `train` unless the client's open task says otherwise. */
  operation?: string | undefined;
}

/** A message to or from a client was lost. @see fl.communication.failure */
export interface CommunicationFailure extends RoundCommunicationFailure {
  round: number;
}

/** A checkpoint was written. @see fl.checkpoint.saved */
export interface Checkpoint {
  path: string;
  round?: number | undefined;
  /** Bytes. */
  size?: number | undefined;
  metadata?: FreeValues | undefined;
}

/** Result of an evaluation that is no round result: central, other splits, outside rounds. @see fl.evaluation.result */
export interface Evaluation {
  round?: number | undefined;
  /** Default `central`. */
  scope?: 'central' | 'federated' | undefined;
  /** Data split, for instance `test`. */
  split?: string | undefined;
  loss?: number | undefined;
  /** 0..1 */
  accuracy?: number | undefined;
  samples?: number | undefined;
  /** Seconds. */
  duration?: number | undefined;
  /** Free numbers. */
  metrics?: Readonly<Record<string, number>> | undefined;
}

/** One number for a step of the app's own: a learning rate, a batch's loss. @see fl.scalar */
export interface Scalar {
  name: string;
  /** Integer from 0; a later value for one name and step is a correction. */
  step: number;
  value: number;
  round?: number | undefined;
  /** Client that the number belongs to. */
  client?: string | undefined;
}

/** A file that belongs to the run. @see fl.artifact.registered */
export interface Artifact {
  name: string;
  path: string;
  /** For instance `model` or `dataset`. */
  type?: string | undefined;
}

/**
 * Results of a round. Counts come from the round's own updates, drop-outs and failures; those given here win, and
 * selected is always the sum of the other four. @see fl.round.finished
 */
export interface RoundResults {
  /** Accuracy of the aggregated model, 0..1. */
  accuracy?: number | undefined;
  /** Evaluation loss of the aggregated model. */
  loss?: number | undefined;
  /** Training loss over the clients. */
  trainLoss?: number | undefined;
  /** Free numbers. */
  metrics?: Readonly<Record<string, number>> | undefined;
  /** Free values of the aggregation algorithm. */
  algorithmMetadata?: FreeValues | undefined;
  /** Privacy budget spent so far. */
  privacy?: { epsilon?: number | undefined; delta?: number | undefined } | undefined;
  /** Default `completed`, or `failed` with an `error`. */
  result?: 'completed' | 'failed' | undefined;
  /** Why the round failed: an `Error` or a short type. */
  error?: unknown;
  selected?: number | undefined;
  completed?: number | undefined;
  failed?: number | undefined;
  dropped?: number | undefined;
  stragglers?: number | undefined;
  /** Examples that the round's updates were computed on; the sum over clients by default. */
  samples?: number | undefined;
  /** Bytes from clients; the sum of `bytesSent` by default. */
  bytesUp?: number | undefined;
  /** Bytes to clients; the sum of `bytesReceived` by default. */
  bytesDown?: number | undefined;
  /** Sample standard deviation of the clients' gradient norms; computed from two clients on by default. */
  gradientNormDispersion?: number | undefined;
  /** Seconds spent aggregating; measured by `aggregate` by default. */
  aggregationDuration?: number | undefined;
  /** Seconds; measured from `startRound` by default. */
  duration?: number | undefined;
}

/** A task that the server gave to a client. An update, drop-out or failure of the client ends it. */
export interface ServerTask {
  /** Identity for the client, to be sent inside the app's message. */
  carrier(): Carrier;
  /** Ends the task without an update. A second end does nothing. */
  end(outcome?: { error?: unknown }): void;
}

/** One round. Recording never throws and is legal after the end. */
export interface Round {
  readonly number: number;
  /** Says that a client was given a task, and opens its span. `operation` is `train` unless said. */
  startTask(options: { client: string; operation?: string | undefined }): ServerTask;
  clientUpdate(update: RoundUpdate): void;
  dropout(dropout: RoundDropout): void;
  communicationFailure(failure: RoundCommunicationFailure): void;
  /** Runs `fn` (or awaits its promise) inside the round's aggregation span and returns what it returns, or throws. */
  aggregate<T>(fn: () => T): T;
  /** Runs `fn` (or awaits its promise) inside a central evaluation span and returns what it returns, or throws. */
  evaluate<T>(fn: () => T): T;
  /** Ends the round and records its results. A second end does nothing. */
  end(results?: RoundResults): void;
}

/** One run of federated learning. Recording never throws, never waits, and copies what it is given. */
export interface Run extends AsyncDisposable {
  readonly id: string;
  readonly job: string;
  /** Epoch milliseconds of this `startRun`. */
  readonly attempt: number;
  startRound(options: RoundOptions): Round;
  clientUpdate(update: ClientUpdate): void;
  dropout(dropout: Dropout): void;
  communicationFailure(failure: CommunicationFailure): void;
  checkpoint(checkpoint: Checkpoint): void;
  /** Free facts about the server. @see fl.server.metadata */
  serverMetadata(metadata: FreeValues): void;
  evaluation(evaluation: Evaluation): void;
  scalar(scalar: Scalar): void;
  artifact(artifact: Artifact): void;
  /** Further parameters. @see fl.run.params */
  params(params: FreeValues): void;
  /** Tags: short strings. @see fl.run.tags */
  tags(tags: Readonly<Record<string, string>>): void;
  /** Texts, for instance notes. @see fl.run.text */
  text(texts: Readonly<Record<string, string>>): void;
  /**
   * Records the run's end, then waits until telemetry has it acknowledged, at most two seconds. Never rejects; a second
   * call returns the first one's promise.
   */
  finish(outcome?: { state?: 'finished' | 'failed' | undefined; error?: unknown }): Promise<void>;
}
