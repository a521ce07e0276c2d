import assert from 'node:assert/strict';
import { emptyResource } from '@opentelemetry/resources';
import { AggregationTemporality, type ResourceMetrics } from '@opentelemetry/sdk-metrics';
import { createInstrumentSet, type InstrumentSet } from '../../../../lib/instruments/instrument-set.js';
import { createScrapeView } from '../../../../lib/telemetry/prometheus/scrape-view.js';
import { createMemorySdk, type MemorySdk } from '../../support/memory-sdk.js';

const MINUTE = 60_000;

describe('what a scraper is shown', () => {
  let sdk: MemorySdk;
  let set: InstrumentSet;
  let now = 0;

  beforeEach(() => {
    sdk = createMemorySdk();
    set = createInstrumentSet(sdk.meterProvider);
    now = 1_000_000;
  });

  const collect = async (): Promise<ResourceMetrics> => ({
    resource: emptyResource(),
    scopeMetrics: await sdk.metrics(),
  });

  const names = (view: ResourceMetrics, job: string) =>
    view.scopeMetrics
      .flatMap(({ metrics }) => metrics)
      .filter(({ dataPoints }) => dataPoints.some(({ attributes }) => attributes['fl.job.name'] === job))
      .map(({ descriptor }) => descriptor.name);

  it('has names with units, and no unit of its own', async () => {
    set.roundDuration(2, { 'fl.job.name': 'digits' });
    const [metric] = createScrapeView().of(await collect()).scopeMetrics[0]?.metrics ?? [];
    assert.deepEqual(
      [metric?.descriptor.name, metric?.descriptor.unit, metric?.aggregationTemporality],
      ['fl_round_duration_seconds', '', AggregationTemporality.CUMULATIVE],
    );
  });

  it('leaves what was collected as it is', async () => {
    set.accuracy(0.5, { 'fl.job.name': 'digits' });
    const collected = await collect();
    const before = JSON.stringify(collected);
    createScrapeView().of(collected);
    assert.equal(JSON.stringify(collected), before);
  });

  it('has info of runs that go on only', async () => {
    set.runInfo(1, { 'fl.job.name': 'digits', 'fl.run.id': 'r1' });
    const view = createScrapeView();
    assert.deepEqual(names(view.of(await collect()), 'digits'), ['fl_run_info']);
    set.runInfo(0, { 'fl.job.name': 'digits', 'fl.run.id': 'r1' });
    assert.deepEqual(names(view.of(await collect()), 'digits'), []);
  });

  it('drops gauges of a job five minutes after its last run, and nothing else', async () => {
    const view = createScrapeView(() => now);
    for (const job of ['digits', 'faces']) {
      set.activeRuns(1, { 'fl.job.name': job });
      set.accuracy(0.5, { 'fl.job.name': job });
      set.roundsCompleted(1, { 'fl.job.name': job });
    }
    view.of(await collect());
    set.activeRuns(-1, { 'fl.job.name': 'digits' });
    const all = ['fl_accuracy', 'fl_active_runs', 'fl_rounds_completed_total'];
    assert.deepEqual(names(view.of(await collect()), 'digits').sort(), all);
    now += 5 * MINUTE - 1;
    assert.deepEqual(names(view.of(await collect()), 'digits').sort(), all);
    now += 1;
    assert.deepEqual(names(view.of(await collect()), 'digits').sort(), all.slice(1));
    assert.deepEqual(names(view.of(await collect()), 'faces').sort(), all);
    set.activeRuns(1, { 'fl.job.name': 'digits' });
    assert.deepEqual(names(view.of(await collect()), 'digits').sort(), all);
  });
});
