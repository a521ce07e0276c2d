import type { MachineUnits } from './machine.js';
import { NumberScanner } from './number-scanner.js';

/** What `/proc/<pid>/stat` says of a process (`proc_pid_stat(5)`). */
export interface ProcessStat {
  readonly parent: number;
  /** Seconds of the process itself. */
  readonly userSeconds: number;
  readonly systemSeconds: number;
  /** Seconds of its child processes that have ended and were waited for. */
  readonly endedUserSeconds: number;
  readonly endedSystemSeconds: number;
  /** When it was started, ticks after the machine was: another process with its number has another one. */
  readonly startTicks: number;
  readonly residentBytes: number;
  /** Has ended, and its parent has not taken notice yet. */
  readonly isZombie: boolean;
}

/** Reads the line; `undefined` when it is none. The program's name may hold anything, parentheses and spaces too. */
export function parseProcessStat(text: string, { ticksPerSecond, pageBytes }: MachineUnits): ProcessStat | undefined {
  const end = text.lastIndexOf(')');
  if (end === -1) return undefined;
  const numbers = new NumberScanner(text, end + 2);
  // Of the manual's list: the state is field 3, the parent 4, the times 14 to 17, the start 22, the resident pages 24.
  numbers.skip(1);
  const parent = numbers.next();
  numbers.skip(9);
  const userSeconds = numbers.next() / ticksPerSecond;
  const systemSeconds = numbers.next() / ticksPerSecond;
  const endedUserSeconds = numbers.next() / ticksPerSecond;
  const endedSystemSeconds = numbers.next() / ticksPerSecond;
  numbers.skip(4);
  const startTicks = numbers.next();
  numbers.skip(1);
  const residentBytes = numbers.next() * pageBytes;
  if (!Number.isFinite(userSeconds + systemSeconds + residentBytes)) return undefined;
  // No spread: V8 has a quick way for literals, and none for one that is put together of parts.
  const isZombie = text.startsWith('Z ', end + 2);
  return {
    parent,
    userSeconds,
    systemSeconds,
    endedUserSeconds,
    endedSystemSeconds,
    startTicks,
    residentBytes,
    isZombie,
  };
}

/** What `/proc/<pid>/io` says of a process: bytes that really went to and came from disks. */
export function parseProcessIo(text: string): { readonly read: number; readonly written: number } | undefined {
  const read = Number(/^read_bytes: (\d+)/m.exec(text)?.[1]);
  const written = Number(/^write_bytes: (\d+)/m.exec(text)?.[1]);
  return Number.isFinite(read + written) ? { read, written } : undefined;
}
