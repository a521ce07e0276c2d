import { context as contextApi, createTraceState, type Span, type SpanContext } from '@opentelemetry/api';
import { type Core, sharedCore } from '../core/core.js';
import { guard } from '../core/guard.js';
import { type OpenPlace, withPlace } from '../core/place.js';
import { startStopwatch } from '../core/stopwatch.js';
import { type WatchedTask, watchTask } from '../core/task-watch.js';
import { contextWith, endSpan, startSpan } from '../core/tracer.js';
import { taskAttributes } from '../run/context.js';
import { errorType } from '../run/failure.js';
import { LOG_TARGET } from '../tracking/log-target.js';
import type { ClientValues } from '../update/types.js';
import { type ReadCarrier, readCarrier, type TaskIdentity } from './carrier.js';
import { clientLogOf } from './client-log.js';
import { type CurrentTask, runAsTask } from './current-task.js';
import { ReportBuilder } from './report-builder.js';
import { createTaskTarget } from './task-target.js';
import { formatTraceparent } from './traceparent.js';
import type { Carrier, ClientReport, ClientTask, ClientTaskResult } from './types.js';

/** What a task knows when its carrier said nothing. */
const UNKNOWN_TASK: TaskIdentity = {
  id: '',
  attempt: 0,
  job: '',
  round: -1,
  operation: 'train',
  client: '',
  mode: 'sync',
  reportsOnly: false,
  logsByReport: false,
};

/**
 * Runs a client's part of a task inside a span that joins the server's trace, and makes the report for the server.
 * Identity comes from the carrier; without a usable one the function runs all the same. Where the server's privacy
 * settings hide who its clients are or how long they compute, there is no span and only the report speaks.
 *
 * @param carrier what `ServerTask.carrier` returned, as it came with the message
 * @param fn the client's work; the span is active inside, where there is a context manager
 * @throws what `fn` throws, after the span has ended as failed
 */
export function clientTask<T>(
  carrier: Carrier | undefined,
  fn: (task: ClientTask) => T | Promise<T>,
): Promise<ClientTaskResult<T>> {
  return clientTaskOn(sharedCore(), carrier, fn);
}

/** `clientTask` on a given core. @throws what `fn` throws */
export async function clientTaskOn<T>(
  core: Core,
  carrier: unknown,
  fn: (task: ClientTask) => T | Promise<T>,
): Promise<ClientTaskResult<T>> {
  const read = guard(core.warnings, 'clientTask', undefined, () => readCarrier(carrier));
  const identity = read?.task ?? UNKNOWN_TASK;
  if (read?.task === undefined) {
    core.warnings.warn(
      'FEDOTEL_BAD_VALUE',
      'clientTask: the carrier is not one of task.carrier(): the task runs unidentified',
      'carrier',
    );
  }
  const builder = new ReportBuilder(core.warnings);
  const target = createTaskTarget(core, identity);
  const known: ClientTask = {
    run: identity.id,
    attempt: identity.attempt,
    round: identity.round,
    job: identity.job,
    operation: identity.operation,
    client: identity.client,
    set: (values: ClientValues) => guard(core.warnings, 'task.set', undefined, () => builder.set(values)),
  };
  // Not enumerable: an app that copies or prints its task has what it knows of it.
  const task: CurrentTask & ClientTask = Object.defineProperty(known, LOG_TARGET, { value: () => target }) as never;
  const span = guard(core.warnings, 'clientTask', undefined, () => startTaskSpan(core, identity, read));
  const start = Date.now() / 1000;
  const elapsed = startStopwatch();
  const endWatch = watchTask(core.taskWatchers, watchedTask(identity, start));
  const place = placeOfTask(identity, span);
  core.openTasks.add(place);
  try {
    const active = withPlace(contextApi.active(), place.attributes);
    const result = await runAsTask(core, task, span === undefined ? active : contextWith(active, span), () => fn(task));
    const end = start + elapsed();
    const resources = await endWatch?.();
    const report = guard<ClientReport>(core.warnings, 'clientTask', { v: 1, start, end: start }, () => {
      const times = { v: 1, start, end, ...describeSpan(span) } as const;
      const log = clientLogOf(core, identity.id, identity.attempt, identity.client);
      return builder.build(times, (maxBytes) => log.take(Math.round(start * 1000), maxBytes), resources);
    });
    finishSpan(core, span, undefined);
    return { result, report };
  } catch (error) {
    finishSpan(core, span, errorType(error));
    void endWatch?.();
    throw error;
  } finally {
    target.taskEnded();
    core.openTasks.delete(place);
  }
}

/** What may be told of the task from here: where only the report may speak, that is nothing. */
function placeOfTask(identity: TaskIdentity, span: Span | undefined): OpenPlace {
  const silent = identity.reportsOnly || identity === UNKNOWN_TASK;
  return { attributes: silent ? {} : taskAttributes(identity, identity), spanContext: span?.spanContext() };
}

function watchedTask({ id, attempt, job, client, round, logsByReport }: TaskIdentity, start: number): WatchedTask {
  return { run: { id, attempt, job }, client, round, startMillis: Math.floor(start * 1000), byReport: logsByReport };
}

/** No span where the server's privacy settings, which came with the carrier, let only the report speak of the client. */
function startTaskSpan(core: Core, identity: TaskIdentity, read: ReadCarrier | undefined): Span | undefined {
  if (identity.reportsOnly) {
    return undefined;
  }
  const parent: SpanContext | undefined =
    read?.parent === undefined
      ? undefined
      : {
          ...read.parent,
          isRemote: true,
          ...(read.tracestate === undefined ? {} : { traceState: createTraceState(read.tracestate) }),
        };
  const type = identity.mode === 'async' ? 'fl.task.consumer' : 'fl.task.server';
  return startSpan(core, type, taskAttributes(identity, identity), { parent });
}

/** Without tracing here the span is the server's own, not recording, and the server relays a span in its place. */
function describeSpan(span: Span | undefined): Pick<ClientReport, 'span'> {
  const traceparent = span === undefined ? undefined : formatTraceparent(span.spanContext());
  return traceparent === undefined ? {} : { span: { traceparent, exported: span?.isRecording() === true } };
}

function finishSpan(core: Core, span: Span | undefined, type: string | undefined): void {
  guard(core.warnings, 'clientTask', undefined, () => {
    if (span !== undefined) {
      endSpan(span, type);
    }
  });
}
