import { metricName } from '../../../../lib/telemetry/prometheus/metric-name.js';
import { clientFields } from '../../../../semconv/index.js';
import { selector } from '../promql.js';

/** Said at every panel on single clients. */
export const PER_CLIENT_NOTE = 'Only for apps that are scraped themselves, with prometheus.perClient.';

const TRAIN = 'fl_operation_name="train"';

/**
 * Latest value of a field of single clients.
 *
 * @param field the library's name for it, such as `trainDuration`
 * @throws Error when the conventions have no such field
 */
export function ofClient(field: string): string {
  const known = clientFields.find((candidate) => candidate.field === field);
  if (known === undefined) throw new Error(`the conventions have no field of clients called ${field}`);
  return selector(metricName(known.name, { unit: known.unit, kind: 'gauge' }), [TRAIN]);
}

/** The ten clients with the highest latest value of a field. */
export function topClients(field: string): string {
  return `topk(10, ${ofClient(field)})`;
}
