import assert from 'node:assert/strict';
import type { JournalEvent, JsonObject, ResourceSampleEvent } from '../../../../exporters/journal/events.js';
import { createFrames } from '../../../../exporters/page/frames/index.js';
import { createRunModel } from '../../../../exporters/run-model/index.js';
import { at, finished, init, RUN, roundEnd, roundStart, update } from '../../run-model/support/scenario.js';

const NOW = Date.parse(at(60));

function sample(second: number, resources: JsonObject, whose: Partial<ResourceSampleEvent>): ResourceSampleEvent {
  return { event_type: 'resource_sample', run_id: RUN, attempt: 1, timestamp: at(second), resources, ...whose };
}

/** A run that goes on: events are added, and frames made after each batch. */
function open() {
  const model = createRunModel();
  const frames = createFrames({ stem: 'r' });
  return (...events: readonly JournalEvent[]) => {
    for (const event of events) model.apply(event);
    return frames.update(model.view(), NOW);
  };
}

const ROUNDS = [
  init(),
  roundStart(1, 1),
  update(1, 'a', 2),
  update(1, 'b', 2),
  roundEnd(1, 3),
  roundStart(2, 4),
  update(2, 'a', 5),
];

describe('what monitors measured, in frames', () => {
  it('stands beside the clients of each round, in base units', () => {
    const { rounds } = open()(
      ...ROUNDS,
      sample(1, { process_memory_megabytes: 100, network_receive_megabytes: 1 }, { client_id: 'b', round: 1 }),
      sample(2, { process_memory_megabytes: 120.5, network_receive_megabytes: 1.5 }, { client_id: 'b', round: 1 }),
      sample(2, { system_memory_usage_percentage: 93.25, host_power_usage_watts: 7 }, { client_id: 'b', round: 1 }),
    );
    assert.deepEqual(rounds[0]?.clients.usage, {
      memory_bytes: [null, 120_500_000],
      host_memory: [null, 0.9325],
      received_bytes: [null, 500_000],
      watts: [null, 7],
      measured_seconds: [null, 1],
    });
    assert.ok(!('usage' in (rounds[1]?.clients ?? {})), 'nothing was measured in round 2');
  });

  it('changes the frame of its round and no other', () => {
    const take = open();
    const before = take(...ROUNDS, sample(1, { process_memory_megabytes: 1 }, { client_id: 'a', round: 1 }));
    const same = take(finishedElsewhere());
    assert.equal(same.rounds[0], before.rounds[0]);
    assert.equal(same.rounds[1], before.rounds[1]);
    const after = take(sample(5, { process_memory_megabytes: 2 }, { client_id: 'a', round: 2 }));
    assert.equal(after.rounds[0], before.rounds[0]);
    assert.notEqual(after.rounds[1], before.rounds[1]);
    assert.deepEqual(after.rounds[1]?.clients.usage, { memory_bytes: [2_000_000], measured_seconds: [0] });
    const more = take(sample(6, { process_memory_megabytes: 3 }, { client_id: 'a', round: 2 }));
    assert.deepEqual(more.rounds[1]?.clients.usage, { memory_bytes: [3_000_000], measured_seconds: [1] });
  });

  it('of the process that started the run is the run’s', () => {
    const take = open();
    assert.ok(!('usage' in take(...ROUNDS).run));
    const { run } = take(
      sample(1, { process_cpu_utilization_percentage: 50, host_energy_joules: 10 }, {}),
      sample(3, { process_cpu_utilization_percentage: 25, host_energy_joules: 30.25 }, {}),
      finished(4),
    );
    assert.deepEqual(run.usage, { cpu: 0.375, joules: 20.25, measured_seconds: 2 });
  });

  it('is left out for clients that the round does not have', () => {
    const { rounds } = open()(...ROUNDS, sample(1, { host_energy_joules: 1 }, { client_id: 'stranger', round: 1 }));
    assert.ok(!('usage' in (rounds[0]?.clients ?? {})));
  });
});

/** An event that changes no round. */
function finishedElsewhere(): JournalEvent {
  return sample(2, { host_energy_joules: 1 }, {});
}
