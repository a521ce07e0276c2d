import assert from 'node:assert/strict';
import { encodeJson } from '../../../exporters/journal/codec/encode.js';
import type { JsonObject, JsonValue } from '../../../exporters/journal/events.js';
import { geoJsonText, toGeoJson } from '../../../exporters/map/index.js';
import { readRun } from '../../support/read-run.js';
import { at, dropout, RUN, update, viewOf } from '../run-model/support/scenario.js';

/** Kind or client id of each feature, with its coordinates. */
function places(collection: JsonObject): [JsonValue | undefined, JsonValue | undefined][] {
  return (collection.features as JsonObject[]).map(({ geometry, properties }) => [
    (properties as JsonObject).client_id ?? (properties as JsonObject).kind,
    (geometry as JsonObject).coordinates,
  ]);
}

function unlocated(collection: JsonObject): (JsonValue | undefined)[] {
  return (collection.unlocated as JsonObject[]).map(({ client_id: id }) => id);
}

describe('map: GeoJSON', () => {
  it('has server and clients where they said they are, longitude first, and draws nobody else', async () => {
    const collection = toGeoJson(await readRun('test/fixtures/hivewatch/full.jsonl'));
    assert.deepEqual(places(collection), [
      ['server', [-87.9959, 41.7136]],
      ['site-montréal', [-73.5673, 45.5017]],
      ['病院-東京', [139.6503, 35.6762]],
      // Reports its place from round 2 on.
      ['edge/03 küche', [151.2093, -33.8688]],
      // (0, 0) is a place when a client gives it, though not in its last round.
      ['🐝-hive_5', [0, 0]],
    ]);
    // Has a city, but no coordinates.
    assert.deepEqual(unlocated(collection), ['client.4']);
  });

  it('is the same text in pieces', async () => {
    const views = [await readRun('test/fixtures/hivewatch/full.jsonl'), viewOf(), viewOf(update(1, 'a', 1))];
    for (const view of views) assert.equal([...geoJsonText(view)].join(''), encodeJson(toGeoJson(view)));
  });

  it('is a FeatureCollection as RFC 7946 wants it', async () => {
    const text = encodeJson(toGeoJson(await readRun('test/fixtures/hivewatch/full.jsonl')));
    const collection = JSON.parse(text) as JsonObject;
    assert.equal(collection.type, 'FeatureCollection');
    for (const feature of collection.features as JsonObject[]) {
      assert.deepEqual(Object.keys(feature), ['type', 'geometry', 'properties']);
      assert.equal(feature.type, 'Feature');
      const { type, coordinates } = feature.geometry as { type: string; coordinates: number[] };
      assert.equal(type, 'Point');
      assert.equal(coordinates.length, 2);
      assert.ok(Math.abs(coordinates[0] ?? 999) <= 180 && Math.abs(coordinates[1] ?? 999) <= 90);
    }
    for (const reserved of ['coordinates', 'geometry', 'geometries', 'properties', 'crs', 'bbox']) {
      assert.equal(Object.hasOwn(collection, reserved), false, `${reserved} has a meaning of its own`);
    }
  });

  it('says what each client was last seen doing', () => {
    const [feature] = toGeoJson(
      viewOf(
        update(1, 'a', 1, { lat: 46.9, lng: 7.4, city: 'Bern', country: 'CH', local_loss: 0.9, num_samples: 5 }),
        update(2, 'a', 2, { local_loss: 0.5, local_accuracy: Number.NaN }),
        dropout(3, 'a', 3),
      ),
    ).features as JsonObject[];
    assert.deepEqual(feature?.properties, {
      kind: 'client',
      client_id: 'a',
      status: 'dropped',
      outcome: 'dropped',
      rounds: 3,
      last_round: 3,
      city: 'Bern',
      country: 'CH',
    });
  });

  it('follows a client that moves', () => {
    const collection = toGeoJson(viewOf(update(1, 'a', 1, { lat: 1, lng: 2 }), update(2, 'a', 2, { lat: 3, lng: 4 })));
    assert.deepEqual(places(collection), [['a', [4, 3]]]);
  });

  it('takes no half or impossible place', () => {
    const bad = [
      { lat: 1 },
      { lng: 1 },
      { lat: 91, lng: 0 },
      { lat: 0, lng: -181 },
      { lat: Number.NaN, lng: 0 },
      { lat: '1', lng: '2' },
    ];
    const collection = toGeoJson(viewOf(...bad.map((place, index) => update(1, `c${index}`, index, place))));
    assert.deepEqual(places(collection), []);
    assert.equal(unlocated(collection).length, bad.length);
    const server = viewOf({ event_type: 'server_metadata', run_id: RUN, timestamp: at(0), server: { city: 'Bern' } });
    assert.deepEqual(places(toGeoJson(server)), []);
  });
});
