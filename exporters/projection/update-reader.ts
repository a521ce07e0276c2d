import type { ClientRecord, RoundEndEvent } from '../journal/events.js';
import { ClientRows, type UpdateEvent } from './client-rows.js';
import { Locations } from './locations.js';
import { textIn } from './numbers.js';
import type { OpenRound } from './open-round.js';
import { TRAIN, underOperation } from './operations.js';
import type { PerClientPolicy } from './per-client.js';
import type { PointKeys } from './point-keys.js';
import type { RoundBook } from './round-book.js';
import type { RoundCounters } from './round-counters.js';
import type { RoundsSeen } from './rounds-seen.js';
import type { RunEnd } from './run-end.js';
import type { ProjectedPoint, ProjectionOutput } from './types.js';

const NONE: readonly ClientRecord[] = [];

/** What reading updates needs of the projection. */
export interface UpdateReaderParts {
  readonly keys: PointKeys;
  readonly policy: PerClientPolicy;
  readonly rounds: RoundBook;
  readonly seen: RoundsSeen;
  readonly counters: RoundCounters;
  readonly end: RunEnd;
}

/** How an event stands in its journal. */
export interface Standing {
  /** Epoch milliseconds. */
  readonly time: number;
  /** Of an attempt that is not the newest any more. */
  readonly old: boolean;
  /** Ends of rounds may repeat the records of updates. */
  readonly repeats: boolean;
}

/** Reads updates of clients: into points of their own, and into what their rounds keep of them. */
export class UpdateReader {
  readonly #parts: UpdateReaderParts;
  readonly #rows: ClientRows;
  readonly #locations: Locations | undefined;

  constructor(parts: UpdateReaderParts) {
    this.#parts = parts;
    const shown = parts.policy.maxClientKeys > 0;
    this.#rows = new ClientRows(parts.keys, shown);
    this.#locations = shown ? new Locations() : undefined;
  }

  /** Points of single clients that are no updates'. */
  get rows(): ClientRows {
    return this.#rows;
  }

  /** Takes one record of an update event. */
  read(event: UpdateEvent, record: ClientRecord, standing: Standing, into: ProjectionOutput[]): void {
    const { rounds, seen } = this.#parts;
    const { time, old, repeats } = standing;
    const number = typeof event.round === 'number' ? event.round : undefined;
    const round = number === undefined || old ? undefined : rounds.find(number, time, into);
    const isTraining = (event.operation ?? TRAIN) === TRAIN;
    const late =
      event.late === true || (number !== undefined && (round === undefined || (isTraining && round.settled)));
    const counts = late ? undefined : round;
    const { points, numbers } = this.#rows.read(record, { event, columns: this.#columns(counts, event), known: NONE });
    const status = textIn(record.status);
    // An ordinary gauge has neither marker nor count, and the library has not counted it.
    if (!old && event.source !== 'gauge') this.#parts.end.countUpdate(status !== undefined, event.field_count, numbers);
    const step = number ?? seen.stepOfUpdate(record.client_id, event.timestamp);
    if (late && !old && status !== undefined) points.push(this.#latePoint(event.operation ?? TRAIN, step));
    if (points.length > 0) into.push({ kind: 'row', axis: 'round', step, timeMillis: time, points });
    this.#place(record, number, into);
    if (counts === undefined) return;
    if (repeats) remember(counts, record);
    if (isTraining) this.#tally(counts, event, record, numbers);
    rounds.updated(counts, into);
  }

  /**
   * Takes the clients that HiveWatch repeats at the end of a round. What their updates said is no news; a value that they
   * did not say counts, and a client without any update in the round has one now.
   */
  readRepeated(end: RoundEndEvent, round: OpenRound, standing: Standing, into: ProjectionOutput[]): void {
    for (const record of end.clients ?? NONE) {
      if (typeof record.round === 'number' && record.round !== end.round) continue;
      const known = round.records.get(record.client_id) ?? NONE;
      const event = { ...end, event_type: 'client_update', clients: [record] } as const;
      const isFirst = known.length === 0 && !round.tally.has(record.client_id);
      const { points, numbers } = this.#rows.read(record, { event, columns: this.#columns(round, event), known });
      if (points.length > 0)
        into.push({ kind: 'row', axis: 'round', step: end.round, timeMillis: standing.time, points });
      this.#place(record, end.round, into);
      if (isFirst) this.#tally(round, event, record, numbers);
    }
  }

  #columns(round: OpenRound | undefined, event: UpdateEvent) {
    return this.#parts.policy.bands ? round?.columns(event.operation ?? TRAIN) : undefined;
  }

  #tally(round: OpenRound, event: UpdateEvent, record: ClientRecord, numbers: number): void {
    round.tally.update({
      client: record.client_id,
      bytesSent: record.bytes_sent,
      bytesReceived: record.bytes_received,
      status: textIn(record.status),
      numbers,
      fieldCount: event.field_count,
      gauge: event.source === 'gauge',
    });
  }

  #latePoint(operation: string, round: number): ProjectedPoint {
    const { counters, keys } = this.#parts;
    const path = underOperation(operation, 'late');
    return { key: keys.shared('clients', ...path), value: counters.next(path.join(' '), round) };
  }

  #place(record: ClientRecord, round: number | undefined, into: ProjectionOutput[]): void {
    // A place is a fact about the client's own curves: where it has none, it would be one of ten thousand tags.
    if (!this.#parts.keys.hasKeys(record.client_id)) return;
    const location = this.#locations?.update(record, round);
    if (location !== undefined) into.push(location);
  }
}

function remember(round: OpenRound, record: ClientRecord): void {
  const records = round.records.get(record.client_id);
  if (records === undefined) round.records.set(record.client_id, [record]);
  else records.push(record);
}
