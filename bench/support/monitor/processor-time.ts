import { readdirSync, readFileSync } from 'node:fs';

/** Seconds of processor time that a process with its child processes has used, to the nanosecond, by the scheduler's own count. */
export function processorSeconds(pid: number): number {
  return familyOf(pid).reduce((sum, member) => sum + ownSeconds(member), 0);
}

/** Memory that a process with its child processes has in use, in bytes. */
export function residentBytes(pid: number): number {
  return familyOf(pid).reduce((sum, member) => {
    const kilobytes = Number(/^VmRSS:\s+(\d+) kB$/m.exec(textOf(`/proc/${member}/status`))?.[1] ?? 0);
    return sum + kilobytes * 1024;
  }, 0);
}

function familyOf(pid: number): readonly number[] {
  const children = threadsOf(pid)
    .flatMap((thread) => textOf(`/proc/${pid}/task/${thread}/children`).trim().split(' '))
    .filter((text) => text !== '')
    .map(Number);
  return [pid, ...children.flatMap(familyOf)];
}

function ownSeconds(pid: number): number {
  const nanos = threadsOf(pid).map((thread) =>
    Number(textOf(`/proc/${pid}/task/${thread}/schedstat`).split(' ')[0] ?? 0),
  );
  return nanos.reduce((sum, value) => sum + value, 0) / 1e9;
}

function threadsOf(pid: number): readonly string[] {
  try {
    return readdirSync(`/proc/${pid}/task`);
  } catch {
    return [];
  }
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    return '';
  }
}
