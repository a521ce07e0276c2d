import assert from 'node:assert/strict';
import { Recording } from '../../../lib/monitor/recording.js';
import { TaskSpan } from '../../../lib/monitor/task-span.js';
import type { ResourceSample } from '../../../lib/monitor/types.js';

function sample(seconds: number, resources: Record<string, number>): ResourceSample {
  return { time: 1_000_000 + seconds * 1000, seconds, resources };
}

describe('monitor: a recording', () => {
  it('keeps the newest samples only, however long it goes on', () => {
    const recording = new Recording(3);
    for (let second = 0; second < 10; second++) recording.add(sample(second, { cpu_utilization_percentage: second }));
    const { samples, taken } = recording.stats();
    assert.deepEqual(
      samples.map(({ seconds }) => seconds),
      [7, 8, 9],
    );
    assert.equal(taken, 10);
  });

  it('sums up all of them, those that have left too, each weighted by its time', () => {
    const recording = new Recording(1);
    recording.add(sample(0, { process_memory_megabytes: 1000, host_energy_joules: 0 }));
    recording.add(sample(1, { process_memory_megabytes: 10, host_energy_joules: 5 }));
    recording.add(sample(4, { process_memory_megabytes: 50, host_energy_joules: 25 }));
    const { seconds, samples, gauges, totals, joules } = recording.summary();
    assert.deepEqual([seconds, samples, joules], [4, 3, 25]);
    assert.deepEqual(totals, { host_energy_joules: 25 });
    const memory = gauges.process_memory_megabytes;
    assert.deepEqual([memory?.min, memory?.max], [10, 1000]);
    assert.ok(Math.abs((memory?.mean ?? 0) - 40) < 1e-3);
  });

  it('tells the processors that the program used, and nothing where that was not measured', () => {
    const recording = new Recording(10);
    recording.add(sample(0, { process_cpu_user_seconds: 0, process_cpu_system_seconds: 0 }));
    recording.add(sample(2, { process_cpu_user_seconds: 2, process_cpu_system_seconds: 1 }));
    assert.equal(recording.summary().cores, 1.5);
    const empty = new Recording(10).summary();
    assert.deepEqual([empty.cores, empty.joules, empty.seconds, empty.samples], [undefined, undefined, 0, 0]);
  });

  it('gives copies: what is read does not change, and changing it changes nothing', () => {
    const recording = new Recording(10);
    recording.add(sample(1, { cpu_utilization_percentage: 1 }));
    const before = recording.stats();
    (before.samples[0]?.resources as Record<string, number>).cpu_utilization_percentage = 99;
    recording.add(sample(2, {}));
    assert.equal(before.samples.length, 1);
    assert.equal(recording.stats().samples[0]?.resources.cpu_utilization_percentage, 1);
  });

  it('notes each thing that is missing once', () => {
    const recording = new Recording(10);
    assert.equal(recording.notice({ source: 'rapl', message: 'a' }), true);
    assert.equal(recording.notice({ source: 'rapl', message: 'a' }), false);
    assert.equal(recording.notice({ source: 'rapl', message: 'b' }), true);
    assert.equal(recording.stats().notices.length, 2);
  });
});

describe('monitor: the samples of a task', () => {
  it('are where counters stood at first and last, and means of the rest without the time before the task', () => {
    const span = new TaskSpan();
    span.add(sample(10, { host_energy_joules: 100, process_cpu_utilization_percentage: 90 }));
    span.add(sample(11, { host_energy_joules: 110, process_cpu_utilization_percentage: 20 }));
    span.add(sample(14, { host_energy_joules: 150, process_cpu_utilization_percentage: 40 }));
    assert.deepEqual(span.resources(), {
      from: 1010,
      to: 1014,
      first: { host_energy_joules: 100 },
      last: { host_energy_joules: 150, process_cpu_utilization_percentage: 35 },
    });
  });

  it('say nothing while there is one', () => {
    const span = new TaskSpan();
    assert.equal(span.resources(), undefined);
    span.add(sample(1, { host_energy_joules: 1 }));
    assert.equal(span.resources(), undefined);
  });
});
