import type { CommandContext } from '../command.js';

/** Time between two looks, milliseconds. */
const LOOK_MILLIS = 200;

/** Whether there is a process of this id. One that may not be signalled is there all the same. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

/** Resolves when the process has ended, or a signal asks this one to. */
export function untilEnd(pid: number, context: Pick<CommandContext, 'onSignal'>): Promise<void> {
  return new Promise((resolve) => {
    const end = (): void => {
      clearInterval(timer);
      release();
      resolve();
    };
    const timer = setInterval(() => {
      if (!isRunning(pid)) end();
    }, LOOK_MILLIS);
    const release = context.onSignal(end);
  });
}
