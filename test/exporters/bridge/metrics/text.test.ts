import assert from 'node:assert/strict';
import { type Reading, renderMetrics } from '../../../../exporters/bridge/metrics/text.js';
import { type BridgeMetricKey, bridgeMetrics } from '../../../../semconv/bridge.js';
import { prometheusName } from '../../../../semconv/generator/prometheus.js';

const keys = Object.keys(bridgeMetrics) as BridgeMetricKey[];

function readings(some: Partial<Record<BridgeMetricKey, readonly Reading[]>>) {
  return Object.fromEntries(keys.map((key) => [key, some[key] ?? []])) as Record<BridgeMetricKey, readonly Reading[]>;
}

describe('text of the metrics of a bridge', () => {
  for (const { name, unit, prometheus, instrument } of Object.values(bridgeMetrics)) {
    it(`names ${name} by the rules`, () => {
      assert.equal(prometheus, prometheusName(name, unit, instrument));
    });
  }

  it('has help, type and a line for each reading, and nothing about what was not read', () => {
    const text = renderMetrics(
      readings({
        events: [{ value: 3 }],
        sinkParked: [
          { value: 0, labels: ['map'] },
          { value: 2, labels: ['mlflow'] },
        ],
      }),
    );
    assert.equal(
      text,
      '# HELP fedotel_bridge_events_total Events that were written to run files.\n' +
        '# TYPE fedotel_bridge_events_total counter\n' +
        'fedotel_bridge_events_total 3\n' +
        '# HELP fedotel_bridge_sink_parked Runs whose delivery waits for somebody to act.\n' +
        '# TYPE fedotel_bridge_sink_parked gauge\n' +
        'fedotel_bridge_sink_parked{sink="map"} 0\n' +
        'fedotel_bridge_sink_parked{sink="mlflow"} 2\n',
    );
  });

  it('keeps names of sinks from breaking a line', () => {
    const text = renderMetrics(readings({ sinkRetries: [{ value: 1, labels: ['C:\\a"b\nc'] }] }));
    assert.match(text, /^fedotel_bridge_sink_retries_total\{sink="C:\\\\a\\"b\\nc"\} 1$/m);
  });
});
