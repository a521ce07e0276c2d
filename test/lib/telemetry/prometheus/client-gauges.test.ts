import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { startRunOn } from '../../../../lib/run/start-run.js';
import { metricName } from '../../../../lib/telemetry/prometheus/metric-name.js';
import type { TelemetryOptions } from '../../../../lib/telemetry/types.js';
import type { RunOptions } from '../../../../lib/types.js';
import { clientFields } from '../../../../semconv/index.js';
import { startReceiver } from '../fake-receiver.js';
import { startForTest, type TestTelemetry } from '../fixtures.js';

const ALONE: TelemetryOptions = { metrics: 'none', traces: 'none', logs: 'none' };

/** A value of each known field. */
const EVERYTHING = Object.fromEntries(clientFields.map(({ field }, index) => [field, index + 1]));

describe('gauges of single clients for Prometheus', () => {
  let started: TestTelemetry | undefined;

  afterEach(async () => {
    await started?.telemetry.shutdown({ timeoutSeconds: 1 });
    started = undefined;
  });

  /** Starts telemetry with clients shown, and a run. */
  async function start(options: TelemetryOptions = {}, run: Partial<RunOptions> = {}) {
    started = await startForTest({ ...ALONE, prometheus: { port: 0, perClient: true }, ...options });
    return startRunOn(started.core, { job: 'digits', runId: 'r-1', ...run });
  }

  /** Lines about single clients. */
  async function series(): Promise<string[]> {
    const page = await (await fetch(started?.telemetry.prometheusUrl ?? '')).text();
    return page.split('\n').filter((line) => line.includes('fl_client_id='));
  }

  it('are one of each field, under the name that the conventions give', async () => {
    const run = await start();
    run.clientUpdate({ round: 1, client: 'hospital-1', ...EVERYTHING, metrics: { f1: 0.5 } });
    const lines = await series();
    assert.deepEqual(
      lines.map((line) => /^(\w+)\{(.*)\} (\S+)$/.exec(line)?.slice(1)),
      clientFields.map(({ name, unit }, index) => [
        metricName(name, { unit, kind: 'gauge' }),
        'fl_job_name="digits",fl_client_id="hospital-1",fl_operation_name="train"',
        String(index + 1),
      ]),
    );
    assert.ok(lines.some((line) => line.startsWith('fl_client_loss{')));
  });

  it('are in the documentation', () => {
    const page = readFileSync('docs/prometheus.md', 'utf8');
    for (const { name, unit } of clientFields) {
      assert.ok(page.includes(`\`${metricName(name, { unit, kind: 'gauge' })}\``), name);
    }
  });

  it('are not there unless asked for, and then only the fields that were asked for', async () => {
    const run = await start({ prometheus: { port: 0 } });
    run.clientUpdate({ round: 1, client: 'a', loss: 1 });
    assert.deepEqual(await series(), []);
    await started?.telemetry.shutdown({ timeoutSeconds: 1 });
    const other = await start({ prometheus: { port: 0, perClient: { fields: ['accuracy'] } } });
    other.clientUpdate({ round: 1, client: 'a', loss: 1, accuracy: 0.5 });
    assert.deepEqual(await series(), [
      'fl_client_accuracy{fl_job_name="digits",fl_client_id="a",fl_operation_name="train"} 0.5',
    ]);
  });

  it('follow a run: tasks, updates, drop-outs, its end', async () => {
    const run = await start({ clientUpdates: 'off' });
    const round = run.startRound({ number: 1 });
    for (const client of ['a', 'b', 'c']) {
      round.startTask({ client });
      round.clientUpdate({ client, loss: 1 });
    }
    round.dropout({ client: 'b', reason: 'left' });
    round.end();
    assert.deepEqual(
      (await series()).map((line) => /fl_client_id="(\w)"/.exec(line)?.[1]),
      ['a', 'c'],
    );
    await run.finish();
    assert.equal((await series()).length, 2, 'they stay for some minutes');
  });

  it('are what privacy lets out, and nothing else', async () => {
    const hidden = { privacy: { perClient: false } } as const;
    const run = await start({}, hidden);
    run.clientUpdate({ round: 1, client: 'secret-hospital', loss: 1, samples: 3 });
    assert.deepEqual(await series(), []);
    await started?.telemetry.shutdown({ timeoutSeconds: 1 });

    const listed = await start({}, { privacy: { perClient: ['samples'], clientIds: 'hmac', key: 'k'.repeat(16) } });
    listed.clientUpdate({ round: 1, client: 'secret-hospital', loss: 1, samples: 3 });
    const [line = '', ...more] = await series();
    assert.match(line, /^fl_client_samples\{.*\} 3$/);
    assert.doesNotMatch(line, /secret-hospital/);
    assert.deepEqual(more, []);
    await started?.telemetry.shutdown({ timeoutSeconds: 1 });

    const secure = await start({}, { secureAggregation: true });
    secure.clientUpdate({ round: 1, client: 'a', loss: 1, accuracy: 0.5, gradientNorm: 2, samples: 3 });
    assert.deepEqual(
      (await series()).map((text) => /^\w+/.exec(text)?.[0]),
      ['fl_client_samples'],
    );
  });

  it('never go out over OTLP, where each update goes once', async () => {
    const receiver = await startReceiver();
    try {
      const run = await start({ endpoint: receiver.url, metrics: 'otlp', metricIntervalSeconds: 0.05 });
      run.clientUpdate({ round: 1, client: 'a', loss: 1 });
      assert.equal((await series()).length, 1);
      await started?.telemetry.flush({ timeoutSeconds: 5 });
      await new Promise((resolve) => setTimeout(resolve, 200));
      await started?.telemetry.shutdown({ timeoutSeconds: 5 });
      const points = receiver.records('metrics');
      assert.equal(points.filter(({ name }) => name === 'fl.client.loss').length, 1);
      assert.ok(points.filter(({ name }) => name === 'fl.active.runs').length > 1, 'the others come again and again');
    } finally {
      await receiver.close();
    }
  });
});
