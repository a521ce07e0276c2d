import type { JsonObject, JsonValue } from '../../journal/events.js';
import { countryCentre } from '../places/country-centre.js';
import type { ClientEntry } from '../types.js';

/** Where a client is, as far as anybody said. */
export type Place = Pick<ClientEntry, 'lat' | 'lng' | 'city' | 'country' | 'place'>;

/** Fields of a client that say where it is; they are in its entry, not in the columns of its rounds. */
export const PLACE_FIELDS: ReadonlySet<string> = new Set(['lat', 'lng', 'city', 'country']);

/** Finds coordinates for a client that gave none; `undefined` when it knows no better. Must be quick and never throw. */
export type PlaceLookup = (fields: JsonObject) => Place | undefined;

/**
 * The place that a client's fields name; `undefined` when they name none. Coordinates out of range are none, and nobody
 * is put at 0, 0 who did not say so. Who gave a country code only is in the middle of that country.
 */
export function placeOf(fields: JsonObject, lookup: PlaceLookup = () => undefined): Place | undefined {
  const { lat, lng } = fields;
  const names = { ...text('city', fields.city), ...text('country', fields.country) };
  if (isCoordinate(lat, 90) && isCoordinate(lng, 180)) return { lat, lng, ...names, place: 'app' };
  const found = lookup(fields);
  if (found !== undefined) return { ...names, ...found };
  const centre = names.country === undefined ? undefined : countryCentre(names.country);
  if (centre !== undefined) return { ...names, ...centre, place: 'country' };
  return Object.keys(names).length === 0 ? undefined : names;
}

function text(name: 'city' | 'country', value: JsonValue | undefined): Place {
  return typeof value === 'string' && value !== '' ? { [name]: value } : {};
}

function isCoordinate(value: JsonValue | undefined, limit: number): value is number {
  return typeof value === 'number' && Math.abs(value) <= limit;
}
