import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { PARAMETERS } from '../../examples/digits/model.js';
import type { RunView } from '../../exporters/run-model/types.js';
import { instruments } from '../../semconv/index.js';
import { readRun } from '../support/read-run.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import type { Arrangement } from './collector/arrangement.js';
import { type DemoRun, startWithDemo } from './collector/demo.js';
import { expectedFigures, seriesKey } from './collector/figures.js';
import type { PrometheusSample } from './prometheus-server.js';
import { promtool } from './promtool.js';

const CLIENTS = 4;

describe('the demo through Collector, Prometheus and bridge', () => {
  const folder = temporaryFolder('collector-demo');
  let arrangement: Arrangement;
  let demo: DemoRun;
  let run: RunView;
  let series: readonly PrometheusSample[];
  before(async () => {
    ({ arrangement, demo } = await startWithDemo({ folder: folder.path, clients: CLIENTS }));
    run = await readRun(demo.journal);
    series = (await arrangement.prometheus.query('{__name__=~"fl_.+"}', demo.endedAtSeconds)).filter(
      ({ labels }) => !labels.__name__?.endsWith('_bucket'),
    );
  });
  after(async () => {
    await arrangement?.close();
    folder.remove();
  });

  it('shows every metric of the conventions under its name, with the figures of the run file', () => {
    const figures = expectedFigures(run, { totalClients: CLIENTS, modelParameters: PARAMETERS });
    const found = new Map(series.map(({ labels, value }) => [seriesKey(labels.__name__ ?? '', labels), value]));
    const wrong = figures.filter(
      ({ key, value, within }) => !(Math.abs((found.get(key) ?? Number.NaN) - value) <= within),
    );
    assert.deepEqual(
      wrong.map(({ key, value }) => `${key}: ${found.get(key)}, expected ${value}`),
      [],
    );
    const named = figures.map(({ key }) => key.replace(/(_count|_sum)?\{.*/, ''));
    assert.deepEqual(
      [...new Set(named)].sort(),
      Object.values(instruments)
        .map(({ prometheus }) => prometheus)
        .sort(),
      'each instrument has a figure',
    );
  });

  it('shows nothing of single clients, rounds or runs', () => {
    const names = new Set(Object.values(instruments).map(({ prometheus }) => prometheus));
    const strangers = series.filter(
      ({ labels }) =>
        !names.has((labels.__name__ ?? '').replace(/_(count|sum)$/, '')) && !names.has(labels.__name__ ?? ''),
    );
    assert.deepEqual(strangers, []);
    const labels = new Set(series.flatMap((sample) => Object.keys(sample.labels)));
    assert.deepEqual(
      [...labels].filter((label) => /client_id|round_number|exported|otel_scope/.test(label)),
      [],
    );
    assert.deepEqual(
      series.filter(({ labels }) => 'fl_run_id' in labels).map(({ labels }) => labels.__name__),
      ['fl_run_info'],
    );
  });

  it('says of which job and process each series is', () => {
    assert.deepEqual([...new Set(series.map(({ labels }) => labels.job))], ['digits']);
    assert.deepEqual([...new Set(series.map(({ labels }) => labels.instance))], [run.instance]);
  });

  it('has the names, types and labels of the endpoint of the app itself', () => {
    // What has happened since the app's last export is on its own page only.
    const direct = shapesOf(demo.appPage);
    const through = shapesOf(demo.collectorPage);
    for (const [name, shape] of through) assert.equal(direct.get(name), shape, name);
    const missing = [...direct.keys()].filter((name) => !through.has(name));
    const later = new Set(['fl_client_dropouts_total', 'fl_update_staleness', 'fl_communication_failures_total']);
    assert.deepEqual(
      missing.filter((name) => !later.has(name)),
      [],
    );
    // What is counted from spans has no help text there, and its exemplars are of a newer format.
    const ours = demo.collectorPage.split('\n').filter((line) => /^(# \w+ )?fl_/.test(line));
    const { status, output } = promtool(['check', 'metrics'], `${ours.join('\n')}\n`);
    assert.equal(status, 0, output);
  });

  it('shows the run as going on while it does, and no longer', async () => {
    const { prometheus } = arrangement;
    const [live] = await prometheus.query('fl_run_info', demo.liveAtSeconds);
    assert.deepEqual([live?.value, live?.labels.fl_run_id], [1, run.runId]);
    assert.deepEqual(await prometheus.query('fl_run_info > 0 or fl_active_runs > 0', demo.endedAtSeconds), []);
  });

  it('keeps a round and the tasks of its clients, other processes, in one trace', () => {
    const spans = arrangement.traces.spans();
    const rounds = spans.filter(({ name }) => name.startsWith('round '));
    assert.deepEqual(
      rounds.map(({ attributes }) => Number(attributes.get('fl.round.number'))).sort((a, b) => a - b),
      run.rounds.map(({ round }) => round),
    );
    const instanceOf = (span: (typeof spans)[number]) => span.resource.get('service.instance.id');
    for (const round of rounds) {
      const trace = spans.filter(({ traceId }) => traceId === round.traceId);
      const ids = new Set(trace.map(({ spanId }) => spanId));
      const parents = trace.filter(({ spanId }) => spanId !== round.spanId).map(({ parentSpanId }) => parentSpanId);
      assert.ok(
        parents.every((parent) => ids.has(parent)),
        'every span has its parent in the trace',
      );
      const others = trace.filter((span) => instanceOf(span) !== instanceOf(round));
      assert.ok(others.length >= 2, `round ${round.attributes.get('fl.round.number')} has its clients' own spans`);
      assert.equal(new Set(others.map(instanceOf)).size, others.length, 'each client is a process of its own');
    }
  });

  it('counts spans by kind of work, not by process', async () => {
    const calls = await arrangement.prometheus.query('traces_span_metrics_calls_total{span_name="round digits"}');
    assert.deepEqual(
      calls.map(({ value, labels }) => [value, labels.instance, labels.service_instance_id]),
      [[run.rounds.length, arrangement.collector.prometheus, undefined]],
    );
    const [sum] = await arrangement.prometheus.query(
      'traces_span_metrics_duration_seconds_sum{span_name="round digits"}',
    );
    const seconds = run.rounds.reduce((total, { durationSeconds }) => total + (durationSeconds ?? 0), 0);
    assert.ok(Math.abs((sum?.value ?? 0) - seconds) < 0.5 * run.rounds.length, `${sum?.value} s, ${seconds} s`);
  });

  it('leads from a duration to a trace', async () => {
    const words = new URLSearchParams({
      query: 'traces_span_metrics_duration_seconds_bucket{span_name="round digits"}',
      start: String(demo.liveAtSeconds - 60),
      end: String(Date.now() / 1000),
    });
    const answer = await (await fetch(`${arrangement.prometheus.url}/api/v1/query_exemplars?${words}`)).json();
    const { data } = answer as { data: readonly { exemplars: readonly { labels: { trace_id: string } }[] }[] };
    const traces = new Set(arrangement.traces.spans().map(({ traceId }) => traceId));
    const exemplars = data.flatMap(({ exemplars }) => exemplars);
    assert.ok(exemplars.length > 0);
    assert.ok(exemplars.every(({ labels }) => traces.has(labels.trace_id)));
  });

  it('keeps the events in a file of logs', () => {
    const lines = readFileSync(arrangement.logFile, 'utf8').trim().split('\n');
    const ends = lines.join('').match(/"eventName":"fl\.round\.finished"/g) ?? [];
    assert.equal(ends.length, run.rounds.length);
  });

  it('raises no alert about the Collector', async () => {
    // One that is pending has not been raised: a busy machine may let something wait for a moment.
    const alerts = (await arrangement.prometheus.alerts()).filter(({ state }) => state === 'firing');
    assert.deepEqual(
      alerts.filter(({ labels }) => /^(Collector|Bridge)/.test(labels.alertname ?? '')),
      [],
    );
  });
});

/** Type and label names of each metric on a page of the text format, without who it is about. */
function shapesOf(page: string): Map<string, string> {
  const shapes = new Map<string, string>();
  for (const [, name = '', type = ''] of page.matchAll(/^# TYPE (fl_\w+) (\w+)$/gm)) {
    const labels = new Set<string>();
    for (const [, text = ''] of page.matchAll(new RegExp(`^${name}(?:_bucket|_sum|_count)?\\{(.*?)\\} `, 'gm'))) {
      for (const [, label = ''] of text.matchAll(/(\w+)="/g)) labels.add(label);
    }
    for (const own of ['job', 'instance', 'error_type']) labels.delete(own);
    shapes.set(name, `${type} ${[...labels].sort()}`);
  }
  return shapes;
}
