import { randomUUID } from 'node:crypto';
import { ATTR_FL_JOB_NAME, ATTR_SERVICE_INSTANCE_ID } from '../../../semconv/index.js';
import type { OptionReader } from './option-reader.js';

const SERVICE_NAME = 'service.name';

/**
 * Attributes of the resource of everything that is sent. The instance id is always there: without it Prometheus takes
 * two processes of one job for one, and a bridge cannot tell who started a run.
 */
export function resolveResourceAttributes(reader: OptionReader): Record<string, string> {
  const sources = reader.given('resourceAttributes');
  const attributes: Record<string, string> = Object.assign({}, ...[...sources].reverse().map(({ value }) => value));
  const job = reader.value('job');
  const fromCode = sources.find(({ source }) => source.startsWith('option'))?.value[SERVICE_NAME];
  const named = reader.given('serviceName');
  const serviceName =
    named.find(({ source }) => source.startsWith('option'))?.value ??
    fromCode ??
    named[0]?.value ??
    attributes[SERVICE_NAME] ??
    job ??
    'fedotel';
  return {
    ...attributes,
    [SERVICE_NAME]: serviceName,
    [ATTR_SERVICE_INSTANCE_ID]: attributes[ATTR_SERVICE_INSTANCE_ID] ?? randomUUID(),
    ...(job === undefined ? {} : { [ATTR_FL_JOB_NAME]: job }),
  };
}
