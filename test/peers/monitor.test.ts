import assert from 'node:assert/strict';
import { type ChildProcess, fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { startHeflwr } from '../../bench/support/monitor/contestants.js';
import { createMonitor } from '../../lib/monitor/index.js';
import { temporaryFolder } from '../support/temporary-folder.js';
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
    const before = JSON.parse(String((await lines.next()).value)) as PsutilUse;
    const monitor = createMonitor({ pid, interval: 0.5, file, otlp: false, metrics: { gpu: false, power: false } });
    await monitor.start();
    await sleep(4000);
    const { totals, gauges, cores = 0, seconds } = await monitor.stop();
    reader.stdin.write('end\n');
    const end = JSON.parse(String((await lines.next()).value)) as PsutilEnd;
    const ours = (totals.process_cpu_user_seconds ?? 0) + (totals.process_cpu_system_seconds ?? 0);
    // psutil looked some time before and after: it has seen no less, and not much more.
    const theirs = end.cpu - before.cpu;
    assert.ok(ours <= theirs + 0.1, `${ours} s of processor time, psutil ${theirs} s`);
    assert.ok(ours >= theirs * 0.4, `${ours} s of processor time, psutil ${theirs} s`);
    assert.ok(Math.abs(cores * seconds - ours) < 1e-6);
    const share = gauges.process_cpu_utilization_percentage?.mean ?? 0;
    assert.ok(Math.abs((share / 100) * availableParallelism() - cores) < 0.25 * cores, `${share} % and ${cores}`);
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
  });

  it('has no share of 0 where HeFlwr begins with one, and its first sample seconds before', async () => {
    const { python } = await pythonPeer('heflwr');
    const heflwr = await startHeflwr(python, 'thread', 1, join(folder.path, 'heflwr.txt'));
    const monitor = createMonitor({ interval: 1, otlp: false, metrics: { gpu: false, power: false } });
    const ready = monitor.start();
    assert.equal(monitor.stats().taken, 1, 'the first sample is there when start returns');
    await ready;
    await sleep(7000);
    const theirs = await heflwr.stop();
    heflwr.kill();
    await monitor.stop();
    const shares = monitor
      .stats()
      .samples.flatMap(({ resources }) => resources.process_cpu_utilization_percentage ?? []);
    assert.equal(theirs.falseZeros, 1);
    assert.ok(theirs.firstSeconds > 4);
    assert.ok(shares.length >= 6);
    assert.ok((shares[0] ?? 0) > 0);
  });

  it('has an endpoint that Prometheus’ own checker finds right', async () => {
    const monitor = createMonitor({ interval: 0.1, prometheus: 0, otlp: false, metrics: { gpu: false, power: false } });
    await monitor.start();
    const { prometheusUrl = '' } = monitor;
    await sleep(500);
    const page = await (await fetch(prometheusUrl)).text();
    await monitor.stop();
    const { status, output } = promtool(['check', 'metrics'], page);
    assert.ok(status === 0 || status === 3, output);
    assert.match(page, /^# TYPE system_network_io_bytes_total counter$/m);
    assert.match(page, /^# TYPE process_memory_usage_bytes gauge$/m);
    assert.match(page, /^process_cpu_utilization_ratio \d/m);
  });
});
