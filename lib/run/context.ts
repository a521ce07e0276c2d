import type { Attributes } from '@opentelemetry/api';
import {
  ATTR_FL_CLIENT_ID,
  ATTR_FL_JOB_NAME,
  ATTR_FL_OPERATION_NAME,
  ATTR_FL_ROUND_NUMBER,
  ATTR_FL_RUN_ATTEMPT,
  ATTR_FL_RUN_ID,
} from '../../semconv/index.js';
import type { Core } from '../core/core.js';
import type { Emitter } from '../core/emitter.js';
import type { RunIdentity } from '../core/records.js';
import type { RunInstruments } from '../instruments/run-instruments.js';
import type { PrivacyPolicy } from '../privacy/policy.js';
import type { AggregationMode } from '../types.js';
import type { UpdateReader } from '../update/read-update.js';
import type { ClientTimes } from './client-times.js';
import type { RoundTable } from './round-table.js';
import type { RunLog } from './run-log.js';
import type { TaskTable } from './task-table.js';

/** What the parts of one run share. */
export interface RunContext {
  readonly core: Core;
  readonly identity: RunIdentity;
  readonly mode: AggregationMode;
  /** Name of the aggregation algorithm. */
  readonly algorithm: string | undefined;
  readonly policy: PrivacyPolicy;
  readonly emitter: Emitter;
  readonly instruments: RunInstruments;
  readonly updates: UpdateReader;
  readonly times: ClientTimes;
  readonly tasks: TaskTable;
  readonly rounds: RoundTable;
  /** What writers log. */
  readonly log: RunLog;
}

/** Attributes that every span of the run has. */
export function runAttributes(run: RunIdentity): Attributes {
  return { [ATTR_FL_RUN_ID]: run.id, [ATTR_FL_RUN_ATTEMPT]: run.attempt, [ATTR_FL_JOB_NAME]: run.job };
}

/** Attributes of a task's span. Without a client's id where privacy keeps single clients out. */
export function taskAttributes(
  run: RunIdentity,
  task: { readonly round: number; readonly client: string; readonly operation: string },
): Attributes {
  return {
    ...runAttributes(run),
    [ATTR_FL_ROUND_NUMBER]: task.round,
    ...(task.client === '' ? {} : { [ATTR_FL_CLIENT_ID]: task.client }),
    [ATTR_FL_OPERATION_NAME]: task.operation,
  };
}
