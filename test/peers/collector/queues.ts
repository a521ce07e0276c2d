import { until } from '../../support/until.js';
import type { Collector } from './collector-process.js';

const LIMIT_SECONDS = 180;

/** What waits in a Collector's queues, by exporter and signal, in the unit of each queue. */
export async function queueSizes({ ownMetrics }: Pick<Collector, 'ownMetrics'>): Promise<ReadonlyMap<string, number>> {
  const page = await (await fetch(`http://${ownMetrics}/metrics`)).text();
  const sizes = page.matchAll(/^otelcol_exporter_queue_size\{(.*)\} (\S+)$/gm);
  return new Map(
    [...sizes].map(([, labels = '', size = '']) => {
      const label = (name: string) => new RegExp(`${name}="([^"]*)"`).exec(labels)?.[1];
      return [`${label('exporter')} ${label('data_type')}`, Number(size)];
    }),
  );
}

/** What waits for one exporter. */
export async function queued(collector: Pick<Collector, 'ownMetrics'>, exporter: string): Promise<number> {
  const sizes = await queueSizes(collector);
  return [...sizes].reduce((sum, [name, size]) => sum + (name.startsWith(`${exporter} `) ? size : 0), 0);
}

/** Waits until nothing waits for an exporter. */
export async function untilSent(collector: Pick<Collector, 'ownMetrics'>, exporter: string): Promise<void> {
  await until(`all is sent to ${exporter}`, async () => (await queued(collector, exporter)) === 0, LIMIT_SECONDS);
}
