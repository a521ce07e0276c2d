import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { bridgeMetrics } from '../../semconv/bridge.js';

describe('page about Prometheus', () => {
  const page = readFileSync('docs/prometheus.md', 'utf8');

  it('has every metric of a bridge, and no other', () => {
    const rows = [...page.matchAll(/^\| `(fedotel_bridge_\w+)` \| (.*) \| (.*) \|$/gm)].map((row) => row.slice(1));
    assert.deepEqual(
      rows,
      Object.values(bridgeMetrics).map(({ prometheus, labels, brief }) => [
        prometheus,
        labels.map((label) => `\`${label}\``).join(', '),
        brief,
      ]),
    );
  });
});
