import type { JsonValue } from '../../journal/events.js';
import type { LocationOutput, RowOutput } from '../../projection/types.js';

/** Key and columns of the table are HiveWatch's. */
export const LOCATION_KEY = 'geo/client_locations';
export const LOCATION_COLUMNS: readonly string[] = [
  'round',
  'client_id',
  'lat',
  'lng',
  'city',
  'country',
  'accuracy',
  'loss',
  'status',
];

/** Rows of a table in a history (`wandb/sdk/data_types/table.py`); of more the youngest are kept. */
const MAX_ROWS = 10_000;
/** By the number that the projection gives a status, so that it can be drawn. */
const STATUS_NAMES = ['active', 'idle', 'dropped', 'failed'];

/** One update of a client whose place is known. */
interface Sighting {
  readonly place: LocationOutput;
  readonly round: number;
  readonly timeMillis: number;
  accuracy: JsonValue;
  loss: JsonValue;
  status: JsonValue;
}

/** Collects where clients were when they sent their updates. */
export class LocationTable {
  readonly #places = new Map<string, LocationOutput>();
  readonly #last = new Map<string, Sighting>();
  #sightings: Sighting[] = [];
  /** Rises with every change. */
  changes = 0;

  /** Takes a place; it holds from the update on that told it. */
  place(output: LocationOutput): void {
    if (output.lat !== undefined && output.lng !== undefined) this.#places.set(output.client, output);
  }

  /** Takes an update's points, or those of one of its parts. */
  row({ axis, step, timeMillis, points }: RowOutput): void {
    if (axis !== 'round' || this.#places.size === 0) return;
    let sighting: Sighting | undefined;
    for (const { key, value } of points) {
      if (key.group !== 'client' || key.client === undefined || key.path.length > 1) continue;
      sighting ??= this.#sightingOf(key.client, step, timeMillis);
      if (sighting === undefined) return;
      if (key.path[0] === 'accuracy') sighting.accuracy = value;
      else if (key.path[0] === 'loss') sighting.loss = value;
      else if (key.path[0] === 'status') sighting.status = STATUS_NAMES[Number(value)] ?? null;
    }
  }

  /** All rows, in the order of the journal. */
  rows(): (readonly JsonValue[])[] {
    return this.#sightings.slice(-MAX_ROWS).map(({ place, round, accuracy, loss, status }) => {
      const { client, lat = null, lng = null, city = null, country = null } = place;
      return [round, client, lat, lng, city, country, accuracy, loss, status];
    });
  }

  /** An update may come in parts: what follows of the same round and time belongs to the row that the first one made. */
  #sightingOf(client: string, round: number, timeMillis: number): Sighting | undefined {
    const place = this.#places.get(client);
    if (place === undefined) return undefined;
    this.changes += 1;
    const last = this.#last.get(client);
    // The parts of one update have its time.
    if (last !== undefined && last.round === round && last.timeMillis === timeMillis) return last;
    const sighting: Sighting = { place, round, timeMillis, accuracy: null, loss: null, status: null };
    this.#last.set(client, sighting);
    this.#sightings.push(sighting);
    if (this.#sightings.length >= 2 * MAX_ROWS) this.#sightings = this.#sightings.slice(-MAX_ROWS);
    return sighting;
  }
}
