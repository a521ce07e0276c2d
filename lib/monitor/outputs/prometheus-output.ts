import { createWarnings } from '../../core/warnings.js';
import { EMPTY_RESOURCE } from '../../routing/updates.js';
import { loadPeers } from '../../telemetry/peers.js';
import { openPrometheusEndpoint } from '../../telemetry/prometheus/endpoint.js';
import { MONITOR_SCOPE, toSampleData } from '../../update/sample-data.js';
import type { ListenAddress } from '../options.js';
import type { ResourceSample } from '../types.js';
import type { Output } from './output.js';

/** An endpoint that shows the newest sample. */
export interface PrometheusOutput extends Output {
  /** Full URL. */
  readonly url: string;
}

/** The endpoint shows resources, not whose they are: that, the scrape configuration says. */
const NOBODY = { id: '', attempt: 0, job: '' };

/**
 * Opens an endpoint for Prometheus. Names follow from OpenTelemetry's (`process_memory_usage_bytes`); bytes and joules are
 * counters, so that no scrape misses any or counts them twice.
 *
 * @throws Error when the address is in use, or the package of the exporter is not installed
 */
export async function openPrometheusOutput({ host, port }: ListenAddress): Promise<PrometheusOutput> {
  const peers = await loadPeers(['@opentelemetry/exporter-prometheus']).catch((error: unknown) => {
    // What the package is needed for is another thing here than where the text was written.
    const text = error instanceof Error ? error.message : String(error);
    throw new Error(text.replace('startTelemetry needs', 'the option prometheus of a monitor needs'), { cause: error });
  });
  const config = { host, port, source: 'option prometheus', perClient: undefined };
  const { url, reader, close } = await openPrometheusEndpoint(peers, config, createWarnings());
  let newest: ResourceSample | undefined;
  let startMillis = 0;
  reader.setMetricProducer({
    collect: async () => {
      const metrics = newest === undefined ? [] : toSampleData([recordOf(newest, startMillis)]);
      const scopeMetrics = metrics.length === 0 ? [] : [{ scope: MONITOR_SCOPE, metrics }];
      return { resourceMetrics: { resource: EMPTY_RESOURCE, scopeMetrics }, errors: [] };
    },
  });
  return {
    url,
    write(sample) {
      if (newest === undefined) startMillis = sample.time - sample.seconds * 1000;
      newest = sample;
    },
    close,
  };
}

function recordOf({ time, resources }: ResourceSample, startMillis: number) {
  return {
    kind: 'sample',
    run: NOBODY,
    time: toEpoch(time),
    start: toEpoch(startMillis),
    client: undefined,
    round: undefined,
    names: Object.keys(resources),
    values: Object.values(resources),
  } as const;
}

function toEpoch(millis: number): [number, number] {
  const seconds = Math.floor(millis / 1000);
  return [seconds, Math.round((millis - seconds * 1000) * 1e6)];
}
