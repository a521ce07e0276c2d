import assert from 'node:assert/strict';
import { metricName } from '../../../../lib/telemetry/prometheus/metric-name.js';
import { instruments } from '../../../../semconv/index.js';

describe('Prometheus name of a metric', () => {
  for (const { name, unit, instrument, prometheus } of Object.values(instruments)) {
    it(`of ${name} is what the registry says`, () => {
      const kind = instrument === 'counter' || instrument === 'gauge' ? instrument : 'other';
      const base = metricName(name, { unit, kind });
      assert.equal(base, prometheus);
    });
  }

  // Seen at a Collector's Prometheus exporter.
  for (const [name, unit, kind, expected] of [
    ['fl.round.duration', 's', 'other', 'fl_round_duration_seconds'],
    ['fl.round.duration.seconds', 's', 'other', 'fl_round_duration_seconds'],
    ['fl.ratio.one', '1', 'gauge', 'fl_one_ratio'],
    ['t.accuracy', '1', 'gauge', 't_accuracy_ratio'],
    ['my.counts', '{thing}', 'counter', 'my_counts_total'],
    ['my.total.sent', 'By', 'counter', 'my_sent_bytes_total'],
    ['wait', 'ms', 'gauge', 'wait_milliseconds'],
    ['load', '%', 'gauge', 'load_percent'],
    ['rate', '{client}/s', 'gauge', 'rate_per_second'],
    ['speed', 'By/s', 'gauge', 'speed_bytes_per_second'],
    ['balance', '1', 'other', 'balance'],
    ['2nd-value', '', 'gauge', '_2nd_value'],
    ['a.unknown', 'furlong', 'gauge', 'a_unknown'],
  ] as const) {
    it(`of ${name} in ${unit || 'no unit'} (${kind}) is ${expected}`, () => {
      assert.equal(metricName(name, { unit, kind }), expected);
    });
  }
});
