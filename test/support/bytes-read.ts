import { readFileSync } from 'node:fs';

/** Bytes that a running process has read so far, from files and connections; `undefined` where the system does not say. */
export function bytesRead(pid: number): number | undefined {
  try {
    const bytes = /^rchar: (\d+)$/m.exec(readFileSync(`/proc/${pid}/io`, 'utf8'))?.[1];
    return bytes === undefined ? undefined : Number(bytes);
  } catch {
    return undefined;
  }
}
