import type { ClientEntry, FrameNumber, RoundFrame, RunDocument } from '../../exporters/page/types.js';
import type { ClientOutcome } from '../../exporters/run-model/index.js';
import { USAGE } from '../format/usage-fields.js';
import { type NewestValues, newestValues } from './newest-values.js';

/** A client with what the shown rounds tell of it. */
export interface ClientRow {
  /** Index into the run's list. */
  readonly index: number;
  readonly entry: ClientEntry;
  /** Rounds that it was selected for, and those that it completed. */
  readonly selected: number;
  readonly completed: number;
  /** Rounds that ended before it answered. */
  readonly stragglers: number;
  /** Rounds that it left: it was lost, or gave up. */
  readonly dropped: number;
  /** Rounds in which it said, or the server saw, that its work failed. */
  readonly failed: number;
  /** Rounds that its update came too late for. */
  readonly late: number;
  /** Newest round that it is in, and what became of it there. */
  readonly round: number | undefined;
  readonly outcome: ClientOutcome | undefined;
  /** Why it dropped out or failed in that round, in the words of the app. */
  readonly reason: string | undefined;
  /** Time of its newest update. */
  readonly time: number | undefined;
}

/** The clients of some rounds. */
export interface ClientRows {
  readonly rows: readonly ClientRow[];
  /** Numbers by field; those of other operations as `evaluate/local_loss`. */
  readonly numbers: NewestValues<FrameNumber>;
  readonly texts: NewestValues<string>;
}

/** Where a client is, in words; empty when nobody said. */
export function placeText({ city, country, lat, lng }: ClientEntry): string {
  const names = [city, country].filter((part) => part !== undefined).join(', ');
  if (names !== '' || lat === undefined || lng === undefined) return names;
  return `${lat.toFixed(1)}, ${lng.toFixed(1)}`;
}

/**
 * Folds the rounds (ascending) into one row for each client that is in any of them.
 *
 * @param idle clients that are in no round have a row too
 */
export function clientRows(clients: RunDocument['clients'], rounds: readonly RoundFrame[], idle = false): ClientRows {
  const rows: (Mutable | undefined)[] = idle ? clients.map((entry, index) => emptyRow(index, entry)) : [];
  for (const frame of rounds) {
    const columns = frame.clients;
    columns.client.forEach((client, place) => {
      const entry = clients[client];
      if (entry === undefined) return;
      let row = rows[client];
      if (row === undefined) {
        row = emptyRow(client, entry);
        rows[client] = row;
      }
      addRound(row, frame, place);
    });
  }
  return {
    rows: rows.filter((row) => row !== undefined),
    numbers: newestValues(rounds, clients.length, numbersOf),
    texts: newestValues(rounds, clients.length, ({ clients: { texts } }) => Object.entries(texts)),
  };
}

/** The number columns of a round, those of other operations under `operation/field`, of monitors under `sys/field`. */
function* numbersOf({ clients: { numbers, operations, usage } }: RoundFrame) {
  yield* Object.entries(numbers);
  for (const [operation, fields] of Object.entries(operations)) {
    for (const [field, values] of Object.entries(fields)) yield [`${operation}/${field}`, values] as const;
  }
  for (const [field, values] of Object.entries(usage ?? {})) yield [`${USAGE}${field}`, values] as const;
}

/** A row while it is filled. */
type Mutable = { -readonly [Key in keyof ClientRow]: ClientRow[Key] };

/** A client of which nothing is known but who it is. */
function emptyRow(index: number, entry: ClientEntry): Mutable {
  const counts = { selected: 0, completed: 0, stragglers: 0, dropped: 0, failed: 0, late: 0 };
  return { index, entry, ...counts, round: undefined, outcome: undefined, reason: undefined, time: undefined };
}

/** Adds what a round says; rounds come in order, so that the last one is the newest. */
function addRound(row: Mutable, frame: RoundFrame, place: number): void {
  const { outcome, reason, time, late } = frame.clients;
  const result = outcome[place] ?? undefined;
  if (result !== undefined) row.selected++;
  if (result === 'completed') row.completed++;
  if (result === 'straggler') row.stragglers++;
  if (result === 'dropped') row.dropped++;
  if (result === 'failed') row.failed++;
  if (late[place] === true) row.late++;
  row.round = frame.round;
  row.outcome = result;
  row.reason = reason[place] ?? undefined;
  const at = time[place];
  if (typeof at === 'number' && at > (row.time ?? Number.NEGATIVE_INFINITY)) row.time = at;
}
