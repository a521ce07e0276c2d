import type { SpanContext } from '@opentelemetry/api';
import { asObject } from '../core/read.js';
import type { AggregationMode } from '../types.js';
import { formatTraceparent, parseTraceparent, type TraceParent } from './traceparent.js';
import type { Carrier } from './types.js';

/** What a carrier says about a task. */
export interface TaskIdentity {
  /** Run id. */
  readonly id: string;
  readonly attempt: number;
  readonly job: string;
  readonly round: number;
  readonly operation: string;
  /** Empty where privacy keeps single clients out. */
  readonly client: string;
  readonly mode: AggregationMode;
  /** Whether the client's process leaves its span to the server, because privacy lets only reports speak of clients. */
  readonly reportsOnly: boolean;
  /** Whether what the client's code logs goes into the report only, because privacy has something to hide or leave out. */
  readonly logsByReport: boolean;
}

/** Version of the carrier's own entry. Readers ignore a newer major's. */
const VERSION = 1;
/** Longest entries that are read: a carrier comes from outside. */
const MAX_ENTRY = 8192;
const MAX_TRACESTATE = 512;

/**
 * Writes a carrier. Trace context is in it when the server has tracing; not where only reports may speak of clients,
 * because any instrumentation of the client's process would join the trace and send its host's name along.
 */
export function createCarrier(task: TaskIdentity, span: SpanContext): Carrier {
  const traceparent = task.reportsOnly ? undefined : formatTraceparent(span);
  const tracestate = span.traceState?.serialize();
  return {
    ...(traceparent === undefined ? {} : { traceparent }),
    ...(traceparent === undefined || tracestate === undefined || tracestate === '' ? {} : { tracestate }),
    fedotel: JSON.stringify({
      v: VERSION,
      run: task.id,
      attempt: task.attempt,
      round: task.round,
      job: task.job,
      operation: task.operation,
      client: task.client,
      mode: task.mode,
      ...(task.reportsOnly ? { reportsOnly: true } : {}),
      ...(task.logsByReport ? { logsByReport: true } : {}),
    }),
  };
}

/** A carrier that was read. */
export interface ReadCarrier {
  /** `undefined` when the carrier's own entry is missing or unusable. */
  readonly task: TaskIdentity | undefined;
  readonly parent: TraceParent | undefined;
  readonly tracestate: string | undefined;
}

/** Reads whatever came as a carrier, also as JSON text. */
export function readCarrier(given: unknown): ReadCarrier {
  const carrier = asObject(typeof given === 'string' ? parseObject(given) : given);
  const { tracestate } = carrier;
  return {
    task: readTask(carrier.fedotel),
    parent: parseTraceparent(carrier.traceparent),
    tracestate: typeof tracestate === 'string' && tracestate.length <= MAX_TRACESTATE ? tracestate : undefined,
  };
}

function readTask(entry: unknown): TaskIdentity | undefined {
  const { v, run, attempt, round, job, operation, client, mode, ...flags } = asObject(parseObject(entry));
  if (v !== VERSION || typeof run !== 'string' || typeof job !== 'string' || typeof client !== 'string') {
    return undefined;
  }
  if (!Number.isSafeInteger(attempt) || !Number.isSafeInteger(round) || typeof operation !== 'string') {
    return undefined;
  }
  return {
    id: run,
    attempt: Number(attempt),
    job,
    round: Number(round),
    operation,
    client,
    mode: mode === 'async' || mode === 'semi_sync' ? mode : 'sync',
    reportsOnly: flags.reportsOnly === true,
    logsByReport: flags.logsByReport === true,
  };
}

function parseObject(text: unknown): unknown {
  if (typeof text !== 'string' || text.length > MAX_ENTRY) {
    return undefined;
  }
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
