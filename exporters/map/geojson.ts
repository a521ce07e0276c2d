import { encodeJson } from '../journal/codec/encode.js';
import type { JsonObject, JsonValue } from '../journal/events.js';
import { type ClientView, detailsOf, type RunView } from '../run-model/index.js';
import { atOnce, STEP, STEP_SIZE, type Steps } from '../steps/index.js';
import { accuracyEntries, present } from './map-values.js';

/** What the rounds together say about one client. */
interface Sighting {
  readonly client: ClientView;
  /** Last round that the client is in. */
  readonly round: number;
  readonly rounds: number;
  /** The last location that the client gave, in any round. */
  readonly place: Place | undefined;
}

interface Place {
  readonly lat: number;
  readonly lng: number;
  readonly city: JsonValue | undefined;
  readonly country: JsonValue | undefined;
}

/**
 * A run as GeoJSON (RFC 7946): one point for the server and one for each client at its last known place, coordinates
 * longitude first. Nobody is put where they did not say they are: clients without a location are listed in the foreign
 * member `unlocated`. (0, 0) is a place like any other when a client gives it.
 */
export function toGeoJson(view: RunView): JsonObject {
  return { ...headOf(view), ...atOnce(partsOf(view)) };
}

/** How deep features are in their collection. */
const FEATURE_DEPTH = 2;

/** The JSON of that collection in pieces, some of them empty, each made when it is asked for. */
export function* geoJsonText(view: RunView): Generator<string, void> {
  const { features, unlocated } = yield* partsOf(view);
  yield `${encodeJson(headOf(view)).slice(0, -1)},"features":[`;
  yield* listText(features);
  yield '],"unlocated":[';
  yield* listText(unlocated);
  yield ']}';
}

function* listText(items: readonly JsonObject[]): Generator<string, void> {
  let separator = '';
  for (const item of items) {
    yield separator + encodeJson(item, false, FEATURE_DEPTH);
    separator = ',';
  }
}

function headOf(view: RunView): JsonObject {
  return {
    type: 'FeatureCollection',
    ...present({ run_id: view.runId, attempt: view.attempt, job: view.job, state: view.state }),
  };
}

function* partsOf(view: RunView): Steps<{ readonly features: JsonObject[]; readonly unlocated: JsonObject[] }> {
  const sightings = yield* sightingsOf(view);
  const server = view.server === undefined ? undefined : placeOf(view.server);
  const features: JsonObject[] = [];
  if (server !== undefined) features.push(feature(server, { kind: 'server' }));
  const unlocated: JsonObject[] = [];
  let count = 0;
  for (const [clientId, sighting] of sightings) {
    if (++count % STEP_SIZE === 0) yield STEP;
    const properties = propertiesOf(clientId, sighting);
    if (sighting.place === undefined) unlocated.push(properties);
    else features.push(feature(sighting.place, { kind: 'client', ...properties }));
  }
  return { features, unlocated };
}

/** Every client of the run, in order of first sight. */
function* sightingsOf(view: RunView): Steps<Map<string, Sighting>> {
  const sightings = new Map<string, Sighting>();
  for (const round of view.rounds) {
    const { clients } = yield* detailsOf(round);
    for (const [index, client] of clients.entries()) {
      if (index % STEP_SIZE === 0) yield STEP;
      const known = sightings.get(client.clientId);
      sightings.set(client.clientId, {
        client,
        round: round.round,
        rounds: (known?.rounds ?? 0) + 1,
        place: placeOf(client.fields) ?? known?.place,
      });
    }
  }
  return sightings;
}

function propertiesOf(clientId: string, { client, round, rounds }: Sighting): JsonObject {
  const { fields } = client;
  return present({
    client_id: clientId,
    client_name: client.name,
    status: client.status,
    outcome: client.outcome,
    rounds,
    last_round: round,
    num_samples: fields.num_samples,
    local_loss: fields.local_loss,
    ...accuracyEntries('local_accuracy', fields.local_accuracy),
  });
}

function feature(place: Place, properties: JsonObject): JsonObject {
  return {
    type: 'Feature',
    geometry: { type: 'Point', coordinates: [place.lng, place.lat] },
    properties: present({ ...properties, city: place.city, country: place.country }),
  };
}

/** A place on Earth, `undefined` when either coordinate is missing or out of range. */
function placeOf({ lat, lng, city, country }: JsonObject): Place | undefined {
  return isCoordinate(lat, 90) && isCoordinate(lng, 180) ? { lat, lng, city, country } : undefined;
}

function isCoordinate(value: JsonValue | undefined, limit: number): value is number {
  return typeof value === 'number' && Math.abs(value) <= limit;
}
