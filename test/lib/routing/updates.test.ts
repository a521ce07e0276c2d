import assert from 'node:assert/strict';
import type { MetricProducer } from '@opentelemetry/sdk-metrics';
import { updatesOf } from '../../../lib/routing/updates.js';
import { assertInRegistry } from '../../support/registry-check.js';
import { createMemorySdk } from '../support/memory-sdk.js';
import { record } from '../support/recording.js';

describe('updates()', () => {
  it("gives client updates to a reader of the app's, each once, with their run", async () => {
    const { run, core, updates, warnings } = record();
    // Assignable to the SDK's own type, without a cast.
    const producer: MetricProducer = updatesOf(core);
    const sdk = createMemorySdk({ metricProducers: [producer] });
    run.clientUpdate({ round: 1, client: 'a', loss: 0.5 });
    const scopes = await sdk.metrics();
    const ours = scopes.find((scope) => scope.scope.name === 'fedotel.client');
    assert.deepEqual(
      ours?.metrics.map((metric) => [metric.descriptor.name, metric.dataPoints[0]?.value]),
      [
        ['fl.client.loss', 0.5],
        ['fl.client.update', 1],
      ],
    );
    const point = ours?.metrics[0]?.dataPoints[0];
    assert.deepEqual(point?.attributes, {
      'fl.run.id': run.id,
      'fl.run.attempt': run.attempt,
      'fl.job.name': 'digits',
      'fl.round.number': 1,
      'fl.client.id': 'a',
      'fl.operation.name': 'train',
    });
    assertInRegistry({
      metrics:
        ours?.metrics.map((metric) => ({
          name: metric.descriptor.name,
          unit: metric.descriptor.unit,
          kind: 'gauge',
          scope: 'fedotel.client',
          points: metric.dataPoints,
        })) ?? [],
    });
    assert.deepEqual(updates(), []);
    assert.deepEqual(await sdk.metrics(), []);
    await run.finish();
    assert.deepEqual(warnings, []);
  });
});
