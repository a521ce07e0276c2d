import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { createBridge } from '../../exporters/bridge/index.js';
import { runCommand } from '../support/command.js';
import { readEvents, readRun } from '../support/read-run.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { pythonPeer } from './python.js';

describe('the official OpenTelemetry SDK for Python, by examples/python/send_run.py', function () {
  this.timeout(300_000);
  const folder = temporaryFolder('python');
  after(() => folder.remove());

  it('delivers a run: every update once, rounds, drop-out, free fields, end', async () => {
    const { python } = await pythonPeer();
    const bridge = await createBridge({ runsDir: folder.path, listen: { port: 0 } });
    // What would lead it elsewhere is taken away.
    const steering = Object.keys(process.env).filter((name) => /^OTEL_|^FEDOTEL_|_proxy$/i.test(name));
    const without = Object.fromEntries(steering.map((name) => [name, undefined]));
    const env = { ...without, OTEL_EXPORTER_OTLP_ENDPOINT: bridge.url };
    const { stdout } = await runCommand(python, ['examples/python/send_run.py'], { env });
    assert.match(stdout, /^sent line-\S+ to http/);
    assert.deepEqual(await bridge.stop(), { owed: [] });
    assert.deepEqual([bridge.counts.malformed, bridge.counts.unusable], [0, 0]);

    const file = readdirSync(folder.path).find((name) => name.endsWith('.jsonl')) ?? '';
    const updates = (await readEvents(join(folder.path, file))).filter(
      ({ event_type }) => event_type === 'client_update',
    );
    assert.equal(updates.length, 19);
    const run = await readRun(join(folder.path, file));
    assert.equal(run.state, 'finished');
    assert.equal(run.job, 'line');
    assert.deepEqual(run.config, { rate: 0.05, steps: 20, clients: 4 });
    assert.deepEqual(run.emitted, { updates: 19, rounds: 5 });
    assert.deepEqual(
      run.rounds.map(({ round, selected, completed, dropped }) => [round, selected, completed, dropped]),
      [1, 2, 3, 4, 5].map((round) => [round, 4, round === 3 ? 3 : 4, round === 3 ? 1 : 0]),
    );
    assert.equal(run.dropouts[0]?.reason, 'battery');
    const losses = run.rounds.map(({ globalLoss }) => globalLoss ?? Number.NaN);
    assert.ok((losses.at(-1) ?? 9) < (losses[0] ?? 0), `the loss falls: ${losses}`);
    const client = run.rounds[0]?.clients.find(({ clientId }) => clientId === 'site-1');
    assert.equal(client?.fields.num_samples, 30);
    assert.equal(client?.fields.platform, 'python');
    assert.equal(typeof client?.fields.slope, 'number');
  });
});
