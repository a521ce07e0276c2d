import type { Marker } from '../../../viewer/map/markers.js';

/** A marker at a place of the world at scale 1, or at none. */
export function marker(client: number, place?: readonly [number, number], fields: Partial<Marker> = {}): Marker {
  return {
    client,
    label: `client-${client}`,
    state: 'completed',
    value: undefined,
    raw: undefined,
    up: undefined,
    down: undefined,
    place,
    byCountry: false,
    ...fields,
  };
}
