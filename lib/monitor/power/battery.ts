import { existsSync } from 'node:fs';
import { KernelFile } from '../linux/kernel-file.js';
import { namesIn } from '../linux/kernel-folder.js';
import type { Readings } from '../sampling/readings.js';
import type { Source, SourceContext } from '../sampling/source.js';
import { PowerIntegral } from './power-integral.js';
import { RANK_BATTERY } from './ranks.js';

/**
 * Files of one battery (`Documentation/ABI/testing/sysfs-class-power`, in micro-units); which of them exist depends on the
 * machine: some tell power, others current and voltage.
 */
interface Battery {
  readonly device: string;
  readonly status: KernelFile;
  readonly capacity: KernelFile;
  readonly power: KernelFile;
  readonly current: KernelFile;
  readonly voltage: KernelFile;
  readonly drawn: PowerIntegral;
}

/** Charge of batteries, and what the machine draws from them while they discharge. */
export class BatterySource implements Source {
  readonly #batteries: readonly Battery[];
  readonly #now: () => number;

  constructor({ sys, notice, now }: SourceContext) {
    this.#now = now;
    const folder = `${sys}/class/power_supply`;
    const names = namesIn(folder).filter((name) => /^BAT/i.test(name) && existsSync(`${folder}/${name}/status`));
    this.#batteries = names.sort().map((name, index) => openBattery(`${folder}/${name}`, `battery_${index}`));
    if (names.length === 0) notice({ source: 'battery', message: 'no battery' });
  }

  read(into: Readings): void {
    for (const battery of this.#batteries) this.#readBattery(battery, into);
  }

  close(): void {
    for (const { status, capacity, power, current, voltage } of this.#batteries) {
      for (const file of [status, capacity, power, current, voltage]) file.close();
    }
  }

  #readBattery(battery: Battery, into: Readings): void {
    const { device, status, capacity, power, current, voltage, drawn } = battery;
    const charge = numberIn(capacity);
    if (charge !== undefined) into.deviceGauge(device, '_charge_percentage', charge);
    const discharges = status.read()?.trim() === 'Discharging';
    const micro = numberIn(power) ?? product(numberIn(current), numberIn(voltage));
    // On the mains nothing is drawn from it, and what charges it is not the machine's.
    // Some drivers write what is drawn as a negative current.
    const watts = discharges ? micro && Math.abs(micro) / 1e6 : 0;
    if (watts === undefined) return;
    // Also while nothing is drawn: the energy is the area below the line, which then begins at 0.
    drawn.add(watts, this.#now());
    const joules = drawn.take();
    if (discharges) into.power({ device, watts, joules, rank: RANK_BATTERY });
  }
}

function openBattery(path: string, device: string): Battery {
  const file = (name: string) => new KernelFile(`${path}/${name}`);
  return {
    device,
    status: file('status'),
    capacity: file('capacity'),
    power: file('power_now'),
    current: file('current_now'),
    voltage: file('voltage_now'),
    drawn: new PowerIntegral(),
  };
}

function numberIn(file: KernelFile): number | undefined {
  const text = file.read()?.trim() ?? '';
  // A battery that is being taken out gives an error or an empty text (ENODEV): neither is 0.
  return /^-?\d+$/.test(text) ? Number(text) : undefined;
}

/** Microampere times microvolt, in microwatt. */
function product(current: number | undefined, voltage: number | undefined): number | undefined {
  return current === undefined || voltage === undefined ? undefined : (current * voltage) / 1e6;
}
