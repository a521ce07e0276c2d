import assert from 'node:assert/strict';
import fc from 'fast-check';
import { HostSource } from '../../../../lib/monitor/linux/host-source.js';
import { ProcessSource } from '../../../../lib/monitor/linux/process-source.js';
import { ALL_METRICS } from '../../../../lib/monitor/options.js';
import { BatterySource } from '../../../../lib/monitor/power/battery.js';
import { RaplSource } from '../../../../lib/monitor/power/rapl.js';
import { Readings } from '../../../../lib/monitor/sampling/readings.js';
import { temporaryFolder } from '../../../support/temporary-folder.js';
import { createFakeMachine, type FakeMachine, statLine } from '../support/kernel-folder.js';

/** What is measured of, by its path, with a text as the kernel writes it; `#` stands for a number. */
const FILES: Readonly<Record<string, string>> = {
  'proc/10/stat': statLine(10, 1, { user: 100, pages: 5 }).replaceAll(' 100 ', ' # '),
  'proc/10/io': 'read_bytes: #\nwrite_bytes: #\n',
  'proc/10/task/10/children': '# 11 ',
  'proc/stat': 'cpu  # 0 # 800 0 0 0 0 0 0\n',
  'proc/meminfo': 'MemTotal: # kB\nMemFree:  1 kB\nMemAvailable: # kB\n',
  'proc/diskstats': ' 259 0 nvme0n1 10 0 # 5 20 0 # 6 0 7 8\n',
  'proc/net/dev': 'a|b\n c|d\n  eth0: # 1 0 0 0 0 0 0 # 1 0 0 0 0 0 0\n',
  'sys/class/powercap/intel-rapl:0/energy_uj': '#\n',
  'sys/class/power_supply/BAT0/capacity': '#\n',
  'sys/class/power_supply/BAT0/current_now': '#\n',
  'sys/class/power_supply/BAT0/voltage_now': '#\n',
};

/** Numbers as no machine has them, and what is none. */
const ODD = fc.oneof(
  fc.constantFrom('0', '-1', '18446744073709551615', '9'.repeat(400), `-${'9'.repeat(400)}`, '1e999', 'NaN', '', '\0'),
  fc.bigInt({ min: 0n, max: 2n ** 70n }).map(String),
  fc.string({ maxLength: 8 }),
);

describe('monitor: odd machines', () => {
  let folder: ReturnType<typeof temporaryFolder>;
  let machine: FakeMachine;

  beforeEach(() => {
    folder = temporaryFolder('odd');
    machine = createFakeMachine(folder.path);
    machine.write('sys/block/nvme0n1/size', '1');
    machine.write('sys/class/powercap/intel-rapl:0/name', 'package-0');
    machine.write('sys/class/powercap/intel-rapl:0/max_energy_range_uj', '262143328850');
    machine.write('sys/class/power_supply/BAT0/status', 'Discharging');
  });
  afterEach(() => folder.remove());

  const openSources = () => [
    new ProcessSource(machine.context, ALL_METRICS),
    new HostSource(machine.context, ALL_METRICS),
    new RaplSource(machine.context),
    new BatterySource(machine.context),
  ];

  it('give numbers or nothing, whatever stands in their files, and totals that never fall', () => {
    const [names, texts] = [Object.keys(FILES), Object.values(FILES)];
    const change = fc.tuple(fc.integer({ min: 0, max: names.length - 1 }), ODD, fc.boolean());
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 30 }), (changes) => {
        for (const [index, name] of names.entries()) machine.write(name, texts[index]?.replaceAll('#', '1000') ?? '');
        const sources = openSources();
        const readings = new Readings();
        const highest = new Map<string, number>();
        for (const [at, [index, odd, whole]] of changes.entries()) {
          machine.write(names[index] ?? '', whole ? odd : (texts[index]?.replaceAll('#', odd) ?? ''));
          machine.at = at;
          readings.begin(at);
          for (const source of sources) source.read(readings);
          for (const [name, value] of Object.entries(readings.end())) {
            assert.ok(Number.isFinite(value), `${name} is ${value}`);
            if (!/(_seconds|_joules|_(read|write|receive|transmit)_megabytes)$/.test(name)) continue;
            assert.ok(value >= (highest.get(name) ?? 0), `${name} fell to ${value}`);
            highest.set(name, value);
          }
        }
        for (const source of sources) source.close();
      }),
      { numRuns: 60 },
    );
  });

  it('give nothing where there is neither /proc nor /sys, and fail neither then nor when they come later', () => {
    folder.remove();
    const sources = openSources();
    const readings = new Readings();
    for (const at of [1, 2, 40]) {
      readings.begin(at);
      for (const source of sources) source.read(readings);
      assert.deepEqual(readings.end(), {});
      if (at === 2) for (const [name, text] of Object.entries(FILES)) machine.write(name, text.replaceAll('#', '1'));
    }
    for (const source of sources) source.close();
  });

  it('without control groups, or with groups of either version, give the same', () => {
    for (const [name, text] of Object.entries(FILES)) machine.write(name, text.replaceAll('#', '1000'));
    const sample = (): Record<string, number> => {
      const readings = new Readings();
      const sources = openSources();
      for (const at of [1, 2]) {
        readings.begin(at);
        for (const source of sources) source.read(readings);
      }
      for (const source of sources) source.close();
      return readings.end();
    };
    const without = sample();
    assert.ok(Object.keys(without).length > 5);
    machine.write('sys/fs/cgroup/cpu/cpu.cfs_quota_us', '50000');
    machine.write('sys/fs/cgroup/memory/memory.limit_in_bytes', '9223372036854771712');
    assert.deepEqual(sample(), without);
    machine.write('sys/fs/cgroup/cpu.max', 'max 100000');
    machine.write('sys/fs/cgroup/memory.max', '1000');
    assert.deepEqual(sample(), without);
  });
});
