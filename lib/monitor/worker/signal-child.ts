import type { ChildProcess } from 'node:child_process';

/**
 * Sends a signal to a child process that may have failed to start, or have ended: then nothing happens. `kill` of a child
 * that could not be started, called before its error event, signals whatever process id stands in memory that nobody has
 * set, among them 0: this process, its parent and all of their group.
 */
export function signalChild(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid !== undefined) child.kill(signal);
}
