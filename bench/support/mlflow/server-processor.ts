import { readdirSync, readFileSync } from 'node:fs';
import type { MlflowServer } from '../../../test/peers/mlflow-server.js';

/** Linux counts processor time in hundredths of a second. */
const TICKS = 100;

/** Processor time of a server's processes so far, seconds; 0 on systems without `/proc`. */
export function processorSeconds({ processGroup }: MlflowServer): number {
  const group = processGroup();
  const ticks = processes()
    .map(readStat)
    .filter((stat) => stat?.group === group)
    .reduce((sum, stat) => sum + (stat?.ticks ?? 0), 0);
  return ticks / TICKS;
}

function processes(): readonly string[] {
  try {
    return readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  } catch {
    return [];
  }
}

/** `undefined` for a process that has just ended. */
function readStat(pid: string): { readonly group: number; readonly ticks: number } | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name before may have spaces and brackets in it.
    const fields = stat
      .slice(stat.lastIndexOf(')') + 2)
      .split(' ')
      .map(Number);
    return { group: fields[2] ?? 0, ticks: (fields[11] ?? 0) + (fields[12] ?? 0) };
  } catch {
    return undefined;
  }
}
