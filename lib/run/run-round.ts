import type { Span, SpanContext } from '@opentelemetry/api';
import {
  ATTR_FL_AGGREGATION_STRATEGY,
  ATTR_FL_CLIENT_ID,
  ATTR_FL_EVALUATION_SCOPE,
  ATTR_FL_OPERATION_NAME,
  ATTR_FL_ROUND_CLIENTS_SELECTED,
  ATTR_FL_ROUND_NUMBER,
  EVENT_FL_ROUND_FINISHED,
  EVENT_FL_ROUND_STARTED,
  EVENT_FL_TASK_STARTED,
  FL_EVALUATION_SCOPE_VALUE_CENTRAL,
  FL_OPERATION_NAME_VALUE_AGGREGATE,
  FL_OPERATION_NAME_VALUE_EVALUATE,
  FL_OPERATION_NAME_VALUE_TRAIN,
} from '../../semconv/index.js';
import type { Carrier } from '../client/types.js';
import { fromMillis } from '../core/clock.js';
import { guard } from '../core/guard.js';
import type { OpenPlace } from '../core/place.js';
import { ArgumentReader, asObject } from '../core/read.js';
import { spanAttributes } from '../core/span-attributes.js';
import { startStopwatch } from '../core/stopwatch.js';
import { endSpan, startSpan } from '../core/tracer.js';
import { HeldObservations } from '../instruments/held-observations.js';
import type { Round, RoundCommunicationFailure, RoundDropout, RoundResults, ServerTask } from '../types.js';
import type { RoundUpdate } from '../update/types.js';
import { type RunContext, runAttributes } from './context.js';
import { runInSpan } from './in-span.js';
import { OpenTask } from './open-task.js';
import { recordCommunicationFailure, recordDropout, recordUpdate } from './participation.js';
import { summarise } from './round-summary.js';
import { Tally } from './tally.js';

/** `error.type` of spans that end because something else did. */
const STRAGGLER = 'straggler';
const SUPERSEDED = 'superseded';
const UNFINISHED = 'unfinished';

/** What `startTask` returns when there is nothing to start. */
const NO_TASK: ServerTask = { carrier: (): Carrier => ({ fedotel: '' }), end: () => undefined };

/** What a round starts with, checked. */
export interface RoundStart {
  readonly number: number;
  /** Clients that were selected. */
  readonly selected: number | undefined;
  /** Epoch milliseconds, when the app gave a start. */
  readonly time: number | undefined;
}

/** One round of a run. */
export class RunRound implements Round {
  readonly number: number;
  readonly tally = new Tally();
  /** Numbers about single clients that wait for the end of the round, where privacy asks for that. */
  readonly held = new HeldObservations();
  readonly #context: RunContext;
  readonly #start: RoundStart;
  readonly #span: Span;
  readonly #open: OpenPlace;
  readonly #elapsed = startStopwatch();
  readonly #read: ArgumentReader;
  #aggregationSeconds: number | undefined;
  #ended = false;

  /** @param previous span of the round before, to be linked */
  constructor(context: RunContext, start: RoundStart, previous: SpanContext | undefined) {
    this.number = start.number;
    this.#context = context;
    this.#start = start;
    this.#read = new ArgumentReader('startTask', context.core.warnings);
    const startTime = start.time === undefined ? undefined : new Date(start.time);
    this.#span = startSpan(context.core, 'fl.round', this.#attributes(), { follows: previous, startTime });
    this.#open = { attributes: this.#attributes(), spanContext: this.spanContext };
    context.core.openRounds.add(this.#open);
    context.instruments.roundStarted(start.selected);
    context.emitter.event(
      EVENT_FL_ROUND_STARTED,
      { [ATTR_FL_ROUND_NUMBER]: this.number, [ATTR_FL_ROUND_CLIENTS_SELECTED]: start.selected },
      start.time === undefined ? undefined : fromMillis(start.time),
    );
  }

  /** Place of the round's span, for the link from the next round. */
  get spanContext(): SpanContext {
    return this.#span.spanContext();
  }

  readonly startTask = (options: { client: string; operation?: string | undefined }): ServerTask =>
    this.#guard('startTask', NO_TASK, () => this.#startTask(options));

  readonly clientUpdate = (update: RoundUpdate): void =>
    this.#guard('clientUpdate', undefined, () => recordUpdate(this.#context, update, this.number));

  readonly dropout = (dropout: RoundDropout): void =>
    this.#guard('dropout', undefined, () => recordDropout(this.#context, dropout, this.number));

  readonly communicationFailure = (failure: RoundCommunicationFailure): void =>
    this.#guard('communicationFailure', undefined, () =>
      recordCommunicationFailure(this.#context, failure, this.number),
    );

  readonly aggregate = <T>(fn: () => T): T =>
    runInSpan(this.#context, 'aggregate', fn, {
      type: 'fl.aggregation',
      parent: this.#span,
      attributes: {
        ...this.#attributes(),
        [ATTR_FL_OPERATION_NAME]: FL_OPERATION_NAME_VALUE_AGGREGATE,
        ...(this.#context.algorithm === undefined ? {} : { [ATTR_FL_AGGREGATION_STRATEGY]: this.#context.algorithm }),
      },
      ended: (seconds) => {
        this.#aggregationSeconds = (this.#aggregationSeconds ?? 0) + seconds;
        this.#context.instruments.aggregation(seconds);
      },
    });

  readonly evaluate = <T>(fn: () => T): T =>
    runInSpan(this.#context, 'evaluate', fn, {
      type: 'fl.evaluation',
      parent: this.#span,
      attributes: {
        ...this.#attributes(),
        [ATTR_FL_OPERATION_NAME]: FL_OPERATION_NAME_VALUE_EVALUATE,
        [ATTR_FL_EVALUATION_SCOPE]: FL_EVALUATION_SCOPE_VALUE_CENTRAL,
      },
    });

