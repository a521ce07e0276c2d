import assert from 'node:assert/strict';
import { type ChildProcess, fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { startHeflwr } from '../../bench/support/monitor/contestants.js';
import { createMonitor } from '../../lib/monitor/index.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { until } from '../support/until.js';
import { promtool } from './promtool.js';
import { pythonPeer } from './python.js';

/** A program that is busy, with a child process that is busy and holds memory. */
const PROGRAM = `
import { spawn } from 'node:child_process';
const child = spawn(process.execPath, ['-e', 'const a = Buffer.alloc(120e6, 1); setInterval(() => { for (const end = Date.now() + 20; Date.now() < end;) a[0]++; }, 30)']);
const timer = setInterval(() => { for (const end = Date.now() + 20; Date.now() < end;); }, 60);
process.on('disconnect', () => { child.kill(); process.exit(); });
setTimeout(() => process.send('ready'), 300);
`;

interface PsutilUse {
  readonly cpu: number;
  readonly memory: number;
}

interface PsutilEnd extends PsutilUse {
  readonly memoryPercent: number;
  readonly rows: number;
  readonly columns: readonly string[];
  readonly seconds: readonly number[];
  readonly shares: readonly string[];
}

describe('the monitor beside psutil, HeFlwr and Prometheus', () => {
  const folder = temporaryFolder('monitor-peer');
  let program: ChildProcess | undefined;
  after(() => {
    program?.disconnect();
    folder.remove();
  });

  it('says of a program with child processes and of the host what psutil says', async () => {
    const path = join(folder.path, 'program.mjs');
    writeFileSync(path, PROGRAM);
    program = fork(path);
    await once(program, 'message');
    const { pid = 0 } = program;
    const file = join(folder.path, 'samples.csv');
    const { python } = await pythonPeer('heflwr');
    const reader = spawn(python, ['test/peers/python/monitor_read.py', String(pid), file], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    const lines = createInterface({ input: reader.stdout })[Symbol.asyncIterator]();
    const said = async () => JSON.parse(String((await lines.next()).value)) as unknown;
    const ask = async () => {
      reader.stdin.write('used\n');
      return (await said()) as PsutilUse;
    };
    const before = (await said()) as PsutilUse;
    const monitor = createMonitor({ pid, interval: 0.5, file, otlp: false, metrics: { gpu: false, power: false } });
    await monitor.start();
    const begun = await ask();
    await sleep(4000);
    const ending = await ask();
    const { totals, gauges, cores = 0, seconds } = await monitor.stop();
    reader.stdin.write('end\n');
    const end = (await said()) as PsutilEnd;
    const ours = (totals.process_cpu_user_seconds ?? 0) + (totals.process_cpu_system_seconds ?? 0);
    // psutil looked before and after the monitor's first look, and before and after its last one.
    const [least, most] = [ending.cpu - begun.cpu, end.cpu - before.cpu];
    assert.ok(ours >= least - 0.1 && ours <= most + 0.1, `${ours} s of processor time, psutil ${least} to ${most} s`);
    assert.ok(least > 0.1, `the program was not busy: ${least} s`);
    assert.ok(Math.abs(cores * seconds - ours) < 1e-6);
    const memory = (gauges.process_memory_megabytes?.max ?? 0) * 1e6;
    assert.ok(Math.abs(memory - end.memory) < 0.2 * end.memory, `${memory} and ${end.memory} bytes`);
    const used = gauges.system_memory_usage_percentage;
    assert.ok(
      used !== undefined && Math.abs(used.mean - end.memoryPercent) < 10,
      `${used?.mean} and ${end.memoryPercent}`,
    );
    // Python's own reader of tables reads every line.
    assert.equal(end.rows, monitor.stats().taken);
    assert.ok(end.columns.includes('network_receive_megabytes'));
    assert.ok(end.seconds.every((second, row) => row === 0 || second > (end.seconds[row - 1] ?? 0)));
    assert.equal(end.shares[0], '');
    // The shares of the times between samples come to the whole.
    const shared = end.shares.reduce(
      (sum, share, row) => sum + (Number(share) / 100) * ((end.seconds[row] ?? 0) - (end.seconds[row - 1] ?? 0)),
      0,
    );
    assert.ok(Math.abs(shared * availableParallelism() - ours) < 0.1, `${shared} of all processors, ${ours} s`);
  });

  it('has no share of 0 where HeFlwr begins with one, and its first sample seconds before', async () => {
    const { python } = await pythonPeer('heflwr');
    const written = join(folder.path, 'heflwr.txt');
    const heflwr = await startHeflwr(python, 'thread', 1, written);
    const monitor = createMonitor({ interval: 1, otlp: false, metrics: { gpu: false, power: false } });
    const ready = monitor.start();
    assert.equal(monitor.stats().taken, 1, 'the first sample is there when start returns');
    await ready;
    const shares = () =>
      monitor.stats().samples.flatMap(({ resources }) => resources.process_cpu_utilization_percentage ?? []);
    const theirSamples = () =>
      (existsSync(written) ? readFileSync(written, 'utf8').match(/CPU Usage: .*\n/g) : []) ?? [];
    // Theirs has been seen to come when the next one is there.
    await until('HeFlwr has samples', () => theirSamples().length > 1, 120);
    await until('ours has shares', () => shares().length >= 6, 120);
    const theirs = await heflwr.stop();
    heflwr.kill();
    await monitor.stop();
    assert.equal(theirs.falseZeros, 1);
    assert.ok(theirs.firstSeconds > 4);
    assert.ok((shares()[0] ?? 0) > 0);
  });

  it('has an endpoint that Prometheus’ own checker finds right', async () => {
    const monitor = createMonitor({ interval: 0.1, prometheus: 0, otlp: false, metrics: { gpu: false, power: false } });
    await monitor.start();
    const { prometheusUrl = '' } = monitor;
    let page = '';
    await until('there is a share', async () => {
      page = await (await fetch(prometheusUrl)).text();
      return /^process_cpu_utilization_ratio \d/m.test(page);
    });
    await monitor.stop();
    const { status, output } = promtool(['check', 'metrics'], page);
    assert.ok(status === 0 || status === 3, output);
    assert.match(page, /^# TYPE system_network_io_bytes_total counter$/m);
    assert.match(page, /^# TYPE process_memory_usage_bytes gauge$/m);
  });
});
