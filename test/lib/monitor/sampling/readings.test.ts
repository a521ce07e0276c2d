import assert from 'node:assert/strict';
import { Readings } from '../../../../lib/monitor/sampling/readings.js';
import { shareOfTime } from '../../../../lib/monitor/sampling/share.js';

describe('monitor: readings', () => {
  it('know the true time between two samples, and none before the first', () => {
    const readings = new Readings();
    readings.begin(10);
    assert.equal(readings.elapsed, undefined);
    readings.begin(11.25);
    assert.equal(readings.elapsed, 1.25);
  });

  it('tell how far a counter came, and nothing at its first sight', () => {
    const readings = new Readings();
    readings.begin(1);
    assert.equal(readings.increase('network.a', 1000), undefined);
    readings.begin(2);
    assert.equal(readings.increase('network.a', 1500), 500);
  });

  it('take a counter that stands lower for one that was set anew, or that wrapped around where it does', () => {
    const readings = new Readings();
    readings.begin(1);
    readings.increase('disk.a', 1000);
    readings.increase('power.a', 900);
    readings.begin(2);
    assert.equal(readings.increase('disk.a', 10), 0);
    assert.equal(readings.increase('power.a', 100, 1000), 200);
  });

  it('take no counter for one that wraps around where it never stood', () => {
    const readings = new Readings();
    readings.begin(1);
    readings.increase('power.a', 5000, 1000);
    readings.begin(2);
    assert.equal(readings.increase('power.a', 100, 1000), 0);
    assert.equal(readings.increase('power.a', 150, 1000), 50);
  });

  it('go on after a number that none can be, as if it had not been read', () => {
    for (const absurd of [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.NaN]) {
      const readings = new Readings();
      const totals = [1000, absurd, 3000].map((raw, index) => {
        readings.begin(index);
        readings.total('network_receive_megabytes', readings.increase('network.a', raw, 1e6));
        readings.power({ device: 'gpu_0', watts: raw, joules: raw, rank: 1 });
        return readings.end();
      });
      assert.deepEqual(
        totals.map(({ network_receive_megabytes: bytes, gpu_0_energy_joules: joules }) => [bytes, joules]),
        [
          [0, 1000],
          [0, 1000],
          [2000, 4000],
        ],
      );
      assert.equal(totals[1] !== undefined && 'gpu_0_power_usage_watts' in totals[1], false);
    }
  });

  it('begin totals at 0 and never let them fall', () => {
    const readings = new Readings();
    const seen = [5000, 7000, 100, 300].map((raw, index) => {
      readings.begin(index);
      readings.total('network_receive_megabytes', readings.increase('network.a', raw));
      return readings.end().network_receive_megabytes;
    });
    assert.deepEqual(seen, [0, 2000, 2000, 2200]);
  });

  it('count anew, without what was done meanwhile, when a metric was off', () => {
    const readings = new Readings();
    readings.begin(1);
    readings.increase('cpu.x', 1);
    readings.increase('disk.x', 1);
    readings.forget('cpu');
    readings.begin(9);
    assert.equal(readings.increase('cpu.x', 100), undefined);
    assert.equal(readings.increase('disk.x', 3), 2);
  });

  it('hand over to others, so that nothing between them is lost or counted twice', () => {
    const first = new Readings();
    first.begin(1);
    first.total('network_receive_megabytes', first.increase('network.a', 100));
    const second = new Readings(structuredClone(first.state));
    second.begin(2);
    assert.equal(second.elapsed, 1);
    second.total('network_receive_megabytes', second.increase('network.a', 130));
    assert.equal(second.end().network_receive_megabytes, 30);
  });

  it('leave out what is no number, and keep nothing of the sample before', () => {
    const readings = new Readings();
    readings.begin(1);
    readings.gauge('cpu_utilization_percentage', Number.NaN);
    readings.gauge('disk_usage_percentage', 0);
    assert.deepEqual(readings.end(), { disk_usage_percentage: 0 });
    readings.begin(2);
    assert.deepEqual(readings.end(), {});
  });
});

describe('monitor: power of several devices', () => {
  const card = { device: 'gpu_0', watts: 50, joules: 40, rank: 2 };
  const processor = { device: 'package_0', watts: 20, joules: 20, rank: 2 };
  const cores = { device: 'core_0', watts: 15, joules: 15, rank: undefined };
  const battery = { device: 'battery_0', watts: 90, joules: 80, rank: 1 };

  it('is added up for the host where none contains another', () => {
    const readings = new Readings();
    readings.begin(1);
    for (const reading of [card, processor, cores, battery]) readings.power(reading);
    const { host_power_usage_watts: watts, host_energy_joules: joules, core_0_energy_joules: part } = readings.end();
    assert.deepEqual([watts, joules, part], [70, 60, 15]);
  });

  it('goes on rising when the best source goes away', () => {
    const readings = new Readings();
    readings.begin(1);
    readings.power(card);
    readings.power(battery);
    assert.equal(readings.end().host_energy_joules, 40);
    readings.begin(2);
    readings.power(battery);
    assert.equal(readings.end().host_energy_joules, 120);
  });

  it('is absent, and not 0, where there is none', () => {
    const readings = new Readings();
    readings.begin(1);
    assert.deepEqual(Object.keys(readings.end()), []);
  });

  it('of a counter that was set anew is no energy of a whole turn', () => {
    const readings = new Readings();
    const range = 262_143_328_850;
    readings.begin(1);
    assert.equal(readings.energyIncrease('power.p', range - 1_000_000, range), undefined);
    readings.begin(2);
    assert.equal(readings.energyIncrease('power.p', 2_000_000, range), 3);
    readings.begin(3);
    assert.equal(readings.energyIncrease('power.p', 1_000_000, range), 0);
  });
});

describe('monitor: shares of time', () => {
  it('are undefined where nobody can tell, and 0 only when that is true', () => {
    assert.equal(shareOfTime(0.5, undefined), undefined);
    assert.equal(shareOfTime(0.5, 0), undefined);
    assert.equal(shareOfTime(0, 0.1), undefined);
    assert.equal(shareOfTime(0, 1), 0);
    assert.equal(shareOfTime(0.05, 0.1), 0.5);
  });
});
