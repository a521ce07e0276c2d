import { COUNTRY_CENTRES } from './country-centres.js';

/**
 * A point in the middle of a country, in degrees: where a client is shown of which only the country is known.
 *
 * @param code ISO 3166-1 alpha-2, in capitals or not
 * @returns `undefined` for what is no code, and for countries too small for the table
 */
export function countryCentre(code: string): { readonly lat: number; readonly lng: number } | undefined {
  const key = code.trim().toUpperCase();
  const centre = Object.hasOwn(COUNTRY_CENTRES, key) ? COUNTRY_CENTRES[key] : undefined;
  return centre === undefined ? undefined : { lat: centre[0], lng: centre[1] };
}
