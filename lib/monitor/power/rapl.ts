import { existsSync } from 'node:fs';
import { KernelFile } from '../linux/kernel-file.js';
import { namesIn, textOf } from '../linux/kernel-folder.js';
import type { Readings } from '../sampling/readings.js';
import type { Source, SourceContext } from '../sampling/source.js';
import { RANK_PARTS } from './ranks.js';

/** One counter of energy. */
interface Zone {
  /** `hw.id`. */
  readonly device: string;
  readonly counter: KernelFile;
  /** Microjoules at which the counter wraps around. */
  readonly range: number;
  readonly rank: number | undefined;
}

/** `intel-rapl:0` is a package, `intel-rapl:0:1` a part of it. The same counters come again as `intel-rapl-mmio`. */
const ZONE = /^intel-rapl:\d+(:\d+)?$/;

/**
 * Energy of Intel's and AMD's processors from the kernel's `powercap` folder: packages, their cores and graphics, memory
 * and, where there is one, the platform (`psys`). The counters wrap around, at about a quarter of a megajoule.
 */
export class RaplSource implements Source {
  readonly #zones: readonly Zone[];

  constructor({ sys, notice }: SourceContext) {
    const folder = `${sys}/class/powercap`;
    this.#zones = namesIn(folder)
      .filter((name) => ZONE.test(name))
      .sort()
      .flatMap((name) => openZone(folder, name) ?? []);
    const unreadable = this.#zones.length > 0 && this.#zones.every(({ counter }) => counter.read() === undefined);
    if (this.#zones.length === 0) {
      notice({ source: 'rapl', message: 'no energy of the processor: the kernel shows no counters (powercap)' });
    } else if (unreadable) {
      notice({
        source: 'rapl',
        message: `no energy of the processor: only root may read ${folder}/*/energy_uj (chmod a+r makes it readable)`,
      });
    }
  }

  read(into: Readings): void {
    for (const { device, counter, range, rank } of this.#zones) {
      const text = counter.read()?.trim();
      if (text === undefined || !/^\d+$/.test(text)) continue;
      const joules = into.energyIncrease(`power.rapl.${device}`, Number(text), range);
      const watts = joules === undefined || !into.elapsed ? undefined : joules / into.elapsed;
      into.power({ device, watts, joules: joules ?? 0, rank });
    }
  }

  close(): void {
    for (const { counter } of this.#zones) counter.close();
  }
}

function openZone(folder: string, zone: string): Zone | undefined {
  const path = `${folder}/${zone}`;
  const name = textOf(`${path}/name`)?.trim();
  const range = Number(textOf(`${path}/max_energy_range_uj`));
  if (name === undefined || !existsSync(`${path}/energy_uj`) || !(range > 0)) return undefined;
  const [, socket = '0', part] = zone.split(':');
  const counter = new KernelFile(`${path}/energy_uj`);
  const id = name
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '_')
    .replaceAll(/^_+|_+$/g, '');
  if (part === undefined) {
    // Energy of the platform contains the packages', but not on every machine; it stands for itself.
    const isPackage = name.startsWith('package');
    return { device: isPackage ? `package_${socket}` : id, counter, range, rank: isPackage ? RANK_PARTS : undefined };
  }
  // Cores and graphics are in their package's energy; memory is not.
  return { device: `${id}_${socket}`, counter, range, rank: id === 'dram' ? RANK_PARTS : undefined };
}
