import type { Core } from '../core/core.js';
import { createEmitter } from '../core/emitter.js';
import { redactSecrets } from '../core/secrets.js';
import { emitLogged } from '../run/logged-events.js';
import { recordFact } from '../run/run-events.js';
import { isLoggedValue, type Logged, type LogTarget } from '../tracking/log-target.js';
import type { TaskIdentity } from './carrier.js';
import { clientLogOf } from './client-log.js';

/** Where a task's values go. */
export interface TaskTarget extends LogTarget {
  /** The task has ended: what it logged goes out now, because the process may not live to the next export. Never throws. */
  taskEnded(): void;
}

/**
 * Where the values go that a task's code logs: out of this process at once where telemetry is started in it and the
 * server's privacy settings have nothing to hide or leave out, and into the task's report otherwise.
 */
export function createTaskTarget(core: Core, identity: TaskIdentity): TaskTarget {
  const run = { id: identity.id, attempt: identity.attempt, job: identity.job };
  const { client, round } = identity;
  const kept = clientLogOf(core, run.id, run.attempt, client);
  const emitter = createEmitter(core, run);
  const isDirect = (): boolean => core.drainer !== undefined && !identity.logsByReport;
  let sent = 0;
  const send = (logged: Logged): void => {
    sent += 1;
    if (isLoggedValue(logged)) {
      const step = kept.steps.stepOf(client, logged.name, logged.step);
      emitLogged(emitter, { run, client, round }, logged, step);
    } else {
      recordFact({ emitter, warnings: core.warnings }, logged, { client, time: logged.time, redact: redactSecrets });
    }
  };
  return {
    warnings: core.warnings,
    now: () => core.clock.now(),
    log(logged) {
      if (client === '') {
        sayUnidentified(core, identity);
      } else if (isDirect()) {
        send(logged);
      } else {
        kept.add(logged);
      }
    },
    taskEnded() {
      if (sent > 0) {
        // Sends what waits and does not wait for the answer.
        core.drainer?.flush(0).catch(() => undefined);
      }
    },
    flush: async (seconds) => (isDirect() ? ((await core.drainer?.flush(seconds)) ?? false) : true),
  };
}

function sayUnidentified(core: Core, identity: TaskIdentity): void {
  if (identity.id === '') {
    const message = 'a task without a usable carrier logged values: they belong to no run and are lost';
    core.warnings.warn('FEDOTEL_BAD_VALUE', message, 'log without carrier');
  } else {
    const message = 'the privacy settings of the run record nothing of single clients: what tasks log is left out';
    core.warnings.warn('FEDOTEL_PRIVACY', message, 'log');
  }
}
