import { type BridgeMetricKey, bridgeMetrics } from '../../../semconv/bridge.js';

/** One number, and the values of the metric's labels in their order. */
export interface Reading {
  readonly value: number;
  readonly labels?: readonly string[] | undefined;
}

/** Content type of what {@link renderMetrics} makes. */
export const METRICS_CONTENT_TYPE = 'text/plain; version=0.0.4; charset=utf-8';

/** Prometheus text of a bridge's metrics ("Exposition formats" of Prometheus). Metrics without readings are left out. */
export function renderMetrics(readings: Readonly<Record<BridgeMetricKey, readonly Reading[]>>): string {
  const keys = Object.keys(bridgeMetrics) as BridgeMetricKey[];
  return keys
    .filter((key) => readings[key].length > 0)
    .map((key) => {
      const { prometheus, instrument, brief, labels: names } = bridgeMetrics[key];
      const lines = readings[key].map(({ value, labels = [] }) => {
        const pairs = names.map((name, index) => `${name}="${escapeLabel(labels[index] ?? '')}"`);
        return `${prometheus}${pairs.length === 0 ? '' : `{${pairs.join(',')}}`} ${value}\n`;
      });
      return `# HELP ${prometheus} ${brief}\n# TYPE ${prometheus} ${instrument}\n${lines.join('')}`;
    })
    .join('');
}

function escapeLabel(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
}
