import type { MlflowApi, MlflowMetric, MlflowReject } from '../api/index.js';
import type { RunPoint } from './batches.js';
import { DONE, type Failure, failureOf, type Outcome } from './outcome.js';

/** A request, and what has become of it so far. */
export interface Sending {
  /** MLflow's run. */
  readonly runId: string;
  readonly points: readonly RunPoint[];
  /** It may be divided now: whether one of its points is stored says nothing about the others from here on. */
  onDivide(): Promise<Failure | undefined>;
  /** MLflow will never take this point. */
  onRefused(point: RunPoint, reason: string): Promise<void>;
}

/** A request that was not answered: `unsure` when it may have been carried out. */
export type SendOutcome = Outcome<undefined> & { readonly unsure?: boolean };

/**
 * Sends one request of points. When MLflow or our own check refuses it, the culprits are found and set aside alone: those
 * that are named at once, others by halves.
 */
export function sendPoints(api: MlflowApi, sending: Sending): Promise<SendOutcome> {
  return send(api, sending, sending.points, false);
}

async function send(
  api: MlflowApi,
  sending: Sending,
  points: readonly RunPoint[],
  divided: boolean,
): Promise<SendOutcome> {
  const result = await api.logBatch(sending.runId, { metrics: points.map(metricOf) });
  if (result.kind === 'ok') return DONE;
  if (result.kind === 'retry') return { ...failureOf(result), unsure: result.unsure };
  if (result.scope !== 'request' || result.code === 'not_mlflow') return failureOf(result);
  return divide(api, sending, points, result, divided);
}

/** Sends what is in order without what is not. */
async function divide(
  api: MlflowApi,
  sending: Sending,
  points: readonly RunPoint[],
  refusal: MlflowReject,
  divided: boolean,
): Promise<SendOutcome> {
  const [only] = points;
  if (only === undefined) return DONE;
  if (points.length === 1) {
    await sending.onRefused(only, refusal.reason);
    return DONE;
  }
  if (!divided) {
    const failure = await sending.onDivide();
    if (failure !== undefined) return failure;
  }
  for (const part of partsOf(points, refusal)) {
    const outcome = await send(api, sending, part, true);
    if (outcome.kind !== 'ok') return outcome;
  }
  return DONE;
}

/** The culprits one by one and the rest, where they are known; halves otherwise. */
function partsOf(points: readonly RunPoint[], { refused }: MlflowReject): readonly (readonly RunPoint[])[] {
  const culprits = new Set(refused?.map(({ index }) => index));
  if (culprits.size > 0 && culprits.size < points.length) {
    const rest = points.filter((_, index) => !culprits.has(index));
    return [rest, ...points.filter((_, index) => culprits.has(index)).map((point) => [point])];
  }
  const middle = points.length >> 1;
  return [points.slice(0, middle), points.slice(middle)];
}

/** A point as the client of MLflow takes it. */
export function metricOf({ name, step, timeMillis, value }: RunPoint): MlflowMetric {
  return { key: name.key, step, timestamp: timeMillis, value };
}
