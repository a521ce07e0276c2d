import assert from 'node:assert/strict';
import {
  parseDiskTraffic,
  parseMemory,
  parseNetworkTraffic,
  parseProcessorTimes,
} from '../../../../lib/monitor/linux/host-files.js';
import { HostSource } from '../../../../lib/monitor/linux/host-source.js';
import { ALL_METRICS } from '../../../../lib/monitor/options.js';
import { Readings } from '../../../../lib/monitor/sampling/readings.js';
import { temporaryFolder } from '../../../support/temporary-folder.js';
import { createFakeMachine, type FakeMachine } from '../support/kernel-folder.js';

const DISKS = (read: number, written: number) => `
 259       0 nvme0n1 10 0 ${read} 5 20 0 ${written} 6 0 7 8
 259       1 nvme0n1p1 10 0 ${read} 5 20 0 ${written} 6 0 7 8
   7       0 loop0 1 0 999999 1 0 0 999999 0 0 0 0
`;

const NETWORK = (received: number, sent: number) => `Inter-|   Receive |  Transmit
 face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs drop fifo colls carrier compressed
    lo: 999999999 1 0 0 0 0 0 0 999999999 1 0 0 0 0 0 0
  eth0:${received} 1 0 0 0 0 0 0 ${sent} 1 0 0 0 0 0 0
docker0: 777777 1 0 0 0 0 0 0 777777 1 0 0 0 0 0 0
`;

describe('monitor: the host', () => {
  let folder: ReturnType<typeof temporaryFolder>;
  let machine: FakeMachine;

  beforeEach(() => {
    folder = temporaryFolder('host');
    machine = createFakeMachine(folder.path);
    machine.write('sys/block/nvme0n1/size', '1');
    machine.write('sys/block/loop0/size', '1');
    machine.write('sys/class/net/eth0/device/vendor', '1');
    machine.write('sys/class/net/docker0/address', '1');
    machine.write('proc/stat', 'cpu  100 0 100 800 0 0 0 0 0 0\n');
    machine.write('proc/meminfo', 'MemTotal:       1000 kB\nMemFree:  1 kB\nMemAvailable:    250 kB\n');
    machine.write('proc/diskstats', DISKS(1000, 2000));
    machine.write('proc/net/dev', NETWORK(5000, 6000));
  });
  afterEach(() => folder.remove());

  /** Two samples, one second apart, with a change of the files between them. */
  function twoSamples(change: () => void, metrics = ALL_METRICS): readonly Record<string, number>[] {
    const source = new HostSource(machine.context, metrics);
    const readings = new Readings();
    return [() => undefined, change].map((before, index) => {
      before();
      readings.begin(index);
      source.read(readings);
      return readings.end();
    });
  }

  it('has shares from the second sample on, and no 0 in their place before', () => {
    const [first, second] = twoSamples(() => machine.write('proc/stat', 'cpu  130 0 120 810 40 0 0 0 0 0\n'));
    assert.equal(first !== undefined && 'cpu_utilization_percentage' in first, false);
    assert.equal(second?.cpu_utilization_percentage, 50);
  });

  it('has in memory what is not available, in bytes and as a share', () => {
    const [first] = twoSamples(() => undefined);
    assert.equal(first?.system_memory_usage_megabytes, (750 * 1024) / 1e6);
    assert.equal(first?.system_memory_usage_percentage, 75);
  });

  it('counts every disk once: no partition, no loop', () => {
    const [first, second] = twoSamples(() => machine.write('proc/diskstats', DISKS(3000, 5000)));
    assert.deepEqual([first?.disk_read_megabytes, first?.disk_write_megabytes], [0, 0]);
    assert.deepEqual([second?.disk_read_megabytes, second?.disk_write_megabytes], [1.024, 1.536]);
  });

  it('counts the traffic of devices: neither loopback nor bridges over them', () => {
    const [, second] = twoSamples(() => machine.write('proc/net/dev', NETWORK(2_005_000, 6_500)));
    assert.deepEqual([second?.network_receive_megabytes, second?.network_transmit_megabytes], [2, 0.0005]);
  });

  it('counts all but loopback where nothing is a device, as in a container', () => {
    machine.remove('sys/class/net/eth0/device');
    const [, second] = twoSamples(() => machine.write('proc/net/dev', NETWORK(6000, 6000)));
    assert.equal(second?.network_receive_megabytes, 0.001);
  });

  it('says nothing of what is off, and nothing of files that are not there', () => {
    const off = { ...ALL_METRICS, cpu: false, disk: false, network: false };
    assert.deepEqual(Object.keys(twoSamples(() => undefined, off)[1] ?? {}), [
      'system_memory_usage_megabytes',
      'system_memory_usage_percentage',
    ]);
    machine.remove('proc');
    assert.deepEqual(
      twoSamples(() => undefined),
      [{}, {}],
    );
  });
});

describe('monitor: files of the host', () => {
  it('count waiting for a disk as idle, and a guest only once', () => {
    assert.deepEqual(parseProcessorTimes('cpu  10 20 30 40 50 1 2 3 100 100\ncpu0 1'), { busy: 66, all: 156 });
    assert.equal(parseProcessorTimes('intr 5'), undefined);
    assert.equal(parseProcessorTimes('cpu x'), undefined);
    assert.deepEqual(parseProcessorTimes('cpu  1 2 3 4\n5 6 7'), { busy: 6, all: 10 }, 'an old kernel');
  });

  it('are nothing where they are something else', () => {
    assert.equal(parseMemory('MemTotal: 5 kB\nMemAvailable: 6 kB\n'), undefined);
    assert.equal(parseMemory('MemTotal: 5 kB'), undefined);
    assert.equal(parseMemory('xMemTotal: 5 kB\nMemAvailable: 3 kB'), undefined);
    assert.deepEqual(parseMemory('MemTotal: 5 kB\nMemFree: 1 kB\nMemAvailable:   3 kB\n'), { total: 5120, used: 2048 });
    assert.deepEqual(parseDiskTraffic('\n8 0 sda x\n'), []);
    assert.deepEqual(parseNetworkTraffic('a: b\nno colon\n'), []);
  });

  it('that are cut short give no number of the next line', () => {
    const whole = ' eth1: 5 0 0 0 0 0 0 0 6 0 0 0 0 0 0 0\n';
    assert.deepEqual(parseNetworkTraffic(`eth0: 7 0 0\n${whole}`), [{ name: 'eth1', received: 5, sent: 6 }]);
    assert.deepEqual(parseNetworkTraffic(`${whole} eth2: 1 2`), [{ name: 'eth1', received: 5, sent: 6 }]);
  });

  it('are read of the interfaces only that are wanted', () => {
    const line = (name: string) => `${name}: 5 0 0 0 0 0 0 0 6 0 0 0 0 0 0 0\n`;
    const asked: string[] = [];
    const links = parseNetworkTraffic(`${line('    lo')}${line('  eth0')}`, (name) => asked.push(name) > 1);
    assert.deepEqual(links, [{ name: 'eth0', received: 5, sent: 6 }]);
    assert.deepEqual(asked, ['lo', 'eth0']);
  });

  it('may have interfaces whose name holds a colon', () => {
    assert.deepEqual(parseNetworkTraffic('eth0:1: 5 0 0 0 0 0 0 0 6 0 0 0 0 0 0 0'), [
      { name: 'eth0:1', received: 5, sent: 6 },
    ]);
  });
});
