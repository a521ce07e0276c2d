import type { ClientRecord, JsonValue } from '../journal/events.js';
import { finiteIn, textIn } from './numbers.js';
import type { LocationOutput } from './types.js';

/** Where clients are. What one record does not say stays as it was. */
export class Locations {
  readonly #known = new Map<string, LocationOutput>();

  /** The client's place if the record changes what is known of it. */
  update(record: ClientRecord, round: number | undefined): LocationOutput | undefined {
    if (!saysPlace(record)) return undefined;
    const client = record.client_id;
    const known = this.#known.get(client);
    const next: LocationOutput = {
      kind: 'location',
      client,
      round,
      lat: finiteIn(record.lat) ?? known?.lat,
      lng: finiteIn(record.lng) ?? known?.lng,
      city: textIn(record.city) ?? known?.city,
      country: textIn(record.country) ?? known?.country,
    };
    const isSame =
      known !== undefined &&
      known.lat === next.lat &&
      known.lng === next.lng &&
      known.city === next.city &&
      known.country === next.country;
    if (isSame) return undefined;
    this.#known.set(client, next);
    return next;
  }
}

function saysPlace({ lat, lng, city, country }: ClientRecord): boolean {
  return isSaid(lat) || isSaid(lng) || isSaid(city) || isSaid(country);
}

function isSaid(value: JsonValue | undefined): boolean {
  return typeof value === 'number' ? Number.isFinite(value) : typeof value === 'string';
}
