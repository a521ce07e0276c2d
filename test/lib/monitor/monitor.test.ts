import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { createCore } from '../../../lib/core/core.js';
import type { Monitor, MonitorOptions } from '../../../lib/monitor/index.js';
import { createMonitorIn } from '../../../lib/monitor/monitor.js';
import { freePort } from '../../support/bridge-process.js';
import { temporaryFolder } from '../../support/temporary-folder.js';
import { until } from '../../support/until.js';
import { createSilentWarnings } from '../support/recording.js';

/** What is here, and nothing that runs programs. */
const PLAIN = { gpu: false, power: false };

describe('monitor', () => {
  const folder = temporaryFolder('monitor');
  const started: Monitor[] = [];
  let warnings: ReturnType<typeof createSilentWarnings>;

  beforeEach(() => {
    warnings = createSilentWarnings();
  });
  afterEach(async () => {
    await Promise.all(started.splice(0).map((monitor) => monitor.stop()));
  });
  after(() => folder.remove());

  function create(options: MonitorOptions = {}): Monitor {
    // With patience: a worker that a busy machine does not let run in time would lose its last sample.
    const surroundings = { core: createCore(warnings), proc: '/proc', sys: '/sys', stopMillis: 30_000 };
    const monitor = createMonitorIn(surroundings, { interval: 0.05, metrics: PLAIN, otlp: false, ...options });
    started.push(monitor);
    return monitor;
  }

  /** Child processes of a process, by its first thread. */
  function childrenOf(pid: number): readonly number[] {
    const text = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8');
    return text
      .split(' ')
      .filter((word) => word.trim() !== '')
      .map(Number);
  }

  const taken = (monitor: Monitor): number => monitor.stats().taken;

  /** Keeps the thread busy until the process has used so much processor time, however little of it the machine gives. */
  function burn(millis: number): void {
    for (const end = process.cpuUsage().user + millis * 1000; process.cpuUsage().user < end; );
  }

  for (const mode of ['thread', 'process'] as const) {
    describe(`in a ${mode}`, () => {
      it('has its first sample when start returns, and shares of time only from the second on', async () => {
        const monitor = create({ mode });
        const ready = monitor.start();
        const [first] = monitor.stats().samples;
        assert.ok(first !== undefined && (first.resources.process_memory_megabytes ?? 0) > 1);
        assert.equal('process_cpu_utilization_percentage' in first.resources, false);
        assert.equal('cpu_utilization_percentage' in first.resources, false);
        await ready;
        burn(300);
        await until('there is a share', () =>
          monitor.stats().samples.some(({ resources }) => (resources.process_cpu_utilization_percentage ?? 0) > 0),
        );
      });

      it('goes on while the program is busy, and loses none of its samples', async () => {
        const file = join(folder.path, `busy-${mode}.jsonl`);
        const monitor = create({ mode, file });
        await monitor.start();
        const written = () => readFileSync(file, 'utf8').split('\n').length;
        // The file grows while nothing but this loop runs here.
        const wanted = written() + 5;
        for (const end = performance.now() + 60_000; written() < wanted && performance.now() < end; ) burn(20);
        assert.ok(written() >= wanted, `${written()} lines, expected ${wanted}`);
        await until('the samples have come', () => taken(monitor) >= wanted - 1);
      });

      it('ends with a last sample, has given everything back, and stays readable', async () => {
        const monitor = create({ mode, interval: 3600, prometheus: await freePort() });
        await monitor.start();
        const { prometheusUrl = '' } = monitor;
        assert.equal((await fetch(prometheusUrl)).status, 200);
        await until('the worker has taken its first', () => taken(monitor) === 2);
        burn(50);
        const summary = await monitor.stop();
        assert.equal(monitor.running, false);
        assert.equal(monitor.prometheusUrl, undefined);
        await assert.rejects(fetch(prometheusUrl));
        assert.equal(summary.samples, 3);
        assert.deepEqual(monitor.summary(), summary);
        assert.ok((summary.totals.process_cpu_user_seconds ?? 0) > 0, 'the tail is in it');
      });

      it('can be started again, on the same port, with a recording of its own', async () => {
        const monitor = create({ mode, prometheus: await freePort() });
        await monitor.start();
        burn(30);
        await monitor.stop();
        burn(200);
        const began = performance.now();
        await monitor.start();
        const { samples } = monitor.stats();
        assert.ok((samples[0]?.seconds ?? Number.POSITIVE_INFINITY) <= (performance.now() - began) / 1000);
        // What was used while it stood still belongs to no sample.
        assert.ok((samples[0]?.resources.process_cpu_user_seconds ?? 1) === 0);
        assert.equal((await fetch(monitor.prometheusUrl ?? '')).status, 200);
      });

      it('can be started again while the end of the worker before it is yet to be heard of', async () => {
        const before = childrenOf(process.pid);
        const monitor = create({ mode });
        for (let time = 0; time < 3; time++) {
          await monitor.start();
          await monitor.stop();
        }
        await monitor.start();
        // The ends come meanwhile, and are none of this one's.
        await until('it goes on', () => taken(monitor) > 10);
        assert.equal(monitor.running, true);
        assert.deepEqual(warnings.said, []);
        await monitor.stop();
        await until('no process is left', () => childrenOf(process.pid).every((pid) => before.includes(pid)));
      });

      it('measures what is turned on, at any time', async () => {
        const monitor = create({ mode });
        await monitor.start();
        const newest = () => Object.keys(monitor.stats().samples.at(-1)?.resources ?? {});
        monitor.setMetrics({ memory: false, disk: false });
        await until('memory is off', () => !newest().includes('process_memory_megabytes'));
        assert.equal(newest().includes('disk_usage_percentage'), false);
        monitor.setMetrics({ memory: true });
        await until('memory is on', () => newest().includes('process_memory_megabytes'));
        assert.equal(newest().includes('disk_usage_percentage'), false);
        assert.throws(() => monitor.setMetrics({ ram: true } as never), /got "ram"/);
      });

      it('writes every sample into its file, the first and the last too', async () => {
        const file = join(folder.path, `${mode}.jsonl`);
        const monitor = create({ mode, file });
        await monitor.start();
        await until('there are some', () => taken(monitor) > 4);
        await monitor.stop();
        const times = readFileSync(file, 'utf8')
          .trimEnd()
          .split('\n')
          .map((line) => Date.parse(JSON.parse(line).time));
        assert.deepEqual(
          times,
          monitor.stats().samples.map(({ time }) => time),
        );
      });
    });
  }

  it('in a thread can be asked in the midst of work, and knows of the samples since it began', async () => {
    const monitor = create();
    await monitor.start();
    const before = taken(monitor);
    const wanted = before + 30;
    // No message comes through meanwhile, and samples of other fields need another sheet.
    monitor.setMetrics({ memory: false });
    for (const end = performance.now() + 60_000; taken(monitor) < wanted && performance.now() < end; ) burn(20);
    assert.ok(taken(monitor) >= wanted);
    assert.ok(monitor.summary().samples >= wanted);
    assert.equal('process_memory_megabytes' in (monitor.stats().samples.at(-1)?.resources ?? {}), false);
    const { samples } = await monitor.stop().then(monitor.stats);
    const seconds = samples.map((sample) => sample.seconds);
    assert.deepEqual(
      seconds,
      [...seconds].sort((a, b) => a - b),
    );
  });

  it('does nothing at a second start, and at a stop before the first', async () => {
    const monitor = create();
    assert.equal((await monitor.stop()).samples, 0);
    const [first, second] = [monitor.start(), monitor.start()];
    await Promise.all([first, second]);
    assert.equal(monitor.stats().samples.filter(({ seconds }) => seconds < 0.001).length <= 1, true);
    const [one, other] = await Promise.all([monitor.stop(), monitor.stop()]);
    assert.deepEqual(one, other);
  });

  it('that starts while it stops waits for that', async () => {
    const monitor = create({ prometheus: 0 });
    await monitor.start();
    const stopping = monitor.stop();
    await monitor.start();
    await stopping;
    assert.equal(monitor.running, true);
    assert.equal((await fetch(monitor.prometheusUrl ?? '')).status, 200);
  });

  it('is not disturbed by another one: each sees all that was used', async () => {
    const [one, other] = [create({ interval: 0.05 }), create({ interval: 0.11 })];
    await Promise.all([one.start(), other.start()]);
    burn(600);
    const summaries = await Promise.all([one.stop(), other.stop()]);
    for (const { totals } of summaries) assert.ok((totals.process_cpu_user_seconds ?? 0) > 0.1, JSON.stringify(totals));
    const [a = 0, b = 0] = summaries.map(({ totals }) => totals.process_cpu_user_seconds ?? 0);
    assert.ok(Math.abs(a - b) < 0.5 * Math.max(a, b), `${a} and ${b}`);
  });

  it('says at start that its port is in use, and can be stopped and started all the same', async () => {
    const port = await freePort();
    const server = createServer().listen(port, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const monitor = create({ prometheus: port });
    await assert.rejects(
      monitor.start(),
      new RegExp(`option prometheus: the address 127\\.0\\.0\\.1:${port} .* in use`),
    );
    assert.equal(monitor.running, false);
    await monitor.stop();
    await new Promise((resolve) => server.close(resolve));
    await monitor.start();
    assert.equal(monitor.running, true);
  });

  it('says at start that its file cannot be written', async () => {
    await assert.rejects(create({ file: join(folder.path, 'no', 'such.csv') }).start(), /option file: .*ENOENT/);
  });

  it('follows another program with its child processes, and is none of them', async () => {
    const program = join(folder.path, 'program.mjs');
    writeFileSync(
      program,
      `import { spawn } from 'node:child_process';
       const child = spawn(process.execPath, ['-e', 'const a = Buffer.alloc(150e6, 1); setInterval(() => a[0]++, 5)']);
       process.on('disconnect', () => { child.kill(); process.exit(); });
       process.send('ready');`,
    );
    const other = fork(program);
    await new Promise((resolve) => other.once('message', resolve));
    const monitor = create({ pid: other.pid });
    await monitor.start();
    await until('the child process is in it', () => {
      return (monitor.stats().samples.at(-1)?.resources.process_memory_megabytes ?? 0) > 180;
    });
    other.disconnect();
    await new Promise((resolve) => other.once('exit', resolve));
    await until('nothing is said of a program that has ended', () => {
      return !('process_memory_megabytes' in (monitor.stats().samples.at(-1)?.resources ?? {}));
    });
    assert.ok('cpu_utilization_percentage' in (monitor.stats().samples.at(-1)?.resources ?? {}));
  });

  it('notes what is missing once, and warns of what was asked for by name', async () => {
    const commands = { nvidiaSmi: ['fedotel-no-such-tool'], tegrastats: ['fedotel-no-such-tool-either'] };
    const quiet = create({ commands, metrics: {} });
    await quiet.start();
    await until('all are noted', () => quiet.stats().notices.length >= 2);
    assert.deepEqual(warnings.said, []);
    const asked = create({ commands, metrics: { power: true, gpu: false } });
    await asked.start();
    await until('a warning is given', () => warnings.said.some(({ about }) => about === 'tegrastats'));
    assert.ok(warnings.said.every(({ code }) => code === 'FEDOTEL_MONITOR'));
    const sources = asked.stats().notices.map(({ source }) => source);
    assert.deepEqual(sources, [...new Set(sources)]);
  });

  it('whose process is killed says so, and can be started again', async () => {
    const before = new Set(childrenOf(process.pid));
    const monitor = create({ mode: 'process' });
    await monitor.start();
    const [worker] = childrenOf(process.pid).filter((pid) => !before.has(pid));
    assert.ok(worker !== undefined);
    process.kill(worker, 'SIGKILL');
    await until('it is noticed', () => !monitor.running);
    assert.match(warnings.said.at(-1)?.message ?? '', /no more samples are taken: SIGKILL/);
    assert.ok((await monitor.stop()).samples > 0);
    await monitor.start();
    await until('it measures again', () => taken(monitor) > 1);
  });

  it('leaves no process behind when its program is killed', async () => {
    const program = join(folder.path, 'killed.mjs');
    writeFileSync(
      program,
      `import { createMonitor } from ${JSON.stringify(new URL('../../../lib/monitor/index.js', import.meta.url).href)};
       await createMonitor({ mode: 'process', metrics: { gpu: false, power: false } }).start();
       process.on('message', () => undefined);
       process.send('ready');`,
    );
    const child = fork(program);
    await new Promise((resolve) => child.once('message', resolve));
    const [worker = 0] = childrenOf(child.pid ?? 0);
    assert.ok(worker > 0);
    child.kill('SIGKILL');
    await until('its worker is gone too', () => {
      try {
        return !readFileSync(`/proc/${worker}/cmdline`, 'utf8').includes('process-entry');
      } catch {
        return true;
      }
    });
  });

  it('keeps no process alive', async () => {
    const program = join(folder.path, 'short.mjs');
    writeFileSync(
      program,
      `import { createMonitor } from ${JSON.stringify(new URL('../../../lib/monitor/index.js', import.meta.url).href)};
       for (const mode of ['thread', 'process']) await createMonitor({ mode, metrics: { gpu: false, power: false } }).start();`,
    );
    const child = fork(program);
    const [code] = await new Promise<[number | null]>((resolve) => child.once('exit', (...args) => resolve([args[0]])));
    assert.equal(code, 0);
  });
});
