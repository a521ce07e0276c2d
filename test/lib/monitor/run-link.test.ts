import assert from 'node:assert/strict';
import { clientTaskOn } from '../../../lib/client/client-task.js';
import { isAfter } from '../../../lib/core/clock.js';
import type { Core } from '../../../lib/core/core.js';
import { createCore } from '../../../lib/core/core.js';
import type { SampleRecord } from '../../../lib/core/records.js';
import { createRunLink, type RunLink } from '../../../lib/monitor/run-link.js';
import type { ResourceSample } from '../../../lib/monitor/types.js';
import { createSilentWarnings, record } from '../support/recording.js';

const ALL = { maxRecords: 1000, maxBytes: 1e9 };

function samplesIn(core: Core): SampleRecord[] {
  return core.outbox.points.peek(ALL).records.filter((point) => point.kind === 'sample');
}

/** A monitor's samples as a test takes them: one a second, 10 joules and 20 percent each. */
class FakeMonitor {
  taken = 0;

  constructor(readonly link: RunLink) {
    link.start(async () => this.take());
  }

  take(): void {
    const number = this.taken++;
    const resources = { host_energy_joules: number * 10, process_cpu_utilization_percentage: 20 };
    const sample: ResourceSample = { time: Date.now() + 1000, seconds: number, resources };
    this.link.add(sample);
  }
}

