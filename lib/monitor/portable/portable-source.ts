import { addProcessorTime } from '../linux/process-source.js';
import { PowerIntegral } from '../power/power-integral.js';
import { RANK_PARTS } from '../power/ranks.js';
import type { Readings } from '../sampling/readings.js';
import type { Source, SourceContext } from '../sampling/source.js';
import type { MonitorMetrics } from '../types.js';
import {
  type GraphicsInformation,
  INSTALL_SYSTEM_INFORMATION,
  type LoadSystemInformation,
  loadSystemInformation,
  type SystemInformation,
} from './system-information.js';

/** Asking for graphics cards starts programs: seconds between two questions. */
const GRAPHICS_SECONDS = 10;

/** What is asked of the package. */
export interface PortableQuestions {
  /** Host and other programs: where the kernel has no `/proc`. */
  readonly host: boolean;
  /** Graphics cards. */
  readonly graphics: boolean;
}

/** Answers as they came last. Shares in percent, memory in bytes, traffic in bytes since the interfaces came up. */
interface Answers {
  load?: number;
  memory?: { readonly total: number; readonly used: number };
  network?: { readonly received: number; readonly sent: number };
  program?: { readonly cpu: number; readonly residentBytes: number };
  graphics?: readonly GraphicsInformation[];
}

/**
 * What the kernel's files do not tell, from the package `systeminformation`: everything on macOS and Windows, and
 * graphics cards that are not NVIDIA's. It answers later than asked: a sample has the answers to the one before.
 */
export class PortableSource implements Source {
  readonly #context: SourceContext;
  readonly #metrics: MonitorMetrics;
  readonly #questions: PortableQuestions;
  readonly #load: LoadSystemInformation;
  #package: SystemInformation | undefined | 'missing';
  #asking = false;
  #answers: Answers = {};
  #graphicsAt = Number.NEGATIVE_INFINITY;
  readonly #power = new Map<number, PowerIntegral>();

  constructor(
    context: SourceContext,
    metrics: MonitorMetrics,
    questions: PortableQuestions,
    load = loadSystemInformation,
  ) {
    this.#context = context;
    this.#metrics = metrics;
    this.#questions = questions;
    this.#load = load;
  }

