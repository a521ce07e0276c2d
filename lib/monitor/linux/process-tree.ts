import { measuringPrograms } from '../power/line-program.js';
import { KernelFile } from './kernel-file.js';
import { namesIn, textOf } from './kernel-folder.js';
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

/** Time between two looks at the child processes of first threads, which is where most are, seconds. */
const LOOK_SECONDS = 2;
/** Time between two searches for those of all threads, seconds: shortest, and longest while there is nothing new. */
const SEARCH_SECONDS = 5;
const MAX_SEARCH_SECONDS = 30;
/** Most processes that are followed. */
const MAX_PROCESSES = 4096;
/**
 * Processes whose files stay open, up to three each. Those of more are opened for each reading: a program that starts
 * hundreds of others must not run out of descriptors because it is watched from inside.
 */
const MAX_OPEN = 64;

/** Which of the processes count. */
export interface TreeOptions {
  /** The first process is this one, which knows its own processor time exactly: the tree leaves that out. */
  readonly exact: boolean;
  /** Of the first process nothing counts but its child processes, those that have ended included. */
  readonly childrenOnly: boolean;
}

/** Files of one process. */
interface Member {
  readonly pid: number;
  readonly stat: KernelFile;
  readonly io: KernelFile;
  /** Child processes of the first thread. */
  readonly children: KernelFile;
  /** When the process was started; `undefined` before it was read for the first time. */
  startTicks: number | undefined;
}

/** Follows a program with all its child processes, theirs included; what measures it is none of them. */
export class ProcessTree {
  readonly #root: number;
  readonly #proc: string;
  readonly #units: MachineUnits;
  readonly #options: TreeOptions;
  readonly #members = new Map<number, Member>();
  #nextLook = Number.NEGATIVE_INFINITY;
  #nextSearch = Number.NEGATIVE_INFINITY;
  #pause = SEARCH_SECONDS;

  constructor(root: number, proc: string, units: MachineUnits, options: TreeOptions) {
    this.#root = root;
    this.#options = options;
    this.#proc = proc;
    this.#units = units;
    this.#add(root);
  }

  /** @param at seconds of a clock that nobody sets @returns `undefined` when the program itself has ended */
  read(at: number, withIo: boolean): TreeUsage | undefined {
    this.#findChildren(at);
    const { exact, childrenOnly } = this.#options;
    let userSeconds = 0;
    let systemSeconds = 0;
    let residentBytes = 0;
    let processes = 0;
    let io: { read: number; written: number } | undefined;
    for (const member of this.#members.values()) {
      const stat = this.#statOf(member);
      const isRoot = member.pid === this.#root;
      if (stat === undefined || !isSame(member, stat)) {
        if (isRoot) return undefined;
        this.#remove(member);
        continue;
      }
      const hasOwn = !(isRoot && (exact || childrenOnly));
      userSeconds += stat.endedUserSeconds + (hasOwn ? stat.userSeconds : 0);
      systemSeconds += stat.endedSystemSeconds + (hasOwn ? stat.systemSeconds : 0);
      if (isRoot && childrenOnly) continue;
      residentBytes += stat.residentBytes;
      processes += stat.isZombie ? 0 : 1;
      const traffic = withIo ? parseProcessIo(member.io.read() ?? '') : undefined;
      if (traffic !== undefined) {
        io = { read: (io?.read ?? 0) + traffic.read, written: (io?.written ?? 0) + traffic.written };
      }
    }
    return { userSeconds, systemSeconds, residentBytes, io, processes };
  }

  close(): void {
    for (const member of this.#members.values()) this.#remove(member);
  }

  #statOf({ stat }: Member): ProcessStat | undefined {
    const text = stat.read();
    return text === undefined ? undefined : parseProcessStat(text, this.#units);
  }

  #add(pid: number): void {
    const isMonitor = (pid === process.pid && pid !== this.#root) || measuringPrograms.has(pid);
    if (isMonitor || this.#members.has(pid) || this.#members.size >= MAX_PROCESSES) return;
    const folder = `${this.#proc}/${pid}`;
    const options = { keepOpen: this.#members.size < MAX_OPEN };
    this.#members.set(pid, {
      pid,
      stat: new KernelFile(`${folder}/stat`, options),
      io: new KernelFile(`${folder}/io`, options),
      children: new KernelFile(`${folder}/task/${pid}/children`, options),
      startTicks: undefined,
    });
  }

  #remove({ pid, stat, io, children }: Member): void {
    for (const file of [stat, io, children]) file.close();
    this.#members.delete(pid);
  }

  /** Looks now and then, and the less often the longer nothing changes: a program may have hundreds of threads. */
  #findChildren(at: number): void {
    const before = this.#members.size;
    if (at >= this.#nextSearch) {
      this.#search();
      const isNew = this.#members.size > before || this.#nextSearch === Number.NEGATIVE_INFINITY;
      this.#pause = isNew ? SEARCH_SECONDS : Math.min(this.#pause * 2, MAX_SEARCH_SECONDS);
      this.#nextSearch = at + this.#pause;
      this.#nextLook = at + LOOK_SECONDS;
    } else if (at >= this.#nextLook) {
      for (const [, { children }] of this.#members) this.#addAll(children.read() ?? '');
      this.#nextLook = at + LOOK_SECONDS;
    }
  }

  #addAll(children: string): void {
    for (const child of children.split(' ')) if (child.trim() !== '') this.#add(Number(child));
  }

  /** Adds the child processes of every thread of every member, and theirs: a map gives also what is added meanwhile. */
  #search(): void {
    let hasLists = false;
    for (const pid of this.#members.keys()) {
      const tasks = `${this.#proc}/${pid}/task`;
      for (const thread of namesIn(tasks)) {
        // A thread may have ended since the folder was read: that says nothing about the others.
        const children = textOf(`${tasks}/${thread}/children`);
        hasLists ||= children !== undefined;
        this.#addAll(children ?? '');
      }
    }
    // A kernel may be built without the lists (`CONFIG_PROC_CHILDREN`); a program that has ended has none either.
    if (!hasLists && textOf(`${this.#proc}/${this.#root}/stat`) !== undefined) this.#searchByParent();
  }

  /** Looks at all processes of the machine for those whose parent is a member. */
  #searchByParent(): void {
    const parents = new Map<number, number>();
    for (const name of namesIn(this.#proc)) {
      if (!/^\d+$/.test(name)) continue;
      // It may have ended since the folder was read.
      const stat = parseProcessStat(textOf(`${this.#proc}/${name}/stat`) ?? '', this.#units);
      if (stat !== undefined) parents.set(Number(name), stat.parent);
    }
    for (const [member] of this.#members) {
      for (const [pid, parent] of parents) if (parent === member) this.#add(pid);
    }
  }
}

/** Whether the process with a member's number is still the one that it was: numbers are given again. */
function isSame(member: Member, { startTicks }: ProcessStat): boolean {
  member.startTicks ??= startTicks;
  return member.startTicks === startTicks;
}
