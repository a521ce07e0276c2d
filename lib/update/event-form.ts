import {
  ATTR_FL_CLIENT_ID,
  ATTR_FL_CLIENT_METRIC,
  ATTR_FL_OPERATION_NAME,
  ATTR_FL_ROUND_NUMBER,
  EVENT_FL_CLIENT_UPDATE,
  eventDescriptors,
} from '../../semconv/index.js';
import type { AttributeValue, EventRecord, UpdateRecord } from '../core/records.js';
import { numberAttribute } from '../core/values.js';

/** The event form of an update: the same fields as attributes of one `fl.client.update`, whole or not at all. */
export function toEventRecord(update: UpdateRecord): EventRecord {
  const attributes: Record<string, AttributeValue> = {
    ...update.marker,
    [ATTR_FL_ROUND_NUMBER]: update.round,
    [ATTR_FL_CLIENT_ID]: update.client,
    [ATTR_FL_OPERATION_NAME]: update.operation,
  };
  update.names.forEach((name, index) => {
    attributes[name] = numberAttribute(update.values[index] ?? Number.NaN);
  });
  update.metricNames.forEach((name, index) => {
    attributes[ATTR_FL_CLIENT_METRIC(name)] = numberAttribute(update.metricValues[index] ?? Number.NaN);
  });
  return {
    kind: 'event',
    run: update.run,
    time: update.time,
    name: EVENT_FL_CLIENT_UPDATE,
    severityNumber: eventDescriptors[EVENT_FL_CLIENT_UPDATE].severityNumber,
    attributes,
  };
}
