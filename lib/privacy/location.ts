import {
  ATTR_GEO_COUNTRY_ISO_CODE,
  ATTR_GEO_LOCALITY_NAME,
  ATTR_GEO_LOCATION_LAT,
  ATTR_GEO_LOCATION_LON,
} from '../../semconv/index.js';
import type { AttributeMap, AttributeValue } from '../core/records.js';
import { cutText } from '../core/values.js';

/** How exactly a location that an update gives is recorded. */
export type LocationPrecision = 'off' | 'coarse' | 'exact';

/** Steps of a degree that stay at `coarse`: tenths, which is about 11 km. */
const COARSE_STEPS = 10;
/** Longest name of a place. */
const MAX_NAME = 200;

/** Attributes of a location. Positions off the globe and anything that is no location leave nothing. */
export function locationAttributes(location: unknown, precision: LocationPrecision): AttributeMap {
  if (precision === 'off' || typeof location !== 'object' || location === null) {
    return {};
  }
  const { lat, lng, city, country } = location as Readonly<Record<'lat' | 'lng' | 'city' | 'country', unknown>>;
  const attributes: Record<string, AttributeValue> = {};
  if (isDegrees(lat, 90) && isDegrees(lng, 180)) {
    attributes[ATTR_GEO_LOCATION_LAT] = coarsen(lat, precision);
    attributes[ATTR_GEO_LOCATION_LON] = coarsen(lng, precision);
  }
  if (typeof city === 'string' && city !== '') {
    attributes[ATTR_GEO_LOCALITY_NAME] = cutText(city, MAX_NAME);
  }
  if (typeof country === 'string' && country !== '') {
    attributes[ATTR_GEO_COUNTRY_ISO_CODE] = cutText(country, MAX_NAME);
  }
  return attributes;
}

function isDegrees(value: unknown, limit: number): value is number {
  return typeof value === 'number' && Math.abs(value) <= limit;
}

function coarsen(degrees: number, precision: LocationPrecision): number {
  return precision === 'exact' ? degrees : Math.round(degrees * COARSE_STEPS) / COARSE_STEPS;
}
