import assert from 'node:assert/strict';
import {
  parseDiskTraffic,
  parseMemory,
  parseNetworkTraffic,
  parseProcessorTimes,
} from '../../../lib/monitor/linux/host-files.js';
import { parseProcessIo, parseProcessStat } from '../../../lib/monitor/linux/process-stat.js';
import { createLineSplitter } from '../../../lib/monitor/power/line-program.js';
import { parseGpuLine } from '../../../lib/monitor/power/nvidia-smi.js';
import { parseTegraLine, railsOfModule } from '../../../lib/monitor/power/tegrastats-line.js';
import type { FuzzTarget } from '../fuzz.js';

const UNITS = { ticksPerSecond: 100, pageBytes: 4096 };

const SEEDS: readonly string[] = [
  'RAM 1980/3964MB (lfb 3x4MB) CPU [25%@1479,off] EMC_FREQ 0% GR3D_FREQ 31% PLL@39C POM_5V_IN 3042/3042 POM_5V_GPU 41/41\n',
  '03-05-2023 16:12:01 RAM 1475/6857MB GR3D_FREQ 7%@114 VDD_IN 4067mW/4067mW VDD_CPU_GPU_CV 738mW/738mW NC 0mW/0mW\r\n',
  '0, 31, 1024, 8192, 70.25\n1, [N/A], [Not Supported], 8192, [N/A]\n',
  'cpu  10 20 30 40 50 60 70 80 90 100\ncpu0 1 2 3 4\n',
  'MemTotal: 100 kB\nMemFree: 10 kB\nMemAvailable: 50 kB\n',
  '   8       0 sda 1 2 3 4 5 6 7 8 9 10 11\n',
  'Inter-| Receive | Transmit\n face |bytes\n  lo: 1 2 3 4 5 6 7 8 9 10\neth0: 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16\n',
  '42 (a (b) c) S 1 42 42 0 -1 0 0 0 0 0 1 2 3 4 20 0 1 0 5 1000 25 0\nread_bytes: 1\nwrite_bytes: 2\n',
];

/** What programs and the kernel say about power, cards and processes: numbers, or nothing. */
export function monitorTarget(): FuzzTarget {
  return {
    name: 'what the monitor reads',
    seeds: SEEDS.map((text) => Buffer.from(text)),
    words: [
      'VDD_IN ',
      'GR3D_FREQ ',
      'mW/',
      '[N/A]',
      '%',
      'cpu ',
      'eth0:',
      'MemTotal:',
      '99999999999999999999',
      ') ',
      '\n',
    ],
    watched: /\/lib\/monitor\//,
    run(input) {
      const text = Buffer.from(input).toString('latin1');
      const split = createLineSplitter(takeLine);
      const middle = Math.floor(input.length / 2);
      for (const piece of [input.subarray(0, middle), input.subarray(middle)]) split(Buffer.from(piece));
      const numbers = [
        ...Object.values(parseProcessorTimes(text) ?? {}),
        ...Object.values(parseMemory(text) ?? {}),
        ...Object.values(parseProcessIo(text) ?? {}),
        ...[...parseDiskTraffic(text), ...parseNetworkTraffic(text)].flatMap((traffic) => Object.values(traffic)),
      ].filter((value) => typeof value !== 'string');
      for (const number of numbers) assert.ok(Number.isFinite(number), String(number));
      parseProcessStat(text, UNITS);
    },
  };
}

function takeLine(line: string): void {
  const tegra = parseTegraLine(line);
  if (tegra !== undefined) {
    railsOfModule(tegra.rails.keys());
    for (const watts of tegra.rails.values()) assert.ok(watts >= 0, line);
    assert.ok(tegra.gpu === undefined || (tegra.gpu >= 0 && tegra.gpu <= 1), line);
  }
  const gpu = parseGpuLine(line);
  if (gpu !== undefined) assert.ok(Number.isSafeInteger(gpu.index) && gpu.index >= 0, line);
}
