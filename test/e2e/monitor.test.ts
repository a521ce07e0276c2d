import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { resourcesText } from '../../cli/output/resources.js';
import type { ResourceSampleEvent } from '../../exporters/journal/events.js';
import { createProjection, type ProjectionOutput } from '../../exporters/projection/index.js';
import { clientTask, startRun } from '../../lib/index.js';
import { createMonitor } from '../../lib/monitor/index.js';
import { createTestTelemetry } from '../../testing/index.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { until } from '../support/until.js';

describe('a monitor in an app', () => {
  const folder = temporaryFolder('e2e-monitor');
  after(() => folder.remove());

  it('brings resources and joules of clients and server to the run, by client and round', async () => {
    const tegrastats = join(folder.path, 'tegrastats.mjs');
    writeFileSync(
      tegrastats,
      "setInterval(() => console.log('GR3D_FREQ 50%@114 VDD_IN 8000mW/8000mW VDD_SOC 900mW/900mW'), 20);",
    );
    await using telemetry = await createTestTelemetry();
    const run = startRun({ job: 'monitored', runId: `monitored-${process.pid}` });
    const monitor = createMonitor({
      ...{ interval: 0.05, runInterval: 0 },
      metrics: { network: false },
      commands: { tegrastats: [process.execPath, tegrastats], nvidiaSmi: ['fedotel-no-such-tool'] },
    });
    await monitor.start();
    await until('there is power', () => monitor.summary().joules !== undefined && (monitor.summary().joules ?? 0) > 0);
    for (const number of [1, 2]) {
      const round = run.startRound({ number, selected: 1 });
      const { report } = await clientTask(round.startTask({ client: 'edge' }).carrier(), async () => {
        const before = monitor.summary().joules ?? 0;
        await until('energy is used', () => (monitor.summary().joules ?? 0) > before + 1);
      });
      assert.equal(report.resources, undefined, 'telemetry has sent them already');
      round.clientUpdate({ client: 'edge', loss: 1, report });
      round.end({});
    }
    await until('a sample of the server is there', async () => {
      const events = await telemetry.events();
      return events.some((event) => event.event_type === 'resource_sample' && event.client_id === undefined);
    });
    await monitor.stop();
    await run.finish();

    const { resources, state } = await telemetry.run(run.id);
    assert.equal(state, 'finished');
    for (const round of [1, 2]) {
      const used = resources.find((view) => view.clientId === 'edge' && view.round === round);
      assert.ok((used?.joules ?? 0) > 0.1, resourcesText(resources));
      assert.equal(used?.watts, 8);
      assert.equal(used?.gpuPercentage, 50);
      assert.ok((used?.memoryMegabytes ?? 0) > 1);
    }
    assert.ok(resources.some(({ clientId }) => clientId === undefined));
    assert.deepEqual(await telemetry.malformed(), []);

    const events = await telemetry.events();
    const samples = events.filter((event): event is ResourceSampleEvent => event.event_type === 'resource_sample');
    // What came over the wire is what was measured, to the last digit that was kept.
    const measured = new Set(monitor.stats().samples.map((sample) => sample.resources.host_energy_joules));
    for (const { resources: sent } of samples) {
      if (sent.host_energy_joules !== undefined) assert.ok(measured.has(Number(sent.host_energy_joules)));
    }
    const outputs: ProjectionOutput[] = [];
    const projection = createProjection({ perClient: 'keys' });
    for (const event of events) projection.apply(event, outputs);
    const keys = outputs.flatMap((output) => (output.kind === 'row' && output.axis === 'sample' ? output.points : []));
    assert.ok(keys.some(({ key }) => key.client === 'edge' && key.path[0] === 'rail_vdd_in_power_usage_watts'));
    assert.ok(keys.some(({ key }) => key.client === undefined && key.path[0] === 'cpu_utilization_percentage'));
    assert.ok(outputs.some((output) => output.kind === 'state' && output.complete));
  });
});
