import { INVALID_SPAN_CONTEXT, type Span, type SpanContext, trace } from '@opentelemetry/api';
import { createCarrier } from '../client/carrier.js';
import type { Carrier } from '../client/types.js';
import { guard } from '../core/guard.js';
import { asObject } from '../core/read.js';
import { startStopwatch } from '../core/stopwatch.js';
import { endSpan, startSpan } from '../core/tracer.js';
import type { ServerTask } from '../types.js';
import { type RunContext, taskAttributes } from './context.js';
import { errorTypeUnder } from './failure.js';

/** A task that a client was given and has not answered. */
export class OpenTask implements ServerTask {
  readonly round: number;
  readonly client: string;
  readonly operation: string;
  readonly #context: RunContext;
  readonly #span: Span;
  readonly #elapsed = startStopwatch();
  #ended = false;

  /** @param parent span of the round, when that is known */
  constructor(
    context: RunContext,
    identity: { readonly round: number; readonly client: string; readonly operation: string },
    parent: SpanContext | undefined,
  ) {
    this.#context = context;
    this.round = identity.round;
    this.client = identity.client;
    this.operation = identity.operation;
    const type = context.mode === 'async' ? 'fl.task.producer' : 'fl.task.client';
    // A span is a record about its client, also without the client's id.
    this.#span = context.policy.perClient
      ? startSpan(context.core, type, taskAttributes(context.identity, this.#shown()), { parent })
      : trace.wrapSpanContext(INVALID_SPAN_CONTEXT);
  }

  /** Place of the task's span, for spans that are relayed for the client. */
  get spanContext(): SpanContext {
    return this.#span.spanContext();
  }

  readonly carrier = (): Carrier =>
    guard(this.#context.core.warnings, 'task.carrier', { fedotel: '' }, () =>
      createCarrier(
        {
          ...this.#context.identity,
          ...this.#shown(),
          mode: this.#context.mode,
          reportsOnly: this.#context.policy.reportsOnly,
          logsByReport: this.#context.policy.logsByReport,
        },
        this.#span.spanContext(),
      ),
    );

  readonly end = (outcome?: { error?: unknown }): void =>
    guard(this.#context.core.warnings, 'task.end', undefined, () => {
      const { error } = asObject(outcome);
      this.close(error === undefined || error === null ? undefined : errorTypeUnder(this.#context.policy, error));
    });

  /** Ends the task's span and counts its duration. A second time does nothing. */
  close(type: string | undefined): void {
    if (this.#ended) {
      return;
    }
    this.#ended = true;
    this.#context.tasks.remove(this);
    endSpan(this.#span, type);
    const held = this.#context.rounds.get(this.round)?.held;
    this.#context.instruments.task(this.operation, this.#elapsed(), type, { client: this.client, held });
  }

  /** The task's identity as far as privacy lets it leave the process. */
  #shown(): { round: number; client: string; operation: string } {
    return { round: this.round, client: this.#context.policy.perClient ? this.client : '', operation: this.operation };
  }
}
