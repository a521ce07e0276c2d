import {
  ATTR_FL_AGGREGATION_MODE,
  ATTR_FL_AGGREGATION_STRATEGY,
  ATTR_FL_OBJECTIVE_GOAL,
  ATTR_FL_OBJECTIVE_METRIC,
  ATTR_FL_RUN_CONFIG,
  ATTR_FL_RUN_PARENT_ID,
  ATTR_FL_RUN_PLANNED_ROUNDS,
  ATTR_FL_SYSTEM_NAME,
  EVENT_FL_RUN_STARTED,
} from '../../semconv/index.js';
import { type Core, sharedCore } from '../core/core.js';
import { createEmitter } from '../core/emitter.js';
import { guard } from '../core/guard.js';
import { nearMiss } from '../core/near-miss.js';
import { redactSecrets } from '../core/secrets.js';
import { copyValue, cutText } from '../core/values.js';
import type { Warnings } from '../core/warnings.js';
import { RunInstruments } from '../instruments/run-instruments.js';
import { createPrivacyPolicy } from '../privacy/policy.js';
import type { Run, RunOptions } from '../types.js';
import { UpdateReader } from '../update/read-update.js';
import { ClientTimes } from './client-times.js';
import type { RunContext } from './context.js';
import { FedRun } from './fed-run.js';
import { RoundTable } from './round-table.js';
import { RunLog } from './run-log.js';
import { RUN_OPTIONS, type RunSettings, resolveRunOptions } from './run-options.js';
import { TaskTable } from './task-table.js';

/**
 * Starts a run. Records its start; nothing waits for telemetry, which may be started before or after.
 *
 * @throws TypeError when an option is unusable: the message names it, what was expected and what came
 */
export function startRun(options: RunOptions): Run {
  return startRunOn(sharedCore(), options);
}

/** Starts a run on a given core. @throws TypeError when an option is unusable */
export function startRunOn(core: Core, options: RunOptions): Run {
  const settings = resolveRunOptions(options);
  const policy = createPrivacyPolicy(settings.privacy, core.warnings);
  sayUnknown(options, core.warnings);
  const identity = { id: settings.runId, job: settings.job, attempt: core.clock.nextAttempt() };
  const parts = {
    core,
    identity,
    mode: settings.mode,
    algorithm: settings.algorithm,
    policy,
    emitter: createEmitter(core, identity),
    instruments: new RunInstruments(core, identity, settings, policy),
    updates: new UpdateReader(policy, core.warnings),
    times: new ClientTimes(core.clock),
    tasks: new TaskTable(settings.mode === 'async'),
    rounds: new RoundTable(),
  };
  const context: RunContext = { ...parts, log: new RunLog(parts) };
  const run = new FedRun(context);
  guard(core.warnings, 'startRun', undefined, () => announce(context, settings));
  guard(core.warnings, 'startRun', undefined, () => core.runStarted(run));
  return run;
}

function announce(context: RunContext, settings: RunSettings): void {
  context.emitter.event(EVENT_FL_RUN_STARTED, {
    [ATTR_FL_SYSTEM_NAME]: settings.system,
    [ATTR_FL_AGGREGATION_STRATEGY]: settings.algorithm,
    [ATTR_FL_AGGREGATION_MODE]: settings.mode,
    [ATTR_FL_RUN_CONFIG]: settings.config === undefined ? undefined : copyValue(settings.config, redactSecrets),
    [ATTR_FL_RUN_PLANNED_ROUNDS]: settings.rounds,
    [ATTR_FL_OBJECTIVE_METRIC]: settings.objective.metric,
    [ATTR_FL_OBJECTIVE_GOAL]: settings.objective.goal,
    [ATTR_FL_RUN_PARENT_ID]: settings.parentRunId,
  });
  context.instruments.refresh();
}

/** An unknown option is said and not refused: an app must also run with an older fedotel. */
function sayUnknown(options: RunOptions, warnings: Warnings): void {
  for (const given of Object.keys(options).filter((name) => !RUN_OPTIONS.some((known) => known === name))) {
    const name = cutText(given, 100);
    const meant = nearMiss(
      name,
      RUN_OPTIONS.map((known) => [known, known]),
    );
    const hint = meant === undefined ? '' : `: did you mean ${meant}?`;
    warnings.warn('FEDOTEL_UNKNOWN_KEY', `startRun: there is no option ${name}${hint}`, `startRun.${name}`);
  }
}
