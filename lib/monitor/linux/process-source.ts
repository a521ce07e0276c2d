import { availableParallelism } from 'node:os';
import type { Readings } from '../sampling/readings.js';
import { shareOfTime } from '../sampling/share.js';
import type { Source, SourceContext } from '../sampling/source.js';
import type { MonitorMetrics } from '../types.js';
import { readMachineUnits } from './machine.js';
import { ProcessTree } from './process-tree.js';

/** Processors that this process may run on (`sched_getaffinity(2)`). Asked once: the kernel looks it up anew each time. */
const processors = availableParallelism();

/**
 * The program with its child processes, from `/proc/<pid>/stat` and `io` (`proc(5)`). Memory is what is resident, so that
 * pages which several processes share count for each of them.
 */
export class ProcessSource implements Source {
  readonly #context: SourceContext;
  readonly #metrics: MonitorMetrics;
  readonly #tree: ProcessTree;

  constructor(context: SourceContext, metrics: MonitorMetrics) {
    this.#context = context;
    this.#metrics = metrics;
    this.#tree = new ProcessTree(context.pid, context.proc, readMachineUnits(context.proc), context);
  }

  read(into: Readings): void {
    const { cpu, memory, disk } = this.#metrics;
    const usage = this.#tree.read(into.at, disk);
    // The program has ended: nothing is in use by it, and nothing is known of it, which are different things.
    if (usage === undefined) return;
    if (cpu) {
      // The kernel counts in ticks of ten milliseconds; what this process itself has used is known exactly.
      const { exact, childrenOnly } = this.#context;
      const own = exact && !childrenOnly ? process.cpuUsage() : { user: 0, system: 0 };
      // Counters of their own: the sum of both would fall when a child process ends that nobody waits for, and take what
      // this process did meanwhile with it.
      const user = into.increase('cpu.process.user', usage.userSeconds);
      const system = into.increase('cpu.process.system', usage.systemSeconds);
      const ownUser = into.increase('cpu.own.user', own.user / 1e6);
      const ownSystem = into.increase('cpu.own.system', own.system / 1e6);
      addProcessorTime(into, plus(user, ownUser), plus(system, ownSystem));
    }
    if (memory) into.gauge('process_memory_megabytes', usage.residentBytes / 1e6);
    if (disk && usage.io !== undefined) {
      into.total('process_disk_read_megabytes', megabytes(into.increase('disk.process.read', usage.io.read)));
      into.total('process_disk_write_megabytes', megabytes(into.increase('disk.process.written', usage.io.written)));
    }
  }

  close(): void {
    this.#tree.close();
  }
}

/** Adds what a program used since the sample before. Seconds; `undefined` at first sight. */
export function addProcessorTime(into: Readings, user: number | undefined, system: number | undefined): void {
  into.total('process_cpu_user_seconds', user);
  into.total('process_cpu_system_seconds', system);
  if (user === undefined || system === undefined) return;
  const share = shareOfTime(user + system, into.elapsed);
  // A share of all processors; in processors it is `summary().cores`.
  if (share !== undefined) into.gauge('process_cpu_utilization_percentage', (share / processors) * 100);
}

function plus(a: number | undefined, b: number | undefined): number | undefined {
  return a === undefined || b === undefined ? undefined : a + b;
}

function megabytes(bytes: number | undefined): number | undefined {
  return bytes === undefined ? undefined : bytes / 1e6;
}
