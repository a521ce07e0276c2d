import assert from 'node:assert/strict';
import { createBridge } from '../../exporters/bridge/index.js';
import { startRunOn } from '../../lib/run/start-run.js';
import { clientFields, instruments } from '../../semconv/index.js';
import { startForTest, type TestTelemetry } from '../lib/telemetry/fixtures.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { promtool } from './promtool.js';

describe('the metrics of an app, as Prometheus reads them', () => {
  let started: TestTelemetry | undefined;

  afterEach(async () => {
    await started?.telemetry.shutdown({ timeoutSeconds: 1 });
  });

  it('are right to the last line, of a run with everything in it', async () => {
    started = await startForTest({
      metrics: 'none',
      traces: 'none',
      logs: 'none',
      prometheus: { port: 0, perClient: true },
    });
    const run = startRunOn(started.core, {
      job: 'di"gi\\ts\n',
      runId: 'r-1',
      totalClients: 5,
      modelParameters: 25_450,
      privacy: { minGroup: 1 },
    });
    const round = run.startRound({ number: 1, selected: 4 });
    for (const client of ['a', 'b', 'c']) {
      round.startTask({ client });
    }
    round.clientUpdate({
      client: 'a "quoted"\\',
      ...Object.fromEntries(clientFields.map(({ field }) => [field, 10])),
      staleness: 0,
    });
    round.dropout({ client: 'b', reason: 'timed out after 30 s' });
    round.communicationFailure({ client: 'c', reason: 'reset' });
    round.aggregate(() => 1);
    round.end({ accuracy: Number.NaN, loss: 1.5, trainLoss: Number.POSITIVE_INFINITY });
    const response = await fetch(started.telemetry.prometheusUrl ?? '');
    const page = await response.text();
    const { status, output } = promtool(['check', 'metrics'], page);
    assert.equal(output, '');
    assert.equal(status, 0);
    for (const { prometheus } of Object.values(instruments)) {
      if (prometheus !== instruments.bestAccuracy.prometheus) {
        assert.match(page, new RegExp(`^# TYPE ${prometheus} `, 'm'));
      }
    }
    assert.match(page, /^fl_run_info\{.*fl_run_id="r-1".*\} 1$/m);
    assert.equal(page.match(/^fl_client_\w+\{.*fl_client_id=.*\} \d/gm)?.length, clientFields.length);
    assert.match(page, /^fl_train_loss\{.*\} \+Inf$/m);
    await run.finish();
  });
});

describe('the metrics of a bridge, as Prometheus reads them', () => {
  it('are right to the last line', async () => {
    const folder = temporaryFolder('bridge-promtool');
    const bridge = await createBridge({ runsDir: folder.path, listen: { port: 0 }, metricsListen: { port: 0 } });
    try {
      const page = await (await fetch(`${bridge.metricsUrl}/metrics`)).text();
      const { status, output } = promtool(['check', 'metrics'], page);
      assert.equal(output, '');
      assert.equal(status, 0);
    } finally {
      await bridge.stop();
      folder.remove();
    }
  });
});

describe('alerts, as Prometheus judges them', () => {
  const folder = 'collector-config/prometheus';

  it('are right', () => {
    const { status, output } = promtool(['check', 'rules', `${folder}/rules.yaml`]);
    assert.equal(status, 0, output);
    assert.match(output, /SUCCESS: \d+ rules found/);
  });

  it('fire, do not fire, resolve, end with a run and are silent before it', () => {
    const { status, output } = promtool(['test', 'rules', `${folder}/rules.test.yaml`]);
    assert.equal(status, 0, output);
  });
});
