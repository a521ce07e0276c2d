import {
  ATTR_FL_CLIENT_EXTRA,
  ATTR_FL_CLIENT_NAME,
  ATTR_FL_CLIENT_STATE,
  ATTR_FL_UPDATE_BASE_ROUND,
  ATTR_FL_UPDATE_RESULT,
  ATTR_GEO_COUNTRY_ISO_CODE,
  ATTR_GEO_LOCALITY_NAME,
  ATTR_GEO_LOCATION_LAT,
  ATTR_GEO_LOCATION_LON,
  type ClientFieldDescriptor,
  clientFields,
  scaleValue,
} from '../../semconv/index.js';
import type { JsonValue } from '../journal/events.js';
import type { ClientUpdate } from '../journal/index.js';
import type { AttributeMap } from '../otlp/visitor.js';
import type { AttributeReader } from './attribute-reader.js';
import { templateValues } from './values.js';

/** Every typed field of a client update by its name on the wire (metric name, or attribute of the event form). */
export const fieldsByName: ReadonlyMap<string, ClientFieldDescriptor> = new Map(
  clientFields.map((descriptor) => [descriptor.name, descriptor]),
);

/** The journal's own fields of a client, which a free key must not overwrite. */
const RESERVED: ReadonlySet<string> = new Set([
  ...clientFields.map((descriptor) => descriptor.journal),
  ...['client_id', 'client_name', 'round', 'status', 'result', 'base_round', 'lat', 'lng', 'city', 'country'],
]);

const EXTRA_PREFIX = ATTR_FL_CLIENT_EXTRA('');

/** Sets a typed field, in the journal's unit. */
export function setField(update: ClientUpdate, field: ClientFieldDescriptor, value: number | bigint): void {
  update.set(field.journal, field.journalScale === 1 ? value : scaleValue(Number(value), field.journalScale));
}

/** Sets a free field. A name that the journal uses itself is kept beside it as `extra.<name>`. */
export function setFree(update: ClientUpdate, name: string, value: JsonValue): void {
  update.set(RESERVED.has(name) ? `extra.${name}` : name, value);
}

/**
 * Sets what comes with an update's marker: state, result, base round, display name, location, free attributes.
 *
 * @returns how many of the free attributes are numbers, which a reader cannot tell from measurements
 */
export function setDescription(update: ClientUpdate, attributes: AttributeMap, reader: AttributeReader): number {
  set(update, 'client_name', reader.text(attributes, ATTR_FL_CLIENT_NAME));
  update.set('status', reader.text(attributes, ATTR_FL_CLIENT_STATE) ?? 'active');
  set(update, 'result', reader.text(attributes, ATTR_FL_UPDATE_RESULT));
  set(update, 'base_round', reader.count(attributes, ATTR_FL_UPDATE_BASE_ROUND));
  set(update, 'lat', reader.finite(attributes, ATTR_GEO_LOCATION_LAT));
  set(update, 'lng', reader.finite(attributes, ATTR_GEO_LOCATION_LON));
  set(update, 'city', reader.text(attributes, ATTR_GEO_LOCALITY_NAME));
  set(update, 'country', reader.text(attributes, ATTR_GEO_COUNTRY_ISO_CODE));
  let numbers = 0;
  for (const [name, value] of Object.entries(templateValues(attributes, EXTRA_PREFIX) ?? {})) {
    setFree(update, name, value);
    if (typeof value === 'number' || typeof value === 'bigint') numbers += 1;
  }
  return numbers;
}

function set(update: ClientUpdate, field: string, value: JsonValue | undefined): void {
  if (value !== undefined) update.set(field, value);
}
