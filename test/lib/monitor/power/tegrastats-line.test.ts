import assert from 'node:assert/strict';
import { parseTegraLine, railsOfModule } from '../../../../lib/monitor/power/tegrastats-line.js';

/** Lines of several models and releases, shortened where nothing of power is. */
const LINES: readonly (readonly [
  model: string,
  line: string,
  rails: Record<string, number>,
  gpu: number,
  module: number,
])[] = [
  [
    'Nano, JetPack 4',
    'RAM 1980/3964MB (lfb 3x4MB) SWAP 0/1982MB (cached 0MB) IRAM 0/252kB(lfb 252kB) CPU [25%@1479,24%@1479,27%@1479,26%@1479] EMC_FREQ 0% GR3D_FREQ 31% PLL@39C CPU@41.5C PMIC@100C GPU@40C AO@47.5C thermal@40.75C POM_5V_IN 3042/3042 POM_5V_GPU 41/41 POM_5V_CPU 712/712',
    { pom_5v_in: 3.042, pom_5v_gpu: 0.041, pom_5v_cpu: 0.712 },
    0.31,
    3.042,
  ],
  [
    'TX2',
    'RAM 2020/7852MB (lfb 1164x4MB) CPU [9%@345,21%@345,25%@345,3%@345,1%@345,1%@345] EMC_FREQ 0% GR3D_FREQ 0% PLL@42.5C PMIC@100C thermal@41.9C VDD_SYS_GPU 153/158 VDD_SYS_SOC 536/547 VDD_4V0_WIFI 633/527 VDD_IN 3140/3208 VDD_SYS_CPU 536/590 VDD_SYS_DDR 557/601',
    {
      vdd_sys_gpu: 0.153,
      vdd_sys_soc: 0.536,
      vdd_4v0_wifi: 0.633,
      vdd_in: 3.14,
      vdd_sys_cpu: 0.536,
      vdd_sys_ddr: 0.557,
    },
    0,
    3.14,
  ],
  [
    'AGX Xavier, JetPack 4',
    'RAM 3190/31919MB (lfb 6x4MB) CPU [1%@1190,0%@1190,off,off] EMC_FREQ 0% GR3D_FREQ 12% AO@29C GPU@29.5C Tdiode@31.75C PMIC@100C AUX@29C CPU@30C thermal@29.4C Tboard@29C GPU 310/310 CPU 621/621 SOC 932/932 CV 0/0 VDDRQ 155/155 SYS5V 1474/1474',
    { gpu: 0.31, cpu: 0.621, soc: 0.932, cv: 0, vddrq: 0.155, sys5v: 1.474 },
    0.12,
    3.492,
  ],
  [
    'Xavier NX, JetPack 5',
    '03-05-2023 16:12:01 RAM 1475/6857MB (lfb 1009x4MB) SWAP 0/3429MB (cached 0MB) CPU [3%@1190,2%@1190] EMC_FREQ 0%@204 GR3D_FREQ 7%@114 VIC_FREQ 0%@115 APE 150 AUX@36.5C VDD_IN 4067mW/4067mW VDD_CPU_GPU_CV 738mW/738mW VDD_SOC 1353mW/1353mW',
    { vdd_in: 4.067, vdd_cpu_gpu_cv: 0.738, vdd_soc: 1.353 },
    0.07,
    4.067,
  ],
  [
    'Orin Nano, JetPack 6',
    '11-15-2024 10:00:00 RAM 2245/7620MB (lfb 8x4MB) SWAP 0/3810MB (cached 0MB) CPU [0%@729,1%@729,0%@729,0%@729,0%@729,0%@729] GR3D_FREQ 100% cpu@47.75C soc2@47C gpu@46.6C tj@48C VDD_IN 4935mW/4870mW VDD_CPU_GPU_CV 514mW/508mW VDD_SOC 1477mW/1470mW',
    { vdd_in: 4.935, vdd_cpu_gpu_cv: 0.514, vdd_soc: 1.477 },
    1,
    4.935,
  ],
  [
    'AGX Orin, with rails that are wired to nothing',
    'RAM 13983/62780MB (lfb 424x4MB) CPU [90%@2201,100%@2201] EMC_FREQ 1%@2133 GR3D_FREQ 14%@[407,407] NVDLA0_FREQ @1600 APE 174 CV0@73.625C Tboard@62C VDD_GPU_SOC 3150mW/2971mW VDD_CPU_CV 14312mW/12415mW VIN_SYS_5V0 4968mW/5048mW NC 0mW/0mW VDDQ_VDD2_1V8AO 1091mW/1091mW NC 0mW/0mW',
    { vdd_gpu_soc: 3.15, vdd_cpu_cv: 14.312, vin_sys_5v0: 4.968, vddq_vdd2_1v8ao: 1.091 },
    0.14,
    23.521,
  ],
];

describe('monitor: lines of tegrastats', () => {
  for (const [model, line, rails, gpu, module] of LINES) {
    it(`of ${model} have their rails by name, whatever their order`, () => {
      const parsed = parseTegraLine(line);
      assert.deepEqual(Object.fromEntries(parsed?.rails ?? []), rails);
      assert.equal(parsed?.gpu, gpu);
      const counted = railsOfModule(parsed?.rails.keys() ?? []);
      const sum = [...(parsed?.rails ?? [])].reduce((all, [rail, watts]) => all + (counted.has(rail) ? watts : 0), 0);
      assert.equal(Number(sum.toFixed(6)), module);
    });
  }

  it('may have a GPU and no rails, as without the rights for them', () => {
    const parsed = parseTegraLine('RAM 1/2MB CPU [1%@1] GR3D_FREQ 5%@114');
    assert.deepEqual([parsed?.rails.size, parsed?.gpu], [0, 0.05]);
  });

  it('are nothing when they are odd', () => {
    for (const line of [
      '',
      'tegrastats: cannot open /sys/kernel/debug: Permission denied',
      'RAM 1980/3964MB SWAP 0/1982MB',
      'VDD_IN 4935mW/',
      'VDD_IN mW/4935mW',
      'VDD_IN -5mW/4935mW',
      'vdd_in 1mW/1mW',
      'VDD_IN 4935mW/4935mWx',
    ]) {
      assert.equal(parseTegraLine(line), undefined, line);
    }
  });
});
