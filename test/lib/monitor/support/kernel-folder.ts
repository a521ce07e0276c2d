import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { SourceContext } from '../../../../lib/monitor/sampling/source.js';
import type { MonitorNotice } from '../../../../lib/monitor/types.js';

/** A folder that stands for `/proc` and `/sys`, and a clock that a test sets. */
export interface FakeMachine {
  readonly context: SourceContext;
  readonly notices: MonitorNotice[];
  /** Seconds of the clock. */
  at: number;
  /** Writes a file in place, so that whoever holds it open reads the new text. */
  write(path: string, text: string): void;
  remove(path: string): void;
}

/** Makes an empty machine in a folder. */
export function createFakeMachine(folder: string, changes: Partial<SourceContext> = {}): FakeMachine {
  const notices: MonitorNotice[] = [];
  const machine: FakeMachine = {
    at: 100,
    notices,
    context: {
      notice: (notice) => notices.push(notice),
      proc: join(folder, 'proc'),
      sys: join(folder, 'sys'),
      intervalSeconds: 1,
      pid: 10,
      exact: false,
      childrenOnly: false,
      otherGpus: false,
      nvidiaSmi: ['nvidia-smi'],
      tegrastats: ['tegrastats'],
      now: () => machine.at,
      ...changes,
    },
    write(path, text) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    },
    remove: (path) => rmSync(join(folder, path), { recursive: true }),
  };
  return machine;
}

/** A line of `/proc/<pid>/stat`, in ticks of 10 ms and pages of 4 kB. */
export function statLine(
  pid: number,
  parent: number,
  times: {
    user?: number;
    system?: number;
    endedUser?: number;
    endedSystem?: number;
    start?: number;
    pages?: number;
    state?: string;
  },
): string {
  const { user = 0, system = 0, endedUser = 0, endedSystem = 0, start = 9999, pages = 0, state = 'S' } = times;
  const upToTimes = `${state} ${parent} 1 1 0 -1 4194560 1 2 3 4`;
  return `${pid} (a (b) c) ${upToTimes} ${user} ${system} ${endedUser} ${endedSystem} 20 0 1 0 ${start} 5 ${pages} 18446744073709551615\n`;
}
