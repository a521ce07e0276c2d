import assert from 'node:assert/strict';
import { ALL_METRICS } from '../../../../lib/monitor/options.js';
import { FileSystemSource } from '../../../../lib/monitor/portable/file-system.js';
import { PortableSource } from '../../../../lib/monitor/portable/portable-source.js';
import { loadSystemInformation, type SystemInformation } from '../../../../lib/monitor/portable/system-information.js';
import { Readings } from '../../../../lib/monitor/sampling/readings.js';
import type { Source } from '../../../../lib/monitor/sampling/source.js';
import { until } from '../../../support/until.js';
import { createFakeMachine } from '../support/kernel-folder.js';

/** A machine whose counters rise by a fixed amount at each question. */
class FakeInformation implements SystemInformation {
  asked = 0;
  watts = 10;

  async currentLoad() {
    return { currentLoad: 12.5 };
  }
  async mem() {
    return { total: 1000, available: 250 };
  }
  async networkStats() {
    this.asked += 1;
    return [
      { iface: 'lo0', rx_bytes: 1e9 * this.asked, tx_bytes: 1e9 },
      { iface: 'en0', rx_bytes: 1e6 * this.asked, tx_bytes: 2e6 * this.asked },
    ];
  }
  async processes() {
    return {
      list: [
        { pid: 12, parentPid: 11, cpu: 3, memRss: 1000 },
        { pid: 10, parentPid: 1, cpu: 1, memRss: 1000 },
        { pid: 11, parentPid: 10, cpu: 2, memRss: 1000 },
        { pid: 13, parentPid: 1, cpu: 99, memRss: 9999 },
      ],
    };
  }
  async graphics() {
    return { controllers: [{ utilizationGpu: 30, memoryUsed: 1, memoryTotal: 4, powerDraw: this.watts }, {}] };
  }
}

describe('monitor: what a package tells where the kernel does not', () => {
  const folder = '/nonexistent';

  /** Samples until one has the field. */
  async function sampleWith(source: Source, field: string, readings = new Readings()): Promise<Record<string, number>> {
    let [sample, at]: [Record<string, number>, number] = [{}, 0];
    await until(`there is ${field}`, () => {
      readings.begin(++at);
      source.read(readings);
      sample = readings.end();
      return field in sample;
    });
    return sample;
  }

  it('is the host, and another program with its child processes', async () => {
    const { context } = createFakeMachine(folder);
    const questions = { host: true, graphics: false };
    const source = new PortableSource(context, ALL_METRICS, questions, async () => new FakeInformation());
    const readings = new Readings();
    const sample = await sampleWith(source, 'process_memory_megabytes', readings);
    assert.equal(sample.cpu_utilization_percentage, 12.5);
    assert.equal(sample.system_memory_usage_percentage, 75);
    assert.equal(sample.process_cpu_utilization_percentage, 6);
    assert.equal(sample.process_memory_megabytes, (3000 * 1024) / 1e6);
    let received = 0;
    await until('traffic is counted, without loopback', async () => {
      received = (await sampleWith(source, 'network_receive_megabytes', readings)).network_receive_megabytes ?? 0;
      return received >= 2;
    });
    assert.ok(Number.isInteger(received) && received < 1000);
    source.close();
  });

  it('leaves the own process to Node.js', () => {
    const { context } = createFakeMachine(folder, { exact: true });
    const source = new PortableSource(
      context,
      ALL_METRICS,
      { host: true, graphics: false },
      async () => new FakeInformation(),
    );
    const readings = new Readings();
    readings.begin(0);
    source.read(readings);
    const sample = readings.end();
    assert.ok((sample.process_memory_megabytes ?? 0) > 1);
    assert.equal('process_cpu_utilization_percentage' in sample, false);
    source.close();
  });

  it('is graphics cards, their energy over the time between two questions', async () => {
    const machine = createFakeMachine(folder);
    const information = new FakeInformation();
    const source = new PortableSource(
      machine.context,
      ALL_METRICS,
      { host: false, graphics: true },
      async () => information,
    );
    const readings = new Readings();
    const first = await sampleWith(source, 'gpu_0_power_usage_watts', readings);
    assert.equal(first.gpu_0_utilization_percentage, 30);
    assert.equal(first.gpu_0_memory_usage_percentage, 25);
    assert.equal('gpu_1_utilization_percentage' in first, false);
    information.watts = 20;
    machine.at += 10;
    await until('it has been asked again', async () => {
      return (await sampleWith(source, 'gpu_0_power_usage_watts', readings)).gpu_0_power_usage_watts === 20;
    });
    assert.equal((await sampleWith(source, 'host_energy_joules', readings)).host_energy_joules, 150);
    source.close();
  });

  it('says what installs it when it is missing, once, and is not asked for again', async () => {
    const machine = createFakeMachine(folder);
    let loads = 0;
    const source = new PortableSource(machine.context, ALL_METRICS, { host: true, graphics: false }, async () => {
      loads += 1;
      throw new Error('Cannot find package');
    });
    const readings = new Readings();
    await until('it is said', () => {
      readings.begin(1);
      source.read(readings);
      return machine.notices.length > 0;
    });
    source.read(readings);
    assert.equal(loads, 1);
    assert.deepEqual(machine.notices, [
      {
        source: 'systeminformation',
        message:
          'nothing of the host: the package systeminformation is not installed. Run: npm install systeminformation@5',
      },
    ]);
  });

  it('that fails is said once, and left alone', async () => {
    const machine = createFakeMachine(folder);
    const information = Object.assign(new FakeInformation(), { mem: () => Promise.reject(new Error('no memory')) });
    const source = new PortableSource(
      machine.context,
      ALL_METRICS,
      { host: true, graphics: false },
      async () => information,
    );
    const readings = new Readings();
    await until('it is said', () => {
      readings.begin(1);
      source.read(readings);
      return machine.notices.length > 0;
    });
    assert.match(machine.notices[0]?.message ?? '', /the package failed: no memory/);
  });

  it('is understood as it really is', async () => {
    const { context, notices } = createFakeMachine(folder, { pid: process.pid });
    const source = new PortableSource(context, ALL_METRICS, { host: true, graphics: false }, loadSystemInformation);
    const sample = await sampleWith(source, 'process_memory_megabytes');
    assert.ok((sample.process_memory_megabytes ?? 0) > 1);
    assert.ok((sample.system_memory_usage_percentage ?? 101) <= 100);
    assert.deepEqual(notices, []);
    source.close();
  });
});

describe('monitor: space of a file system', () => {
  it('is asked for now and then, and is nothing when the folder is gone', () => {
    const machine = createFakeMachine('/nonexistent');
    const sample = (source: FileSystemSource): Record<string, number> => {
      const readings = new Readings();
      readings.begin(machine.at);
      source.read(readings);
      return readings.end();
    };
    const {
      disk_usage_megabytes: used = 0,
      disk_available_megabytes: free = 0,
      disk_usage_percentage: share = 0,
    } = sample(new FileSystemSource(machine.context, process.cwd()));
    assert.ok(used > 0 && free >= 0);
    assert.ok(Math.abs(share - (used / (used + free)) * 100) < 1e-6);
    assert.deepEqual(sample(new FileSystemSource(machine.context, '/nonexistent')), {});
  });
});
