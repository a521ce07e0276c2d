import assert from 'node:assert/strict';
import { ChildProcess } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ALL_METRICS } from '../../../../lib/monitor/options.js';
import { createLineSplitter, measuringPrograms, startLineProgram } from '../../../../lib/monitor/power/line-program.js';
import { NvidiaSource, parseGpuLine } from '../../../../lib/monitor/power/nvidia-smi.js';
import { TegrastatsSource } from '../../../../lib/monitor/power/tegrastats.js';
import { Readings } from '../../../../lib/monitor/sampling/readings.js';
import { monotonicSeconds } from '../../../../lib/monitor/sampling/sampler.js';
import type { Source, SourceContext } from '../../../../lib/monitor/sampling/source.js';
import { temporaryFolder } from '../../../support/temporary-folder.js';
import { until } from '../../../support/until.js';
import { createFakeMachine, type FakeMachine } from '../support/kernel-folder.js';

describe('monitor: programs that measure', () => {
  let folder: ReturnType<typeof temporaryFolder>;
  let machine: FakeMachine;
  let source: Source | undefined;

  beforeEach(() => {
    folder = temporaryFolder('programs');
    machine = createFakeMachine(folder.path);
  });
  afterEach(() => {
    source?.close();
    source = undefined;
    folder.remove();
  });

  /** A program that does what `body` says. */
  function program(body: string): readonly string[] {
    const path = join(folder.path, 'program.mjs');
    writeFileSync(path, body);
    return [process.execPath, path];
  }

  const context = (changes: Partial<SourceContext>): SourceContext => ({
    ...machine.context,
    now: monotonicSeconds,
    ...changes,
  });

  /** Samples until one has the field. */
  async function sampleWith(field: string, readings = new Readings()): Promise<Record<string, number>> {
    let sample: Record<string, number> = {};
    await until(`there is ${field}`, () => {
      readings.begin(monotonicSeconds());
      source?.read(readings);
      sample = readings.end();
      return field in sample;
    });
    return sample;
  }

  const TEGRA = 'RAM 1/2MB GR3D_FREQ 40% VDD_IN 5000mW/5000mW VDD_CPU_GPU_CV 500mW/500mW VDD_SOC 1500mW/1500mW';

  it('a program that could not be started, and is closed before anybody knows, is not signalled: it has no process id', async () => {
    const { kill } = ChildProcess.prototype;
    const signalled: unknown[] = [];
    ChildProcess.prototype.kill = function (signal) {
      signalled.push([this.pid, signal]);
      return false;
    };
    try {
      startLineProgram([join(folder.path, 'missing')], { onLine: () => undefined, onEnd: () => undefined }).close();
      assert.deepEqual(signalled, []);
      const running = startLineProgram(program('setInterval(() => 0, 1e6)'), {
        onLine: () => undefined,
        onEnd: () => undefined,
      });
      const [pid = 0] = measuringPrograms;
      running.close();
      assert.deepEqual(signalled, [[pid, 'SIGTERM']]);
      process.kill(pid, 'SIGKILL');
      await until('it has ended', () => measuringPrograms.size === 0);
    } finally {
      ChildProcess.prototype.kill = kill;
    }
  });

  it('a program whose start is refused at once is told as any other that cannot be used', async () => {
    const ends: unknown[] = [];
    const running = startLineProgram(['a\0b'], {
      onLine: () => undefined,
      onEnd: (reason, installed) => ends.push([reason, installed]),
    });
    assert.deepEqual(ends, [], 'not before the caller has it');
    await until('its end is told', () => ends.length > 0);
    running.close();
    assert.deepEqual(ends, [['a\0b ended (ERR_INVALID_ARG_VALUE)', true]]);
  });

  it('tegrastats is one program that runs on, its energy over true time', async () => {
    source = new TegrastatsSource(
      context({
        intervalSeconds: 0.2,
        tegrastats: program(`
          console.error(process.argv.slice(2).join(' '));
          console.log('odd line'); console.log('${TEGRA}');
          setInterval(() => console.log('${TEGRA}'), 20);`),
      }),
      ALL_METRICS,
    );
    const readings = new Readings();
    const start = monotonicSeconds();
    await sampleWith('rail_vdd_in_power_usage_watts', readings);
    await until(
      'there is energy',
      async () => ((await sampleWith('host_energy_joules', readings)).host_energy_joules ?? 0) > 0.1,
    );
    // The newest line is of the moment for some seconds: a program that gets no processor for as long has no power.
    const sample = await sampleWith('host_power_usage_watts', readings);
    const seconds = monotonicSeconds() - start;
    assert.equal(sample.host_power_usage_watts, 5);
    assert.equal(sample.rail_vdd_soc_power_usage_watts, 1.5);
    assert.equal(sample.gpu_0_utilization_percentage, 40);
    const joules = sample.host_energy_joules ?? 0;
    assert.ok(joules > 0 && joules <= 5 * seconds, `${joules} J in ${seconds} s of 5 W`);
    assert.deepEqual(machine.notices, []);
    assert.equal(measuringPrograms.size, 1);
  });

  it('tegrastats that ends early is said once, and everything else goes on', async () => {
    source = new TegrastatsSource(context({ tegrastats: program('process.exit(3)') }), ALL_METRICS);
    await until('something is said', () => machine.notices.length > 0);
    assert.deepEqual(machine.notices, [
      {
        source: 'tegrastats',
        message: `no power of the Jetson's rails from now on: ${process.execPath} ended (exit code 3)`,
      },
    ]);
    const readings = new Readings();
    readings.begin(1);
    source.read(readings);
    assert.deepEqual(readings.end(), {});
  });

  it('a program that has worked and ends is started again', async () => {
    const lines: string[] = [];
    const running = startLineProgram(program("console.log('line'); setTimeout(() => process.exit(1), 10);"), {
      onLine: (line) => lines.push(line),
      onEnd: () => undefined,
    });
    await until('it has been started twice', () => lines.length >= 2);
    running.close();
    await until('it has ended', () => measuringPrograms.size === 0);
  });

  it('one that is not installed is said in words that help', async () => {
    source = new NvidiaSource(context({ nvidiaSmi: ['fedotel-no-such-program'] }), ALL_METRICS);
    await until('something is said', () => machine.notices.length > 0);
    assert.deepEqual(machine.notices, [
      { source: 'nvidia-smi', message: 'no NVIDIA GPU: fedotel-no-such-program is not installed' },
    ]);
  });

  it('nvidia-smi tells of every card, and what a card does not tell is absent', async () => {
    source = new NvidiaSource(
      context({
        nvidiaSmi: program(`
          const print = () => console.log('0, 35, 1024, 16384, 75.50\\n1, [N/A], 512, 16384, [Not Supported]');
          print(); setInterval(print, 20);`),
      }),
      ALL_METRICS,
    );
    const sample = await sampleWith('gpu_1_memory_usage_percentage');
    assert.equal(sample.gpu_0_utilization_percentage, 35);
    assert.equal(sample.gpu_0_memory_usage_megabytes, 1073.741824);
    assert.equal(sample.gpu_0_memory_usage_percentage, 6.25);
    assert.equal(sample.gpu_0_power_usage_watts, 75.5);
    assert.equal(sample.host_power_usage_watts, 75.5);
    assert.equal('gpu_1_utilization_percentage' in sample, false);
    assert.equal('gpu_1_power_usage_watts' in sample, false);
  });
});

