import type { SpanContext } from '@opentelemetry/api';
import {
  ATTR_ERROR_TYPE,
  ATTR_FL_RUN_EMITTED_DROPPED,
  ATTR_FL_RUN_EMITTED_EVENTS,
  ATTR_FL_RUN_EMITTED_ROUNDS,
  ATTR_FL_RUN_EMITTED_UPDATES,
  ATTR_FL_RUN_STATE,
  EVENT_FL_RUN_FINISHED,
} from '../../semconv/index.js';
import type { OpenRun, RunEnd } from '../core/core.js';
import { guard } from '../core/guard.js';
import { ArgumentReader, asObject } from '../core/read.js';
import type { RunIdentity } from '../core/records.js';
import { LOG_TARGET, type Loggable, type LogTarget } from '../tracking/log-target.js';
import type {
  Artifact,
  Checkpoint,
  CommunicationFailure,
  Dropout,
  Evaluation,
  FreeValues,
  Round,
  RoundOptions,
  Run,
  Scalar,
} from '../types.js';
import type { ClientUpdate } from '../update/types.js';
import type { RunContext } from './context.js';
import { errorTypeUnder } from './failure.js';
import { createInertRound } from './inert-round.js';
import { recordCommunicationFailure, recordDropout, recordUpdate } from './participation.js';
import {
  type EventTarget,
  recordArtifact,
  recordCheckpoint,
  recordEvaluation,
  recordParams,
  recordServerMetadata,
  recordTags,
  recordText,
} from './run-events.js';
import { RunRound } from './run-round.js';
import { recordScalar } from './scalar.js';

/** Longest wait of `finish`, seconds. */
const FINISH_SECONDS = 2;
/** `error.type` of tasks that were open when their run ended. */
const UNFINISHED = 'unfinished';

/** A run. Methods are bound, so that an app may take them apart from it. */
export class FedRun implements Run, OpenRun, Loggable {
  readonly identity: RunIdentity;
  readonly #context: RunContext;
  readonly #target: EventTarget;
  #lastRound: SpanContext | undefined;
  #ended = false;
  #finishing: Promise<void> | undefined;

  constructor(context: RunContext) {
    this.#context = context;
    this.identity = context.identity;
    this.#target = { emitter: context.emitter, warnings: context.core.warnings };
  }

  get id(): string {
    return this.identity.id;
  }

  get job(): string {
    return this.identity.job;
  }

  get attempt(): number {
    return this.identity.attempt;
  }

  readonly [LOG_TARGET] = (client?: string, round?: number): LogTarget => this.#context.log.target(client, round);

  readonly startRound = (options: RoundOptions): Round =>
    this.#guard('startRound', undefined, () => this.#startRound(options)) ?? createInertRound();

  readonly clientUpdate = (update: ClientUpdate): void =>
    this.#guard('clientUpdate', undefined, () => recordUpdate(this.#context, update));

  readonly dropout = (dropout: Dropout): void =>
    this.#guard('dropout', undefined, () => recordDropout(this.#context, dropout));

  readonly communicationFailure = (failure: CommunicationFailure): void =>
    this.#guard('communicationFailure', undefined, () => recordCommunicationFailure(this.#context, failure));

  readonly checkpoint = (checkpoint: Checkpoint): void =>
    this.#guard('checkpoint', undefined, () => recordCheckpoint(this.#target, checkpoint));

  readonly serverMetadata = (metadata: FreeValues): void =>
    this.#guard('serverMetadata', undefined, () => recordServerMetadata(this.#target, metadata));

  readonly evaluation = (evaluation: Evaluation): void =>
    this.#guard('evaluation', undefined, () => recordEvaluation(this.#target, evaluation));

  readonly scalar = (scalar: Scalar): void =>
    this.#guard('scalar', undefined, () => recordScalar(this.#context, scalar));