  readonly end = (results?: RoundResults): void =>
    this.#guard('round.end', undefined, () => {
      if (!this.#ended) {
        this.#end(results);
      }
    });

  /** Ends the spans of a round that has no end of its own: its run ended, or another round took its number. */
  abandon(): void {
    if (!this.#ended) {
      this.#ended = true;
      this.#context.core.openRounds.delete(this.#open);
      this.#closeTasks(UNFINISHED);
      endSpan(this.#span, UNFINISHED);
    }
  }

  #startTask(given: unknown): ServerTask {
    const options = asObject(given);
    const id = this.#read.client(options.client);
    if (id === undefined) {
      return NO_TASK;
    }
    const context = this.#context;
    const client = context.policy.clientId(id);
    const operation = this.#read.text('operation', options.operation) ?? FL_OPERATION_NAME_VALUE_TRAIN;
    const earlier = context.tasks.find({ round: this.number, client, operation });
    if (earlier?.round === this.number) {
      earlier.close(SUPERSEDED);
    }
    const task = new OpenTask(context, { round: this.number, client, operation }, this.spanContext);
    if (!context.tasks.add(task)) {
      context.core.warnings.warn(
        'FEDOTEL_LIMIT',
        'startTask: too many open tasks: answers no longer end their tasks',
        'tasks',
      );
    }
    if (operation === FL_OPERATION_NAME_VALUE_TRAIN && !this.#ended) {
      this.tally.task(client);
    }
    if (context.policy.perClient) {
      context.emitter.event(EVENT_FL_TASK_STARTED, {
        [ATTR_FL_ROUND_NUMBER]: this.number,
        [ATTR_FL_CLIENT_ID]: client,
        [ATTR_FL_OPERATION_NAME]: operation,
      });
    }
    return task;
  }

  #end(results: unknown): void {
    this.#ended = true;
    const { core, emitter, identity, instruments, mode, policy, rounds } = this.#context;
    const hasStragglers = mode !== 'async';
    const facts = {
      planned: this.#start.selected,
      tally: this.tally,
      durationSeconds:
        this.#start.time === undefined ? this.#elapsed() : Math.max(0, Date.now() - this.#start.time) / 1000,
      aggregationSeconds: this.#aggregationSeconds,
      hasStragglers,
      policy,
    };
    const summary = summarise(results, facts, core.warnings);
    emitter.event(EVENT_FL_ROUND_FINISHED, { [ATTR_FL_ROUND_NUMBER]: this.number, ...summary.attributes });
    if (hasStragglers) {
      this.#closeTasks(STRAGGLER);
    }
    rounds.end(this);
    core.openRounds.delete(this.#open);
    instruments.roundEnded({ ...summary, clients: summary.counts });
    instruments.release(this.held);
    core.drainer?.clients?.roundEnded(identity, (client) => this.tally.has(client));
    this.#span.setAttributes(spanAttributes(summary.attributes));
    endSpan(this.#span, summary.errorType);
  }

  #closeTasks(type: string): void {
    for (const task of this.#context.tasks.list(this.number)) {
      task.close(type);
    }
  }

  #attributes(): ReturnType<typeof runAttributes> {
    return { ...runAttributes(this.#context.identity), [ATTR_FL_ROUND_NUMBER]: this.number };
  }

  #guard<T>(call: string, fallback: T, action: () => T): T {
    return guard(this.#context.core.warnings, call, fallback, action);
  }
}
