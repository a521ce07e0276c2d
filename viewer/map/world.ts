import { type GeoPermissibleObjects, geoGraticule10, geoPath } from 'd3-geo';
import { feature, mesh } from 'topojson-client';
import fineAddress from 'world-atlas/countries-50m.json?url';
import coarse from 'world-atlas/countries-110m.json';
import { worldProjection } from './projection.js';

/** The outlines of the world at scale 1, ready to be drawn. */
export interface WorldPaths {
  /** The edge of the Earth. */
  readonly sphere: Path2D;
  /** Meridians and parallels, ten degrees apart. */
  readonly graticule: Path2D;
  /** All land as one, so that no border is drawn twice. */
  readonly land: Path2D;
  /** Borders between countries. */
  readonly borders: Path2D;
}

/** Outlines of countries in the form of `world-atlas`. */
type World = Parameters<typeof mesh>[0];

/** Outlines at 1:110 million, which are in the page. */
export function coarseWorld(): WorldPaths {
  return pathsOf(coarse as unknown as World);
}

/** Outlines at 1:50 million, from the server that the page came from; `undefined` when they cannot be had. */
export async function fineWorld(): Promise<WorldPaths | undefined> {
  try {
    const answer = await fetch(fineAddress);
    return answer.ok ? pathsOf((await answer.json()) as World) : undefined;
  } catch {
    return undefined;
  }
}

function pathsOf(world: World): WorldPaths {
  const { land, countries } = world.objects;
  if (land === undefined || countries === undefined) throw new Error('expected outlines of land and countries');
  // Lines are divided until they are this near to the true curve, in units of the world: finer is not seen.
  const projection = worldProjection().precision(0.02);
  const draw = (object: GeoPermissibleObjects) => {
    const path = new Path2D();
    // Path2D has all that d3 calls here; it begins no path, because it is one.
    geoPath(projection, path as unknown as CanvasRenderingContext2D)(object);
    return path;
  };
  return {
    sphere: draw({ type: 'Sphere' }),
    graticule: draw(geoGraticule10()),
    land: draw(feature(world, land)),
    borders: draw(mesh(world, countries as Parameters<typeof mesh>[1], (a, b) => a !== b)),
  };
}
