import assert from 'node:assert/strict';
import { metricName } from '../../../lib/telemetry/prometheus/metric-name.js';
import { bridgeMetrics } from '../../../semconv/bridge.js';
import { clientFields, instruments, resourceFields } from '../../../semconv/index.js';
import { expressionsOf, readDashboards } from './read-dashboards.js';

const kindOf = (instrument: string) => (instrument === 'counter' || instrument === 'gauge' ? instrument : 'other');
const ofClients = clientFields.map(({ name, unit }) => metricName(name, { unit, kind: 'gauge' }));
const ofResources = resourceFields.map(({ name, unit, instrument }) =>
  metricName(name, { unit, kind: kindOf(instrument) }),
);
const ofJobs = Object.values(instruments).map(({ prometheus }) => prometheus);
const ofBridges = Object.values(bridgeMetrics).map(({ prometheus }) => prometheus);

/** Of Prometheus itself, and of the Collector's span_metrics. */
const OF_OTHERS = ['ALERTS', 'traces_span_metrics_duration_seconds'];

describe('metrics on Grafana dashboards', () => {
  const expressions = readDashboards()
    .flatMap(expressionsOf)
    .filter((expression) => !expression.startsWith('{'));
  /** What is selected: a name before braces or a range, without a histogram's suffix. */
  const shown = new Set(
    expressions.flatMap((expression) =>
      [...expression.matchAll(/\b([a-zA-Z_]\w*)(?:\{|\[)/g)].map(([, name = '']) =>
        name.replace(/_(bucket|sum|count)$/, ''),
      ),
    ),
  );
  const known = new Set([...ofJobs, ...ofBridges, ...ofClients, ...ofResources, ...OF_OTHERS]);

  it('are those that there are', () => {
    assert.deepEqual(
      [...shown].filter((name) => !known.has(name) && !name.startsWith('otelcol_exporter_')),
      [],
    );
  });

  it('are all of a job', () => {
    // Without a panel of its own: alerts and the marks of runs tell as much.
    const left = new Set([instruments.activeRuns.prometheus]);
    assert.deepEqual(
      ofJobs.filter((name) => !shown.has(name) && !left.has(name)),
      [],
    );
  });

  it('are all of a bridge', () => {
    assert.deepEqual(
      ofBridges.filter((name) => !shown.has(name)),
      [],
    );
  });

  it('are all that fedotel monitor measures', () => {
    assert.deepEqual(
      ofResources.filter((name) => !shown.has(name)),
      [],
    );
  });

  it('are selected and grouped by labels that they have', () => {
    const labels = new Set([
      'job',
      'instance',
      'le',
      'sink',
      'exporter',
      'alertname',
      'alertstate',
      'fl_client_id',
      'span_name',
    ]);
    for (const { attributes } of Object.values(instruments)) {
      for (const { key } of attributes) labels.add(key.replaceAll('.', '_'));
    }
    for (const expression of expressions) {
      const matched = [...expression.matchAll(/(\w+)(?:=~|!=|!~|=)"/g)].map(([, name = '']) => name);
      const grouped = [...expression.matchAll(/\bby \(([^)]*)\)/g)].flatMap(([, names = '']) => names.split(/,\s*/));
      assert.deepEqual(
        [...matched, ...grouped].filter((name) => !labels.has(name)),
        [],
        expression,
      );
    }
  });
});
