import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { bridgeMetrics } from '../../semconv/bridge.js';
import { instruments } from '../../semconv/index.js';

interface Rule {
  readonly alert: string;
  readonly expr: string;
  readonly labels: { readonly severity: string };
  readonly annotations: { readonly summary: string; readonly runbook: string };
}

interface AlertTest {
  readonly name: string;
  readonly alert_rule_test: readonly { readonly alertname: string; readonly exp_alerts: readonly unknown[] }[];
}

const FOLDER = 'collector-config/prometheus';
const rules = (
  parse(readFileSync(`${FOLDER}/rules.yaml`, 'utf8')) as { groups: readonly { rules: readonly Rule[] }[] }
).groups.flatMap((group) => group.rules);
const { tests } = parse(readFileSync(`${FOLDER}/rules.test.yaml`, 'utf8')) as { tests: readonly AlertTest[] };
const page = readFileSync('docs/alerts.md', 'utf8');

/** Metrics of the Collector itself that alerts use, as its build in `test/peers/collector` names them. */
const COLLECTOR_METRICS = ['metric_points', 'spans', 'log_records'].flatMap((signal) => [
  `otelcol_exporter_sent_${signal}`,
  `otelcol_exporter_send_failed_${signal}`,
  `otelcol_receiver_refused_${signal}`,
]);

const known = new Set<string>([
  ...COLLECTOR_METRICS,
  'otelcol_exporter_queue_size',
  'otelcol_exporter_queue_capacity',
  ...Object.values(instruments).map(({ prometheus }) => prometheus),
  ...Object.values(bridgeMetrics).map(({ prometheus }) => prometheus),
]);

describe('alerts for Prometheus', () => {
  it('have names of their own', () => {
    assert.equal(new Set(rules.map(({ alert }) => alert)).size, rules.length);
  });

  for (const { alert, expr, labels, annotations } of rules) {
    describe(alert, () => {
      it('uses metrics that there are', () => {
        const labelNames = new Set([
          'fl_job_name',
          'fl_operation_name',
          'fl_update_result',
          'fl_dropout_type',
          'fl_selection_outcome',
        ]);
        const names = [...expr.matchAll(/\b(?:fl|fedotel|otelcol)_\w+/g)].map(([name]) => name);
        const used = names.filter((name) => !labelNames.has(name));
        assert.ok(used.length > 0);
        assert.deepEqual(
          used.filter((name) => !known.has(name)),
          [],
        );
      });

      it('says how bad it is, what it is, and what to do', () => {
        assert.match(labels.severity, /^(warning|critical)$/);
        assert.ok(annotations.summary.length > 10);
        assert.equal(annotations.runbook, `docs/alerts.md#${alert.toLowerCase()}`);
        const [, text = ''] = page.split(`\n## ${alert}\n`);
        assert.ok((text.split('\n## ')[0] ?? '').length > 100);
      });

      it('is tried firing and silent; one about training also before and after a run', () => {
        const cases = tests.flatMap(({ name, alert_rule_test }) =>
          alert_rule_test
            .filter(({ alertname }) => alertname === alert)
            .map(({ exp_alerts }) => ({ name, exp_alerts })),
        );
        assert.ok(cases.some(({ exp_alerts }) => exp_alerts.length > 0));
        assert.ok(cases.some(({ exp_alerts }) => exp_alerts.length === 0));
        if (/^(Bridge|Collector)/.test(alert)) return;
        assert.match(expr, /and on \(job, instance, fl_job_name\) fl_active_runs > 0$/);
        for (const kind of ['fires and resolves', 'ends with the run', 'is silent before a run']) {
          assert.ok(cases.some(({ name }) => name === `${alert} ${kind}`));
        }
      });
    });
  }
});
