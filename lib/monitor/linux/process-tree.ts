import { readdirSync, readFileSync } from 'node:fs';
import { measuringPrograms } from '../power/line-program.js';
import { KernelFile } from './kernel-file.js';
import type { MachineUnits } from './machine.js';
import { type ProcessStat, parseProcessIo, parseProcessStat } from './process-stat.js';

/** What a program and its child processes use. */
export interface TreeUsage {
  /** Seconds since they began. May fall when a child process ends that nobody waits for. */
  readonly userSeconds: number;
  readonly systemSeconds: number;
  readonly residentBytes: number;
  /** Bytes since they began; `undefined` where reading them is not allowed. */
  readonly io: { readonly read: number; readonly written: number } | undefined;
  /** Processes that run. */
  readonly processes: number;
}

/** Time between two searches for new child processes, seconds: a program's threads may all have some. */
const SEARCH_SECONDS = 5;
/** Most processes that are followed. */
const MAX_PROCESSES = 4096;

/** Which of the processes count. */
export interface TreeOptions {
  /** The first process is this one, which knows its own processor time exactly: the tree leaves that out. */
  readonly exact: boolean;
  /** Of the first process nothing counts but its child processes, those that have ended included. */
  readonly childrenOnly: boolean;
}

/** Files of one process. */
interface Member {
  readonly stat: KernelFile;
  readonly io: KernelFile;
}

/** Follows a program with all its child processes, theirs included; what measures it is none of them. */
export class ProcessTree {
  readonly #root: number;
  readonly #proc: string;
  readonly #units: MachineUnits;
  readonly #options: TreeOptions;
  readonly #members = new Map<number, Member>();
  #searchedAt = Number.NEGATIVE_INFINITY;

  constructor(root: number, proc: string, units: MachineUnits, options: TreeOptions) {
    this.#root = root;
    this.#options = options;
    this.#proc = proc;
    this.#units = units;
    this.#add(root);
  }

  /** @param at seconds of a clock that nobody sets @returns `undefined` when the program itself has ended */
  read(at: number, withIo: boolean): TreeUsage | undefined {
    if (at - this.#searchedAt >= SEARCH_SECONDS) {
      this.#searchedAt = at;
      this.#search();
    }
    const usage = { userSeconds: 0, systemSeconds: 0, residentBytes: 0, processes: 0 };
    let io: { read: number; written: number } | undefined;
    for (const [pid, member] of this.#members) {
      const stat = this.#statOf(member);
      if (stat === undefined) {
        if (pid === this.#root) return undefined;
        this.#remove(pid, member);
        continue;
      }
      const { exact, childrenOnly } = this.#options;
      const isRoot = pid === this.#root;
      const hasOwn = !(isRoot && (exact || childrenOnly));
      usage.userSeconds += stat.endedUserSeconds + (hasOwn ? stat.userSeconds : 0);
      usage.systemSeconds += stat.endedSystemSeconds + (hasOwn ? stat.systemSeconds : 0);
      if (isRoot && childrenOnly) continue;
      usage.residentBytes += stat.residentBytes;
      usage.processes += stat.isZombie ? 0 : 1;
      const traffic = withIo ? parseProcessIo(member.io.read() ?? '') : undefined;
      if (traffic !== undefined) {
        io = { read: (io?.read ?? 0) + traffic.read, written: (io?.written ?? 0) + traffic.written };
      }
    }
    return { ...usage, io };
  }

  close(): void {
    for (const [pid, member] of this.#members) this.#remove(pid, member);
  }

  #statOf({ stat }: Member): ProcessStat | undefined {
    const text = stat.read();
    return text === undefined ? undefined : parseProcessStat(text, this.#units);
  }

  #add(pid: number): void {
    const isMonitor = (pid === process.pid && pid !== this.#root) || measuringPrograms.has(pid);
    if (isMonitor || this.#members.has(pid) || this.#members.size >= MAX_PROCESSES) return;
    const folder = `${this.#proc}/${pid}`;
    this.#members.set(pid, { stat: new KernelFile(`${folder}/stat`), io: new KernelFile(`${folder}/io`) });
  }

  #remove(pid: number, { stat, io }: Member): void {
    stat.close();
    io.close();
    this.#members.delete(pid);
  }

  /** Adds the child processes of every thread of every member, and theirs: a map gives also what is added meanwhile. */
  #search(): void {
    for (const [pid] of this.#members) {
      try {
        for (const thread of readdirSync(`${this.#proc}/${pid}/task`)) {
          const children = readFileSync(`${this.#proc}/${pid}/task/${thread}/children`, 'latin1');
          for (const child of children.split(' ')) if (child.trim() !== '') this.#add(Number(child));
        }
      } catch (error) {
        // A thread or process may have ended meanwhile; a kernel may be built without the list of children.
        if (pid === this.#root && isMissingFile(error)) this.#searchByParent();
      }
    }
  }

  /** Looks at all processes of the machine for those whose parent is a member. */
  #searchByParent(): void {
    const parents = new Map<number, number>();
    for (const name of readdirSync(this.#proc)) {
      if (!/^\d+$/.test(name)) continue;
      try {
        const stat = parseProcessStat(readFileSync(`${this.#proc}/${name}/stat`, 'latin1'), this.#units);
        if (stat !== undefined) parents.set(Number(name), stat.parent);
      } catch {
        // It has ended since the folder was read.
      }
    }
    for (const [member] of this.#members) {
      for (const [pid, parent] of parents) if (parent === member) this.#add(pid);
    }
  }
}

function isMissingFile(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}
