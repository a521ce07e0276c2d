import type { MachineUnits } from './machine.js';

/** What `/proc/<pid>/stat` says of a process (`proc_pid_stat(5)`). */
export interface ProcessStat {
  readonly parent: number;
  /** Seconds of the process itself. */
  readonly userSeconds: number;
  readonly systemSeconds: number;
  /** Seconds of its child processes that have ended and were waited for. */
  readonly endedUserSeconds: number;
  readonly endedSystemSeconds: number;
  readonly residentBytes: number;
  /** Has ended, and its parent has not taken notice yet. */
  readonly isZombie: boolean;
}

/** Reads the line; `undefined` when it is none. The program's name may hold anything, parentheses and spaces too. */
export function parseProcessStat(text: string, { ticksPerSecond, pageBytes }: MachineUnits): ProcessStat | undefined {
  const end = text.lastIndexOf(')');
  if (end === -1) return undefined;
  const fields = text.slice(end + 2).split(' ');
  // The state is field 3 of the manual's list, and the first here.
  const field = (number: number) => Number(fields[number - 3]);
  const stat = {
    parent: field(4),
    userSeconds: field(14) / ticksPerSecond,
    systemSeconds: field(15) / ticksPerSecond,
    endedUserSeconds: field(16) / ticksPerSecond,
    endedSystemSeconds: field(17) / ticksPerSecond,
    residentBytes: field(24) * pageBytes,
    isZombie: fields[0] === 'Z',
  };
  return Number.isFinite(stat.userSeconds + stat.systemSeconds + stat.residentBytes) ? stat : undefined;
}

/** What `/proc/<pid>/io` says of a process: bytes that really went to and came from disks. */
export function parseProcessIo(text: string): { readonly read: number; readonly written: number } | undefined {
  const read = Number(/^read_bytes: (\d+)/m.exec(text)?.[1]);
  const written = Number(/^write_bytes: (\d+)/m.exec(text)?.[1]);
  return Number.isFinite(read + written) ? { read, written } : undefined;
}