  readonly artifact = (artifact: Artifact): void =>
    this.#guard('artifact', undefined, () => recordArtifact(this.#target, artifact));

  readonly params = (params: FreeValues): void =>
    this.#guard('params', undefined, () => recordParams(this.#target, params));

  readonly tags = (tags: Readonly<Record<string, string>>): void =>
    this.#guard('tags', undefined, () => recordTags(this.#target, tags));

  readonly text = (texts: Readonly<Record<string, string>>): void =>
    this.#guard('text', undefined, () => recordText(this.#target, texts));

  readonly finish = (outcome?: { state?: 'finished' | 'failed' | undefined; error?: unknown }): Promise<void> => {
    this.#finishing ??= this.#finish(outcome);
    return this.#finishing;
  };

  readonly end = (state: RunEnd, error?: unknown): void =>
    this.#guard('run.end', undefined, () => {
      if (!this.#ended) {
        this.#ended = true;
        this.#end(state, error);
      }
    });

  async [Symbol.asyncDispose](): Promise<void> {
    await this.finish();
  }

  #startRound(given: unknown): Round | undefined {
    const read = new ArgumentReader('startRound', this.#context.core.warnings);
    const options = asObject(given);
    const number = read.round(options.number);
    if (number === undefined) {
      return undefined;
    }
    const time = read.number('time', options.time);
    const start = { number, selected: read.count('selected', options.selected), time: isDate(time) ? time : undefined };
    const round = new RunRound(this.#context, start, this.#lastRound);
    this.#lastRound = round.spanContext;
    for (const displaced of this.#context.rounds.start(round)) {
      displaced.abandon();
    }
    return round;
  }

  async #finish(given: unknown): Promise<void> {
    const { core } = this.#context;
    this.#guard('finish', undefined, () => {
      const read = new ArgumentReader('finish', core.warnings);
      const { state, error } = asObject(given);
      const failed = error === undefined || error === null ? undefined : 'failed';
      this.end(read.member('state', state, ['finished', 'failed']) ?? failed ?? 'finished', error);
    });
    try {
      await core.drainer?.flush(FINISH_SECONDS);
    } catch {
      // The drainer says itself what it could not send; the app's finish goes on.
    }
  }

  #end(state: RunEnd, error: unknown): void {
    const { core, emitter, instruments, log, rounds, tasks } = this.#context;
    for (const round of rounds.open()) {
      round.abandon();
    }
    for (const task of tasks.list()) {
      task.close(UNFINISHED);
    }
    instruments.runEnded();
    log.end();
    const { counts } = emitter;
    emitter.event(EVENT_FL_RUN_FINISHED, {
      [ATTR_FL_RUN_STATE]: state,
      [ATTR_ERROR_TYPE]: state === 'failed' ? errorTypeUnder(this.#context.policy, error) : undefined,
      [ATTR_FL_RUN_EMITTED_UPDATES]: counts.updates,
      [ATTR_FL_RUN_EMITTED_ROUNDS]: counts.rounds,
      [ATTR_FL_RUN_EMITTED_EVENTS]: counts.events,
      [ATTR_FL_RUN_EMITTED_DROPPED]: counts.dropped,
    });
    if (state === 'interrupted') {
      // The process is about to end: what it records from now on has no time to be sent, and would contradict the end.
      emitter.close();
    }
    if (core.drainer === undefined && !core.routed) {
      core.warnings.warn(
        'FEDOTEL_NOT_STARTED',
        'a run ended and no telemetry was started: nothing of it was sent. Call startTelemetry from fedotel/telemetry first',
      );
    }
    core.runEnded(this);
  }

  #guard<T>(call: string, fallback: T, action: () => T): T {
    return guard(this.#context.core.warnings, call, fallback, action);
  }
}

/** Whether a number is epoch milliseconds that a `Date` can hold. */
function isDate(millis: number | undefined): boolean {
  return millis !== undefined && millis > 0 && millis <= 8.64e15;
}
