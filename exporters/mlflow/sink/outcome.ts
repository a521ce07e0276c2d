import type { SinkResult } from '../../bridge/sink.js';
import type { MlflowOk, MlflowReject, MlflowRetry } from '../api/types.js';

/** Why something was not done: another try will do, or somebody must change something. */
export type Failure = Extract<SinkResult, { kind: 'retry' | 'park' }>;

/** Something that MLflow gave, or why not. */
export type Outcome<T> = MlflowOk<T> | Failure;

/** Nothing to give back. */
export const DONE: MlflowOk<undefined> = { kind: 'ok', value: undefined };

/**
 * What a failed request means for the run. Something in front of MLflow answers in its place while it is restarted or
 * moved, so that an answer which is not MLflow's is tried again too; it is said what came.
 */
export function failureOf(result: MlflowRetry | MlflowReject): Failure {
  if (result.kind === 'reject' && result.code !== 'not_mlflow') return { kind: 'park', reason: result.reason };
  const afterSeconds = result.kind === 'retry' ? result.afterSeconds : undefined;
  return { kind: 'retry', reason: result.reason, ...(afterSeconds === undefined ? {} : { afterSeconds }) };
}
