import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';
import { threadId } from 'node:worker_threads';

/** Who holds a lock, precisely enough to tell a later process with the same number from it. */
export interface ProcessIdentity {
  readonly pid: number;
  /** Thread within the process; 0 for the main one. */
  readonly thread: number;
  /** Clock ticks from boot to the start of the process; empty where the system does not tell (only Linux does). */
  readonly startTicks: string;
  readonly host: string;
  /** Changes at every boot; empty where the system does not tell. */
  readonly bootId: string;
  /** Name space of process numbers: containers on one host have different ones. */
  readonly pidSpace: string;
}

/** What can be said about a process. */
export type Liveness = 'alive' | 'dead' | 'unknown';

function orEmpty(read: () => string): string {
  try {
    return read().trim();
  } catch {
    return '';
  }
}

/** Start time of a process: field 22 of `/proc/<pid>/stat`, counted after the name, which may hold anything; or empty. */
export function startTicksOf(pid: number): string {
  const stat = orEmpty(() => readFileSync(`/proc/${pid}/stat`, 'utf8'));
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '';
}

/** Identity of this process and thread. */
export function ownIdentity(): ProcessIdentity {
  return {
    pid: process.pid,
    thread: threadId,
    startTicks: startTicksOf(process.pid),
    host: hostname(),
    bootId: orEmpty(() => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8')),
    pidSpace: orEmpty(() => readlinkSync('/proc/self/ns/pid')),
  };
}

/**
 * Whether the process still runs, as far as can be seen from here. `unknown` for processes of other hosts and other
 * containers, and for other threads of this very process.
 */
export function livenessOf(other: ProcessIdentity, self: ProcessIdentity): Liveness {
  if (other.host === self.host && other.bootId !== self.bootId) return 'dead';
  if (other.bootId !== self.bootId || other.pidSpace !== self.pidSpace) return 'unknown';
  // Without a boot id nothing but the host's name says that it is the same machine.
  if (self.bootId === '' && other.host !== self.host) return 'unknown';
  if (other.pid === self.pid && other.startTicks === self.startTicks) {
    return other.thread === self.thread ? 'alive' : 'unknown';
  }
  if (!exists(other.pid)) return 'dead';
  const startTicks = startTicksOf(other.pid);
  // It ended just now, or is one of another user, which the system may be told to hide.
  if (startTicks === '' && other.startTicks !== '') return exists(other.pid) ? 'unknown' : 'dead';
  return startTicks === other.startTicks ? 'alive' : 'dead';
}

function exists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it runs, as somebody else.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
