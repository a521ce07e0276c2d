/** Starts clients as processes, and sees to it that none is left behind. */

import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

import type { ClientSetup } from './client.js';

/** Seconds that clients have to leave by themselves. */
const LEAVE_SECONDS = 10;

/** The processes of all clients. */
export interface ClientProcesses {
  /** Starts a client's process, also again after it died. */
  start(setup: ClientSetup): void;
  /** Ids of the processes that run at the moment, by client. */
  running(): ReadonlyMap<string, number>;
  /** Waits until all have left; after ten seconds, or with `now` at once, the rest is killed. */
  stop(options?: { now?: boolean }): Promise<void>;
}

/** Processes of this one: they end with it, however it ends, because each watches its channel to us. */
export function createClientProcesses(): ClientProcesses {
  return new ForkedClients();
}

class ForkedClients implements ClientProcesses {
  private readonly children = new Map<string, ChildProcess>();

  start(setup: ClientSetup): void {
    const child = fork(fileURLToPath(new URL('./client.js', import.meta.url)), {
      serialization: 'advanced', // so that the digits travel as they are, not as JSON
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    this.children.set(setup.client, child);
    child.once('exit', () => {
      if (this.children.get(setup.client) === child) this.children.delete(setup.client);
    });
    // The process may die before it has read this; its exit is what tells.
    child.send(setup, () => undefined);
  }

  running(): ReadonlyMap<string, number> {
    return new Map([...this.children].flatMap(([client, { pid }]) => (pid === undefined ? [] : [[client, pid]])));
  }

  async stop(options?: { now?: boolean }): Promise<void> {
    const kill = () => {
      for (const child of this.children.values()) child.kill('SIGKILL');
    };
    if (options?.now === true) kill();
    const timer = setTimeout(kill, LEAVE_SECONDS * 1000);
    await Promise.all([...this.children.values()].map((child) => once(child, 'exit')));
    clearTimeout(timer);
  }
}
