import { existsSync } from 'node:fs';
import type { Readings } from '../sampling/readings.js';
import { shareOfTime } from '../sampling/share.js';
import type { Source, SourceContext } from '../sampling/source.js';
import type { MonitorMetrics } from '../types.js';
import { parseDiskTraffic, parseMemory, parseNetworkTraffic, parseProcessorTimes } from './host-files.js';
import { KernelFile } from './kernel-file.js';
import { namesIn } from './kernel-folder.js';

/** Bytes that hold the lines which are wanted of `/proc/stat` (ten numbers of at most 20 digits) and `/proc/meminfo`. */
const BEGINNING_BYTES = 512;

/** Whole disks whose traffic is another disk's as well, or none. */
const VIRTUAL_DISK = /^(loop|ram|zram|dm-|md|sr|fd|nbd)/;

/** Keys of an interface's counters among the readings. */
interface InterfaceKeys {
  readonly received: string;
  readonly sent: string;
}

/**
 * Processors, memory, disks and network of the host, from `/proc` (`proc_stat(5)`, `proc_meminfo(5)`, `proc_diskstats(5)`,
 * `/proc/net/dev`). Everything that runs on it is in these numbers. Inside a container they are the machine's too, but for
 * the network, which is the container's own: limits of control groups are not in them.
 */
export class HostSource implements Source {
  readonly #metrics: MonitorMetrics;
  readonly #sys: string;
  readonly #stat: KernelFile;
  readonly #meminfo: KernelFile;
  readonly #disks: KernelFile;
  readonly #network: KernelFile;
  /** Whole disks, by whether they count. */
  readonly #disksByName = new Map<string, boolean>();
  /** Keys of the counters of interfaces; `undefined` for those that do not count. */
  readonly #interfaces = new Map<string, InterfaceKeys | undefined>();
  /** Some interface is hardware. Looked up once: containers do not turn into machines. */
  readonly #hasDevices: boolean;
  /** Made once, not for each sample. */
  readonly #isOutward = (name: string): boolean => this.#keysOf(name) !== undefined;

  constructor({ proc, sys }: SourceContext, metrics: MonitorMetrics) {
    this.#metrics = metrics;
    this.#sys = sys;
    // Lines about single processors and interrupts follow, of which a large machine has thousands.
    this.#stat = new KernelFile(`${proc}/stat`, { beginningBytes: BEGINNING_BYTES });
    // `MemAvailable` is the third line since it came, with Linux 3.14.
    this.#meminfo = new KernelFile(`${proc}/meminfo`, { beginningBytes: BEGINNING_BYTES });
    this.#disks = new KernelFile(`${proc}/diskstats`);
    this.#network = new KernelFile(`${proc}/net/dev`);
    this.#hasDevices = namesIn(`${sys}/class/net`).some((name) => this.#isDevice(name));
  }

  read(into: Readings): void {
    const { cpu, memory, disk, network } = this.#metrics;
    if (cpu) this.#readProcessors(into);
    if (memory) this.#readMemory(into);
    if (disk) this.#readDisks(into);
    if (network) this.#readNetwork(into);
  }

  close(): void {
    for (const file of [this.#stat, this.#meminfo, this.#disks, this.#network]) file.close();
  }

  #readProcessors(into: Readings): void {
    const times = parseProcessorTimes(this.#stat.read() ?? '');
    if (times === undefined) return;
    const busy = into.increase('cpu.host.busy', times.busy);
    const all = into.increase('cpu.host.all', times.all);
    if (busy === undefined || all === undefined || all === 0) return;
    // Ticks of all processors against each other: what has passed is in the same unit, and counted at the same moment,
    // which the clock of a sample is not.
    const share = shareOfTime(busy, into.elapsed);
    if (share !== undefined) into.gauge('cpu_utilization_percentage', (busy / all) * 100);
  }

  #readMemory(into: Readings): void {
    const memory = parseMemory(this.#meminfo.read() ?? '');
    if (memory === undefined) return;
    into.gauge('system_memory_usage_megabytes', memory.used / 1e6);
    into.gauge('system_memory_usage_percentage', (memory.used / memory.total) * 100);
  }

  #readDisks(into: Readings): void {
    let [read, written, known] = [0, 0, false];
    for (const disk of parseDiskTraffic(this.#disks.read() ?? '')) {
      if (!this.#isWholeDisk(disk.name)) continue;
      known = true;
      read += into.increase(`disk.read.${disk.name}`, disk.read) ?? 0;
      written += into.increase(`disk.written.${disk.name}`, disk.written) ?? 0;
    }
    if (!known) return;
    into.total('disk_read_megabytes', read / 1e6);
    into.total('disk_write_megabytes', written / 1e6);
  }

  #readNetwork(into: Readings): void {
    let received = 0;
    let sent = 0;
    let known = false;
    for (const link of parseNetworkTraffic(this.#network.read() ?? '', this.#isOutward)) {
      const keys = this.#keysOf(link.name);
      if (keys === undefined) continue;
      known = true;
      received += into.increase(keys.received, link.received) ?? 0;
      sent += into.increase(keys.sent, link.sent) ?? 0;
    }
    if (!known) return;
    into.total('network_receive_megabytes', received / 1e6);
    into.total('network_transmit_megabytes', sent / 1e6);
  }

  /** A partition is in its disk's numbers. */
  #isWholeDisk(name: string): boolean {
    let known = this.#disksByName.get(name);
    if (known === undefined) {
      // The folder has whole disks only; a slash in a device's name is written as `!` there (`cciss/c0d0`).
      known = !VIRTUAL_DISK.test(name) && existsSync(`${this.#sys}/block/${name.replaceAll('/', '!')}`);
      this.#disksByName.set(name, known);
    }
    return known;
  }

  /** Bridges and tunnels pass on what a device sends. Inside a container nothing is a device, and all but loopback counts. */
  #keysOf(name: string): InterfaceKeys | undefined {
    const known = this.#interfaces.get(name);
    if (known !== undefined || this.#interfaces.has(name)) return known;
    const isOutward = name !== 'lo' && (!this.#hasDevices || this.#isDevice(name));
    const keys = isOutward ? { received: `network.received.${name}`, sent: `network.sent.${name}` } : undefined;
    this.#interfaces.set(name, keys);
    return keys;
  }

  #isDevice(name: string): boolean {
    return existsSync(`${this.#sys}/class/net/${name}/device`);
  }
}