describe('monitor: lines of nvidia-smi', () => {
  it('have numbers without units', () => {
    assert.deepEqual(parseGpuLine('3, 7, 1, 2, 10.5'), {
      index: 3,
      busy: 0.07,
      memoryUsed: 1_048_576,
      memoryTotal: 2_097_152,
      watts: 10.5,
    });
  });

  it('are nothing without the number of a card', () => {
    for (const line of ['', 'No devices were found', '-1, 2, 3, 4, 5', '99, 1, 1, 1, 1', '0.5, 1, 1, 1, 1']) {
      assert.equal(parseGpuLine(line), undefined, line);
    }
  });
});

describe('monitor: lines of a program', () => {
  it('are whole wherever the pieces were cut, also inside a character', () => {
    const lines: string[] = [];
    const take = createLineSplitter((line) => lines.push(line));
    const bytes = Buffer.from('one\r\ntwö\n\nthree');
    for (const byte of bytes) take(Buffer.from([byte]));
    assert.deepEqual(lines, ['one', 'twö']);
  });

  it('that do not end are thrown away before they fill memory', () => {
    const lines: string[] = [];
    const take = createLineSplitter((line) => lines.push(line));
    for (let piece = 0; piece < 100; piece++) take(Buffer.alloc(1000, 'x'));
    take(Buffer.from('\nnext\n'));
    assert.equal(lines.at(-1), 'next');
    assert.ok(lines.every((line) => line.length <= 16_384));
  });
});
