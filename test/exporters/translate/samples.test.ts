import assert from 'node:assert/strict';
import { createTranslator, type Translator } from '../../../exporters/translate/index.js';
import { enter, point, TIME } from './visit.js';

function enterMonitor(translator: Translator, resource = { 'fl.run.id': 'r1', 'fl.run.attempt': 5 }): void {
  enter(translator, resource, 'fedotel.monitor');
}

describe('translate: points of a resource monitor', () => {
  it('of one client and time are one event, in the units of the journal', () => {
    const translator = createTranslator();
    enterMonitor(translator);
    point(translator, 'process.cpu.utilization', 0.29);
    point(translator, 'system.network.io', 1_500_000n, { 'network.io.direction': 'receive' });
    point(translator, 'hw.power', 15.5, { 'hw.id': 'gpu_0', 'hw.type': 'gpu' });
    point(translator, 'hw.host.energy', 30);
    assert.deepEqual(translator.end().events, [
      {
        event_type: 'resource_sample',
        run_id: 'r1',
        attempt: 5,
        timestamp: '2026-03-02T09:00:00.004000007Z',
        client_id: 'c1',
        round: 3,
        resources: {
          process_cpu_utilization_percentage: 29,
          network_receive_megabytes: 1.5,
          gpu_0_power_usage_watts: 15.5,
          host_energy_joules: 30,
        },
      },
    ]);
  });

  it('are apart by client, time and run', () => {
    const translator = createTranslator();
    enterMonitor(translator);
    point(translator, 'system.cpu.utilization', 0.1);
    point(translator, 'system.cpu.utilization', 0.2, { 'fl.client.id': 'c2' });
    point(translator, 'system.cpu.utilization', 0.3, {}, { ...TIME, nanos: 8 });
    enterMonitor(translator, { 'fl.run.id': 'r2', 'fl.run.attempt': 5 });
    point(translator, 'system.cpu.utilization', 0.4);
    const { events } = translator.end();
    assert.deepEqual(
      events.map((event) => event.event_type === 'resource_sample' && Object.values(event.resources)[0]),
      [10, 20, 30, 40],
    );
    assert.deepEqual(translator.end().events, []);
  });

  it('take whose they are from the resource too, and nobody means the process that started the run', () => {
    const translator = createTranslator();
    const head = { name: 'system.cpu.utilization', unit: '1', kind: 'gauge' } as const;
    const bare = { attributes: new Map(), time: TIME, value: 0.5 };
    enter(translator, { 'fl.run.id': 'r1', 'fl.client.id': 'edge' }, 'fedotel.monitor');
    translator.numberPoint(head, bare);
    enter(translator, { 'fl.run.id': 'r1' }, 'fedotel.monitor');
    translator.numberPoint(head, bare);
    const { events } = translator.end();
    assert.deepEqual(
      events.map((event) => ('client_id' in event ? event.client_id : undefined)),
      ['edge', undefined],
    );
  });

  it("of another scope are a Collector's host metrics, and nobody's sample", () => {
    const translator = createTranslator();
    enter(translator, { 'fl.run.id': 'r1' }, 'otelcol/hostmetricsreceiver/cpu');
    point(translator, 'system.cpu.utilization', 0.5);
    const { events, ignored, malformed } = translator.end();
    assert.deepEqual([events.length, ignored, malformed], [0, 1, 0]);
  });

  it('that are no field are ignored, and those without run or time malformed', () => {
    const translator = createTranslator();
    enterMonitor(translator);
    point(translator, 'system.uptime', 5);
    point(translator, 'hw.energy', 5, { 'hw.id': '../../x' });
    point(translator, 'system.cpu.utilization', 0.5, {}, { millis: 0, nanos: 0 });
    enter(translator, {}, 'fedotel.monitor');
    point(translator, 'system.cpu.utilization', 0.5);
    const { events, ignored, malformed } = translator.end();
    assert.deepEqual([events.length, ignored, malformed], [0, 2, 2]);
  });
});
