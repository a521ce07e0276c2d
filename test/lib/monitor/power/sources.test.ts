import assert from 'node:assert/strict';
import { BatterySource } from '../../../../lib/monitor/power/battery.js';
import { PowerIntegral } from '../../../../lib/monitor/power/power-integral.js';
import { RaplSource } from '../../../../lib/monitor/power/rapl.js';
import { Readings } from '../../../../lib/monitor/sampling/readings.js';
import type { Source } from '../../../../lib/monitor/sampling/source.js';
import { temporaryFolder } from '../../../support/temporary-folder.js';
import { createFakeMachine, type FakeMachine } from '../support/kernel-folder.js';

const RANGE = 262_143_328_850;

describe('monitor: sources of power', () => {
  let folder: ReturnType<typeof temporaryFolder>;
  let machine: FakeMachine;
  let readings: Readings;

  beforeEach(() => {
    folder = temporaryFolder('power');
    machine = createFakeMachine(folder.path);
    readings = new Readings();
  });
  afterEach(() => folder.remove());

  /** Takes a sample at a time. */
  function sampleAt(source: Source, at: number): Record<string, number> {
    machine.at = at;
    readings.begin(at);
    source.read(readings);
    return readings.end();
  }

  function addZone(zone: string, name: string, energy: number, range = RANGE): void {
    machine.write(`sys/class/powercap/${zone}/name`, `${name}\n`);
    machine.write(`sys/class/powercap/${zone}/max_energy_range_uj`, `${range}\n`);
    setEnergy(zone, energy);
  }

  function setEnergy(zone: string, energy: number): void {
    machine.write(`sys/class/powercap/${zone}/energy_uj`, `${energy}\n`);
  }

  describe('RAPL', () => {
    it('integrates a counter that wraps around, over true time, as often as it does', () => {
      addZone('intel-rapl:0', 'package-0', RANGE - 30_000_000);
      const source = new RaplSource(machine.context);
      sampleAt(source, 0);
      let [energy, joules] = [RANGE - 30_000_000, 0];
      for (let turn = 0; turn < 5; turn++) {
        // A quarter of a turn in an hour and a bit: 18 W.
        for (let quarter = 1; quarter <= 4; quarter++) {
          energy = (energy + RANGE / 4) % RANGE;
          setEnergy('intel-rapl:0', Math.round(energy));
          const sample = sampleAt(source, (turn * 4 + quarter) * 3640.88);
          joules = sample.host_energy_joules ?? 0;
          assert.ok(Math.abs((sample.package_0_power_usage_watts ?? 0) - 18) < 0.01);
        }
      }
      assert.ok(Math.abs(joules - (5 * RANGE) / 1e6) < 0.01, String(joules));
    });

    it('adds packages and memory up, and neither their parts, the platform, nor the same counters again', () => {
      for (const [zone, name] of [
        ['intel-rapl:0', 'package-0'],
        ['intel-rapl:0:0', 'core'],
        ['intel-rapl:0:1', 'dram'],
        ['intel-rapl:1', 'package-1'],
        ['intel-rapl:2', 'psys'],
        ['intel-rapl-mmio:0', 'package-0'],
        ['intel-rapl', 'intel-rapl'],
      ] as const) {
        addZone(zone, name, 0);
      }
      const source = new RaplSource(machine.context);
      sampleAt(source, 0);
      setEnergy('intel-rapl:0', 10_000_000);
      setEnergy('intel-rapl:0:0', 7_000_000);
      setEnergy('intel-rapl:0:1', 2_000_000);
      setEnergy('intel-rapl:1', 5_000_000);
      setEnergy('intel-rapl:2', 90_000_000);
      setEnergy('intel-rapl-mmio:0', 10_000_000);
      assert.deepEqual(sampleAt(source, 2), {
        package_0_power_usage_watts: 5,
        package_0_energy_joules: 10,
        core_0_power_usage_watts: 3.5,
        core_0_energy_joules: 7,
        dram_0_power_usage_watts: 1,
        dram_0_energy_joules: 2,
        package_1_power_usage_watts: 2.5,
        package_1_energy_joules: 5,
        psys_power_usage_watts: 45,
        psys_energy_joules: 90,
        host_energy_joules: 17,
        host_power_usage_watts: 8.5,
      });
    });

    it('says when there is none, and passes over what is no counter', () => {
      addZone('intel-rapl:0', 'package-0', 5, 0);
      machine.write('sys/class/powercap/intel-rapl:1/name', 'package-1');
      const source = new RaplSource(machine.context);
      assert.deepEqual(sampleAt(source, 1), {});
      assert.match(machine.notices[0]?.message ?? '', /the kernel shows no counters/);
    });

    it('leaves out what reads as anything but a number', () => {
      addZone('intel-rapl:0', 'package-0', 5);
      machine.write('sys/class/powercap/intel-rapl:0/energy_uj', 'x\n');
      assert.deepEqual(sampleAt(new RaplSource(machine.context), 1), {});
    });
  });

  describe('battery', () => {
    const set = (file: string, text: string) => machine.write(`sys/class/power_supply/BAT0/${file}`, `${text}\n`);

    it('counts what the machine draws while it discharges', () => {
      set('status', 'Discharging');
      set('capacity', '80');
      set('power_now', '10000000');
      const source = new BatterySource(machine.context);
      sampleAt(source, 0);
      set('power_now', '20000000');
      assert.deepEqual(sampleAt(source, 4), {
        battery_0_charge_percentage: 80,
        battery_0_power_usage_watts: 20,
        battery_0_energy_joules: 60,
        host_energy_joules: 60,
        host_power_usage_watts: 20,
      });
    });

    it('counts nothing on the mains, and shows no power of 0', () => {
      set('status', 'Charging');
      set('capacity', '81');
      set('power_now', '30000000');
      const source = new BatterySource(machine.context);
      sampleAt(source, 0);
      assert.deepEqual(sampleAt(source, 4), { battery_0_charge_percentage: 81 });
    });

    it('takes current and voltage where there is no power', () => {
      set('status', 'Discharging');
      set('current_now', '2000000');
      set('voltage_now', '12000000');
      assert.equal(sampleAt(new BatterySource(machine.context), 0).battery_0_power_usage_watts, 24);
    });

    it('says when there is none', () => {
      machine.write('sys/class/power_supply/AC/online', '1');
      assert.deepEqual(sampleAt(new BatterySource(machine.context), 0), {});
      assert.deepEqual(machine.notices, [{ source: 'battery', message: 'no battery' }]);
    });
  });
});

describe('monitor: energy of power that is measured now and then', () => {
  it('is over the time that truly passed, however long that was', () => {
    const integral = new PowerIntegral();
    integral.add(10, 0);
    integral.add(20, 2);
    integral.add(20, 8.3);
    assert.equal(integral.take(), 30 + 126);
    assert.equal(integral.take(), 0);
  });

  it('is none of a single measurement, and none when a clock stands still or goes back', () => {
    const integral = new PowerIntegral();
    integral.add(10, 5);
    integral.add(10, 5);
    integral.add(10, 4);
    assert.equal(integral.take(), 0);
  });
});
