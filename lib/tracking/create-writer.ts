import { currentTask } from '../client/current-task.js';
import { toClientId } from '../core/client-id.js';
import { type Core, sharedCore } from '../core/core.js';
import { describe, optionalInteger, optionalObject } from '../core/options.js';
import { isLoggable, LOG_TARGET, type LogTarget } from './log-target.js';
import type { Writer, WriterOptions } from './types.js';
import { TargetWriter } from './writer.js';

const KNOWN: readonly (keyof WriterOptions)[] = ['run', 'task', 'client', 'round'];

/**
 * Makes a writer. One is enough for a program: a client that keeps it from task to task writes to the task of the moment.
 *
 * @throws TypeError when an option is unusable: the message names it, what was expected and what came
 */
export function createWriter(options: WriterOptions = {}): Writer {
  return createWriterOn(sharedCore(), options);
}

/** Makes a writer on a given core. @throws TypeError when an option is unusable */
export function createWriterOn(core: Core, options: WriterOptions = {}): Writer {
  const given = optionalObject('options', options) ?? {};
  const unknown = Object.keys(given).find((name) => !KNOWN.some((known) => known === name));
  if (unknown !== undefined) {
    throw new TypeError(`createWriter: expected the options ${KNOWN.join(', ')}, got ${describe(unknown)}`);
  }
  const client = options.client === undefined ? undefined : toClientId(options.client);
  if (client === undefined && options.client !== undefined) {
    throw new TypeError(`option client: expected a text that is not empty, got ${describe(options.client)}`);
  }
  const round = optionalInteger('round', options.round, 0);
  const run = loggable('run', options.run, 'the run that startRun returned');
  const task = loggable('task', options.task, 'the task that clientTask gave');
  if (run !== undefined && task !== undefined) {
    throw new TypeError('option task: expected none beside run, got a task');
  }
  if (run === undefined && (client !== undefined || round !== undefined)) {
    throw new TypeError(`option ${client === undefined ? 'round' : 'client'}: expected a run beside it, got none`);
  }
  const fixed = run?.(client, round) ?? task?.();
  return new TargetWriter(fixed === undefined ? () => targetOfTheMoment(core) : () => fixed);
}

function loggable(
  option: string,
  given: unknown,
  expected: string,
): ((client?: string, round?: number) => LogTarget) | undefined {
  if (given === undefined) {
    return undefined;
  }
  if (!isLoggable(given)) {
    throw new TypeError(`option ${option}: expected ${expected}, got ${describe(given)}`);
  }
  return (client, round) => given[LOG_TARGET](client, round);
}

/** The task that the calling code runs in, else the newest run of this process. */
function targetOfTheMoment(core: Core): LogTarget | undefined {
  const { task, ambiguous } = currentTask(core);
  if (task !== undefined) {
    return task[LOG_TARGET]();
  }
  const run = [...core.openRuns].at(-1);
  if (ambiguous) {
    core.warnings.warn(
      'FEDOTEL_BAD_VALUE',
      'createWriter: several tasks run at once and nothing says which one the caller is part of: give it { task }',
      'createWriter',
    );
  }
  if (isLoggable(run)) {
    return run[LOG_TARGET]();
  }
  if (!ambiguous) {
    core.warnings.warn(
      'FEDOTEL_NOT_STARTED',
      'a writer was used outside of any task and run: what it was given is lost. Use it inside clientTask, or after startRun',
      'createWriter',
    );
  }
  return undefined;
}