describe('monitor: samples of a run', () => {
  it("are the run's own in the process that has started it, where telemetry can send them", () => {
    const { core, run } = record();
    const monitor = new FakeMonitor(createRunLink(core, {}, 0));
    monitor.take();
    assert.deepEqual(samplesIn(core), [], 'nobody would send them');
    core.routed = true;
    monitor.take();
    const [sample] = samplesIn(core);
    assert.deepEqual(sample?.run, { id: run.id, attempt: run.attempt, job: 'digits' });
    assert.deepEqual([sample?.client, sample?.round], [undefined, undefined]);
    // Its share of the processors is of the time before, when nobody took it.
    assert.deepEqual([sample?.names, sample?.values], [['host_energy_joules'], [10]]);
    monitor.take();
    const [, next] = samplesIn(core);
    assert.deepEqual(next?.names, ['host_energy_joules', 'process_cpu_utilization_percentage']);
    assert.deepEqual(next?.values, [20, 20]);
  });

  it('are of the client and round whose task runs, with one at its start and one at its end', async () => {
    const { run } = record();
    const carrier = run.startRound({ number: 7, selected: 1 }).startTask({ client: 'a' }).carrier();
    const core = createCore(createSilentWarnings());
    core.routed = true;
    const monitor = new FakeMonitor(createRunLink(core, {}, 0));
    const { report } = await clientTaskOn(core, carrier, async () => {
      await new Promise((resolve) => setTimeout(resolve, 1));
      monitor.take();
    });
    assert.deepEqual(
      samplesIn(core).map(({ client, round }) => [client, round]),
      [
        ['a', 7],
        ['a', 7],
        ['a', 7],
      ],
    );
    const times = samplesIn(core).map(({ time }) => time);
    assert.ok(times.every((time, index) => index === 0 || isAfter(time, times[index - 1] ?? time)));
    assert.equal(report.resources, undefined, 'they have gone already');
    monitor.take();
    assert.deepEqual([samplesIn(core).at(-1)?.client, samplesIn(core).at(-1)?.round], ['a', undefined]);
  });

  it('go with the report where nothing can send them, and the server records them', async () => {
    const { run, core: server } = record();
    const round = run.startRound({ number: 7, selected: 1 });
    const carrier = round.startTask({ client: 'a' }).carrier();
    const core = createCore(createSilentWarnings());
    const monitor = new FakeMonitor(createRunLink(core, {}, 0));
    const { report } = await clientTaskOn(core, carrier, () => monitor.take());
    assert.deepEqual(report.resources?.first, { host_energy_joules: 0 });
    assert.deepEqual(report.resources?.last, { host_energy_joules: 20, process_cpu_utilization_percentage: 20 });
    round.clientUpdate({ client: 'a', loss: 0.5, report: JSON.parse(JSON.stringify(report)) });
    const samples = samplesIn(server);
    assert.deepEqual(
      samples.map(({ client, round, names, values }) => [client, round, names, values]),
      [
        ['a', 7, ['host_energy_joules'], [0]],
        ['a', 7, ['host_energy_joules', 'process_cpu_utilization_percentage'], [20, 20]],
      ],
    );
    const [from = 0, to = 0] = samples.map(({ time: [seconds, nanos] }) => seconds + nanos / 1e9);
    assert.ok(Math.abs(to - from - 2) < 1e-3);
  });

  it('go with the report only where privacy has something to hide, and obey it', async () => {
    const { run, core: server } = record({ privacy: { perClient: ['loss'] } });
    const round = run.startRound({ number: 1, selected: 1 });
    const core = createCore(createSilentWarnings());
    core.routed = true;
    const monitor = new FakeMonitor(createRunLink(core, {}, 0));
    const { report } = await clientTaskOn(core, round.startTask({ client: 'a' }).carrier(), () => monitor.take());
    assert.deepEqual(samplesIn(core), []);
    assert.ok(report.resources !== undefined);
    round.clientUpdate({ client: 'a', loss: 0.5, report });
    assert.deepEqual(samplesIn(server), [], 'a list without "metrics" leaves them out');
  });

  it('of several clients at once belong to none, and that is said', async () => {
    const { run } = record();
    const round = run.startRound({ number: 1, selected: 2 });
    const warnings = createSilentWarnings();
    const core = createCore(warnings);
    core.routed = true;
    const monitor = new FakeMonitor(createRunLink(core, {}, 0));
    await clientTaskOn(core, round.startTask({ client: 'a' }).carrier(), async () => {
      await clientTaskOn(core, round.startTask({ client: 'b' }).carrier(), () => monitor.take());
    });
    assert.ok(samplesIn(core).every(({ client }) => client === 'a'));
    assert.equal(warnings.said.filter(({ code }) => code === 'FEDOTEL_MONITOR').length > 0, true);
  });

  it('stand for all that were taken since the last: means, peaks of memory, totals', () => {
    const { core } = record();
    core.routed = true;
    const link = createRunLink(core, {}, 10);
    link.start(async () => undefined);
    for (let second = 0; second <= 25; second++) {
      const resources = {
        host_energy_joules: second * 10,
        process_cpu_utilization_percentage: second % 2 === 0 ? 10 : 30,
        process_memory_megabytes: second === 13 ? 900 : 100,
      };
      link.add({ time: 1_000_000 + second * 1000, seconds: second, resources });
    }
    const values = samplesIn(core).map(({ names, values: given }) =>
      Object.fromEntries(names.map((name, index) => [name, given[index]])),
    );
    assert.deepEqual(values, [
      { host_energy_joules: 0, process_memory_megabytes: 100 },
      { host_energy_joules: 100, process_cpu_utilization_percentage: 20, process_memory_megabytes: 100 },
      { host_energy_joules: 200, process_cpu_utilization_percentage: 20, process_memory_megabytes: 900 },
    ]);
    link.last();
    link.add({ time: 1_026_000, seconds: 26, resources: { host_energy_joules: 260 } });
    assert.deepEqual(samplesIn(core).at(-1)?.values.includes(260), true);
  });

  it('are of the run or task that the options name', () => {
    const { core, run } = record();
    const carrier = run.startRound({ number: 3, selected: 1 }).startTask({ client: 'c' }).carrier();
    const other = createCore(createSilentWarnings());
    other.routed = true;
    new FakeMonitor(createRunLink(other, { carrier }, 0)).take();
    assert.deepEqual([samplesIn(other)[0]?.client, samplesIn(other)[0]?.round], ['c', 3]);
    const third = createCore(createSilentWarnings());
    third.routed = true;
    new FakeMonitor(createRunLink(third, { run }, 0)).take();
    assert.equal(samplesIn(third)[0]?.run.id, run.id);
    assert.deepEqual(samplesIn(core), []);
  });

  it('end with the monitor: a task that goes on is not kept waiting', async () => {
    const { run } = record();
    const carrier = run.startRound({ number: 1, selected: 1 }).startTask({ client: 'a' }).carrier();
    const core = createCore(createSilentWarnings());
    const link = createRunLink(core, {}, 0);
    const monitor = new FakeMonitor(link);
    const { report } = await clientTaskOn(core, carrier, () => link.stop());
    assert.equal(report.resources, undefined);
    assert.equal(core.taskWatchers.size, 0);
    assert.ok(monitor.taken > 0);
  });
});