  read(into: Readings): void {
    if (this.#questions.host) this.#readHost(into);
    if (this.#questions.graphics) this.#readGraphics(into);
    // One question at a time: where an answer takes longer than an interval, questions would pile up.
    if (!this.#asking && this.#package !== 'missing') void this.#ask();
  }

  close(): void {
    this.#package = 'missing';
  }

  #readHost(into: Readings): void {
    const { load, memory, network, program } = this.#answers;
    const { cpu, memory: wantsMemory, network: wantsNetwork } = this.#metrics;
    if (this.#context.exact) this.#readSelf(into);
    else if (program !== undefined) {
      if (cpu) into.gauge('process_cpu_utilization_percentage', program.cpu);
      if (wantsMemory) into.gauge('process_memory_megabytes', program.residentBytes / 1e6);
    }
    if (cpu && load !== undefined) into.gauge('cpu_utilization_percentage', load);
    if (wantsMemory && memory !== undefined) {
      into.gauge('system_memory_usage_megabytes', memory.used / 1e6);
      into.gauge('system_memory_usage_percentage', (memory.used / memory.total) * 100);
    }
    if (wantsNetwork && network !== undefined) {
      const received = into.increase('network.received', network.received) ?? 0;
      const sent = into.increase('network.sent', network.sent) ?? 0;
      into.total('network_receive_megabytes', received / 1e6);
      into.total('network_transmit_megabytes', sent / 1e6);
    }
  }

  /** Node.js knows its own process everywhere; its child processes it does not. */
  #readSelf(into: Readings): void {
    if (this.#metrics.cpu) {
      const { user, system } = process.cpuUsage();
      const seconds = [into.increase('cpu.own.user', user / 1e6), into.increase('cpu.own.system', system / 1e6)];
      addProcessorTime(into, seconds[0], seconds[1]);
    }
    if (this.#metrics.memory) into.gauge('process_memory_megabytes', process.memoryUsage.rss() / 1e6);
  }

  #readGraphics(into: Readings): void {
    for (const [index, card] of (this.#answers.graphics ?? []).entries()) {
      const device = `gpu_${index}`;
      const { utilizationGpu: busy, memoryUsed: used, memoryTotal: total } = card;
      if (this.#metrics.gpu && isNumber(busy)) into.deviceGauge(device, '_utilization_percentage', busy);
      if (this.#metrics.gpu && isNumber(used)) {
        into.deviceGauge(device, '_memory_usage_megabytes', (used * 1024 * 1024) / 1e6);
        if (isNumber(total) && total > 0) into.deviceGauge(device, '_memory_usage_percentage', (used / total) * 100);
      }
      const power = this.#power.get(index);
      if (this.#metrics.power && power !== undefined) {
        into.power({ device, watts: power.watts, joules: power.take(), rank: RANK_PARTS });
      }
    }
  }

  async #ask(): Promise<void> {
    this.#asking = true;
    try {
      const known = await this.#packageOf();
      if (known === undefined) return;
      if (this.#questions.host) await this.#askHost(known);
      if (this.#questions.graphics && this.#context.now() - this.#graphicsAt >= GRAPHICS_SECONDS) {
        this.#graphicsAt = this.#context.now();
        this.#takeGraphics((await known.graphics()).controllers);
      }
    } catch (error) {
      this.#package = 'missing';
      const reason = error instanceof Error ? error.message : String(error);
      this.#context.notice({ source: 'systeminformation', message: `the package failed: ${reason}` });
    } finally {
      this.#asking = false;
    }
  }

  async #packageOf(): Promise<SystemInformation | undefined> {
    if (this.#package === 'missing') return undefined;
    try {
      const known = this.#package ?? (await this.#load());
      // It may have been closed meanwhile, and then stays so.
      this.#package ??= known;
      return known;
    } catch {
      this.#package = 'missing';
      const what = this.#questions.host ? 'nothing of the host' : 'no GPU but NVIDIA’s';
      const message = `${what}: the package systeminformation is not installed. Run: ${INSTALL_SYSTEM_INFORMATION}`;
      this.#context.notice({ source: 'systeminformation', message });
      return undefined;
    }
  }

  async #askHost(known: SystemInformation): Promise<void> {
    const { cpu, memory, network } = this.#metrics;
    if (cpu) this.#answers.load = (await known.currentLoad()).currentLoad;
    if (memory) {
      const { total, available } = await known.mem();
      this.#answers.memory = { total, used: total - available };
    }
    if (network) {
      // Without a name it answers for the default interface alone; loopback is `lo` on Linux and `lo0` on macOS.
      const links = (await known.networkStats('*')).filter(({ iface }) => !/^lo\d*$/i.test(iface));
      const sum = (read: (link: (typeof links)[number]) => number) =>
        links.reduce((all, link) => all + (read(link) || 0), 0);
      this.#answers.network = { received: sum((link) => link.rx_bytes), sent: sum((link) => link.tx_bytes) };
    }
    // The list of all processes is dear, and this process knows itself.
    if (!this.#context.exact && (cpu || memory)) {
      this.#answers.program = usageOf((await known.processes()).list, this.#context.pid);
    }
  }

  #takeGraphics(cards: readonly GraphicsInformation[]): void {
    this.#answers.graphics = cards;
    for (const [index, { powerDraw }] of cards.entries()) {
      if (!isNumber(powerDraw)) continue;
      const power = this.#power.get(index) ?? new PowerIntegral();
      power.add(powerDraw, this.#context.now());
      this.#power.set(index, power);
    }
  }
}

/** What a process and its child processes, theirs included, use together. */
function usageOf(
  list: readonly { readonly pid: number; readonly parentPid: number; readonly cpu: number; readonly memRss: number }[],
  root: number,
): { cpu: number; residentBytes: number } {
  const members = new Set([root]);
  // The list is in no order: a child process may stand before its parent.
  for (let size = 0; size !== members.size; ) {
    size = members.size;
    for (const { pid, parentPid } of list) if (members.has(parentPid)) members.add(pid);
  }
  const own = list.filter(({ pid }) => members.has(pid));
  return {
    cpu: own.reduce((sum, { cpu }) => sum + cpu, 0),
    residentBytes: own.reduce((sum, { memRss }) => sum + memRss * 1024, 0),
  };
}

function isNumber(value: number | null | undefined): value is number {
  return typeof value === 'number' && Number.isFinite(value);
}
