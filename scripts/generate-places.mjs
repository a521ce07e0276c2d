/**
 * Writes the table of country centres (`exporters/page/places/country-centres.ts`) from the outlines of `world-atlas` and
 * the codes of `i18n-iso-countries`. Plain JavaScript, because these packages have no part in what is built.
 *
 *   node scripts/generate-places.mjs [--check]
 *
 * With `--check` nothing is written; the exit status is 1 when the table is not what it would be.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { geoArea, geoCentroid, geoContains, geoDistance } from 'd3-geo';
import { feature } from 'topojson-client';
import { readOptions } from './tool-options.mjs';

const require = createRequire(import.meta.url);
const codes = require('i18n-iso-countries');
const world = require('world-atlas/countries-50m.json');

const target = join(resolve(dirname(fileURLToPath(import.meta.url)), '..'), 'exporters/page/places/country-centres.ts');

/** Steps of the search for a point inside, on each side. */
const STEPS = 48;

const values = readOptions('node scripts/generate-places.mjs [--check]', {
  check: { type: 'boolean', default: false, help: 'change nothing; end with 1 when the file is not up to date' },
});
const text = render(centres());
if (!values.check) writeFileSync(target, text);
else if (readFileSync(target, 'utf8') !== text) {
  console.error(`${target}: not up to date: run node scripts/generate-places.mjs`);
  process.exitCode = 1;
}

/** Latitude and longitude by alpha-2 code, in order of code. */
function centres() {
  const alpha2 = new Map(Object.entries(codes.getNumericCodes()));
  const geometries = new Map();
  for (const { id, geometry } of feature(world, world.objects.countries).features) {
    const code = id === undefined ? undefined : alpha2.get(String(id).padStart(3, '0'));
    if (code === undefined) continue;
    // Far islands of a country stand for themselves under its code.
    const known = geometries.get(code);
    if (known === undefined || geoArea(geometry) > geoArea(known)) geometries.set(code, geometry);
  }
  return [...geometries].map(([code, geometry]) => [code, centreOf(geometry)]).sort(([a], [b]) => (a < b ? -1 : 1));
}

/** The middle of a country's largest part; where that is outside of it, the point inside farthest from its border. */
function centreOf(geometry) {
  const parts = geometry.type === 'MultiPolygon' ? geometry.coordinates : [geometry.coordinates];
  const polygons = parts.map((coordinates) => ({ type: 'Polygon', coordinates }));
  const largest = polygons.reduce((best, next) => (geoArea(next) > geoArea(best) ? next : best));
  const centre = geoCentroid(largest);
  return geoContains(largest, centre) ? centre : innermost(largest);
}

function innermost(polygon) {
  const border = polygon.coordinates[0];
  const [west, east] = rangeOf(border.map(([lng]) => lng));
  const [south, north] = rangeOf(border.map(([, lat]) => lat));
  let best = { point: border[0], distance: -1 };
  for (let row = 1; row < STEPS; row++) {
    for (let column = 1; column < STEPS; column++) {
      const point = [west + ((east - west) * column) / STEPS, south + ((north - south) * row) / STEPS];
      if (!geoContains(polygon, point)) continue;
      const distance = Math.min(...border.map((vertex) => geoDistance(vertex, point)));
      if (distance > best.distance) best = { point, distance };
    }
  }
  return best.point;
}

function rangeOf(numbers) {
  return [Math.min(...numbers), Math.max(...numbers)];
}

function render(entries) {
  const round = (degrees) => Math.round(degrees * 10) / 10 + 0;
  const lines = entries.map(([code, [lng, lat]]) => `  ${code}: [${round(lat)}, ${round(lng)}],\n`);
  return [
    '// Written by scripts/generate-places.mjs from world-atlas (Natural Earth, public domain). Do not edit.\n',
    '\n',
    '/**\n',
    ' * Latitude and longitude, in degrees, of a point in the middle of each country, by ISO 3166-1 alpha-2 code. Countries\n',
    ' * that are too small for the outlines at 1:50 million are not there.\n',
    ' */\n',
    'export const COUNTRY_CENTRES: Readonly<Record<string, readonly [lat: number, lng: number]>> = {\n',
    ...lines,
    '};\n',
  ].join('');
}
