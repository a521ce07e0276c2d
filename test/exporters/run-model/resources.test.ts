import assert from 'node:assert/strict';
import type { JsonObject, ResourceSampleEvent } from '../../../exporters/journal/events.js';
import { createRunModel, type ResourceView } from '../../../exporters/run-model/index.js';
import { init } from '../journal/support/events.js';

function sample(second: number, resources: JsonObject, more: Partial<ResourceSampleEvent> = {}): ResourceSampleEvent {
  const timestamp = `2026-03-02T09:00:${String(second).padStart(2, '0')}.000Z`;
  return {
    event_type: 'resource_sample',
    run_id: 'r',
    attempt: 1,
    timestamp,
    client_id: 'a',
    round: 1,
    resources,
    ...more,
  };
}

function resourcesOf(events: readonly ResourceSampleEvent[]): readonly ResourceView[] {
  const model = createRunModel();
  for (const event of [init('r'), ...events]) model.apply(event);
  return model.view().resources;
}

const USED = [
  sample(1, { process_cpu_user_seconds: 1, process_cpu_system_seconds: 0, host_energy_joules: 100 }),
  sample(2, { process_cpu_utilization_percentage: 10, process_memory_megabytes: 50, host_power_usage_watts: 20 }),
  sample(5, {
    process_cpu_user_seconds: 6,
    process_cpu_system_seconds: 1,
    host_energy_joules: 160,
    process_cpu_utilization_percentage: 30,
    process_memory_megabytes: 40,
    gpu_0_utilization_percentage: 60,
    gpu_1_utilization_percentage: 20,
    gpu_0_memory_usage_percentage: 30,
    gpu_1_memory_usage_percentage: 90,
    cpu_utilization_percentage: 70,
    system_memory_usage_percentage: 96,
    network_receive_megabytes: 9,
  }),
];

describe('run model: resources', () => {
  it('are means, peaks and what came together, by round and client', () => {
    assert.deepEqual(resourcesOf(USED), [
      {
        clientId: 'a',
        round: 1,
        samples: 3,
        seconds: 4,
        cpuPercentage: 20,
        cores: 1.5,
        memoryMegabytes: 50,
        gpuPercentage: 40,
        gpuMemoryPercentage: 90,
        hostCpuPercentage: 70,
        hostMemoryPercentage: 96,
        receivedMegabytes: undefined,
        sentMegabytes: undefined,
        watts: 20,
        joules: 60,
      },
    ]);
  });

  it('are the same in any order, however often a sample comes', () => {
    const expected = resourcesOf(USED);
    assert.deepEqual(resourcesOf([...USED].reverse()), expected);
    assert.deepEqual(resourcesOf([...USED, ...USED]), expected);
  });

  it('count the parts of one sample once', () => {
    const parts = [sample(1, { host_energy_joules: 1 }), sample(1, { process_memory_megabytes: 7 })];
    const [view] = resourcesOf(parts);
    assert.deepEqual([view?.samples, view?.memoryMegabytes], [1, 7]);
  });

  it('stand in order of rounds, those outside of any first, and of clients, the server first', () => {
    const events = [
      sample(1, {}, { round: 2, client_id: 'b' }),
      sample(2, {}, { round: 2 }),
      sample(3, {}, { round: 1, client_id: 'z' }),
    ];
    const { round: _round, client_id: _client, ...server } = sample(4, {});
    assert.deepEqual(
      resourcesOf([...events, server]).map(({ round, clientId }) => [round, clientId]),
      [
        [undefined, undefined],
        [1, 'z'],
        [2, 'a'],
        [2, 'b'],
      ],
    );
  });

  it('of a round that was done again are those of the newer attempt', () => {
    const again = sample(9, { process_memory_megabytes: 1 }, { attempt: 2 });
    for (const events of [
      [...USED, again],
      [again, ...USED],
    ]) {
      const model = createRunModel();
      for (const event of [init('r'), init('r', { attempt: 2 }), ...events]) model.apply(event);
      assert.deepEqual(
        model.view().resources.map(({ samples, memoryMegabytes }) => [samples, memoryMegabytes]),
        [[1, 1]],
      );
    }
  });

  it('never fall, also when a monitor began anew within the round', () => {
    const [view] = resourcesOf([sample(1, { host_energy_joules: 50 }), sample(2, { host_energy_joules: 5 })]);
    assert.equal(view?.joules, 0);
  });

  it('leave out what is no number', () => {
    const [view] = resourcesOf([sample(1, { process_memory_megabytes: 'x', host_energy_joules: Number.NaN })]);
    assert.deepEqual([view?.samples, view?.memoryMegabytes, view?.joules], [1, undefined, undefined]);
  });
});
