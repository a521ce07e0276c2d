import { type GeoProjection, geoEqualEarth } from 'd3-geo';
import { WORLD_HEIGHT, WORLD_WIDTH } from './viewport.js';

/** Equal Earth: areas are true to each other, and shapes look as people know them. Fitted into the world at scale 1. */
export function worldProjection(): GeoProjection {
  return geoEqualEarth().fitExtent(
    [
      [0, 0],
      [WORLD_WIDTH, WORLD_HEIGHT],
    ],
    { type: 'Sphere' },
  );
}

/** One for all markers: making it fits the whole sphere into the world, which takes longer than projecting. */
const projection = worldProjection();

/** Where a place is in the world at scale 1; `undefined` for what is no place on Earth. */
export function project(lat: number, lng: number): readonly [x: number, y: number] | undefined {
  if (!(Math.abs(lat) <= 90) || !(Math.abs(lng) <= 180)) return undefined;
  return projection([lng, lat]) ?? undefined;
}
