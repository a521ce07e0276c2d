import type { ClientEntry, FrameNumber, RoundFrame, RunDocument } from '../../exporters/page/types.js';
import { clientColumn } from '../charts/statistics.js';
import { project } from './projection.js';

/** What a marker's shape says. `none`: the client has no part in the round. */
export type MarkerState = 'completed' | 'idle' | 'dropped' | 'failed' | 'straggler' | 'pending' | 'none';

/** One client on the map, or in the list beside it. */
export interface Marker {
  /** Index into the run's list of clients. */
  readonly client: number;
  /** Its name, else its id. */
  readonly label: string;
  readonly state: MarkerState;
  /** The chosen number in its base unit; NaN and infinities are none. */
  readonly value: number | undefined;
  /** The same as the run has it, for showing. */
  readonly raw: FrameNumber | undefined;
  /** Bytes from the client to the server and back in this round. */
  readonly up: number | undefined;
  readonly down: number | undefined;
  /** In the world at scale 1; `undefined` when nobody said where the client is. */
  readonly place: readonly [x: number, y: number] | undefined;
  /** It is shown in the middle of its country, because only that is known. */
  readonly byCountry: boolean;
}

/** Reads a number of a round's client by its place in the columns. */
export type ReadValue = (place: number) => FrameNumber | undefined;

/**
 * The clients as the map shows them.
 *
 * @param readValue the chosen number
 * @param base turns it into its base unit
 */
export function markersOf(
  { clients }: Pick<RunDocument, 'clients'>,
  round: RoundFrame | undefined,
  readValue: ReadValue,
  base: (value: FrameNumber | undefined) => FrameNumber | undefined,
): Marker[] {
  const places = new Map(round?.clients.client.map((client, place) => [client, place]));
  return clients.map((entry, client): Marker => {
    const place = places.get(client);
    const part = round === undefined || place === undefined ? undefined : { round, place };
    const raw = part === undefined ? undefined : readValue(part.place);
    const value = base(raw);
    return {
      client,
      label: entry.name ?? entry.id,
      state: part === undefined ? 'none' : stateOf(part.round, part.place),
      value: typeof value === 'number' && Number.isFinite(value) ? value : undefined,
      raw,
      up: bytesOf('bytes_sent', part),
      down: bytesOf('bytes_received', part),
      place: placeOf(entry),
      byCountry: entry.place === 'country',
    };
  });
}

/** What a client did in the round; one that said it was idle was not selected, but is there. */
function stateOf({ clients }: RoundFrame, place: number): MarkerState {
  const outcome = clients.outcome[place];
  if (outcome !== null && outcome !== undefined) return outcome;
  return clients.status[place] === 'idle' ? 'idle' : 'none';
}

/** Bytes of a transfer; none and zero alike are no arc. */
function bytesOf(field: string, part: { readonly round: RoundFrame; readonly place: number } | undefined) {
  const value = part?.round.clients.numbers[field]?.[part.place];
  return typeof value === 'number' && value > 0 ? value : undefined;
}

/** At 0, 0 only who says so: a client without coordinates has no place. */
function placeOf({ lat, lng }: ClientEntry): Marker['place'] {
  return lat === undefined || lng === undefined ? undefined : project(lat, lng);
}

/** Where the server is, in the world at scale 1. Its facts are free: only numbers are coordinates. */
export function serverPlace(server: { readonly [key: string]: unknown }): Marker['place'] {
  const { lat, lng } = server;
  return typeof lat === 'number' && typeof lng === 'number' ? project(lat, lng) : undefined;
}

/**
 * How long each client's tasks of the round took together, in seconds: nothing while one is open. Without tasks, how long
 * it says that it trained.
 */
export function readTaskSeconds(round: RoundFrame): ReadValue {
  const millis = new Map<number, number>();
  for (const { kind, side, client, start, end } of round.tasks) {
    if (kind !== 'task' || side === 'client' || client === undefined) continue;
    millis.set(client, (millis.get(client) ?? 0) + (end === undefined ? Number.NaN : end - start));
  }
  return (place) => {
    const own = millis.get(round.clients.client[place] ?? -1);
    if (own === undefined) return round.clients.numbers.train_time_sec?.[place];
    return Number.isNaN(own) ? undefined : own / 1000;
  };
}

/** A field of the clients' updates; of another operation as `evaluate/local_loss`. */
export function readField(round: RoundFrame, name: string): ReadValue {
  const column = clientColumn(round, name);
  return (place) => column?.[place];
}
