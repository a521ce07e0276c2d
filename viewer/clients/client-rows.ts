import type { ClientEntry, FrameNumber, RoundFrame, RunDocument } from '../../exporters/page/types.js';
import type { ClientOutcome } from '../../exporters/run-model/index.js';

/** A client with what the shown rounds tell of it. */
export interface ClientRow {
  /** Index into the run's list. */
  readonly index: number;
  readonly entry: ClientEntry;
  /** Rounds that it was selected for, and those that it completed. */
  readonly selected: number;
  readonly completed: number;
  readonly stragglers: number;
  readonly dropped: number;
  readonly failed: number;
  readonly late: number;
  /** Newest round that it is in, and what became of it there. */
  readonly round: number | undefined;
  readonly outcome: ClientOutcome | undefined;
  readonly reason: string | undefined;
  /** Time of its newest update. */
  readonly time: number | undefined;
  /** Newest value of every number and text, by field; other operations as `evaluate/local_loss`. */
  readonly numbers: ReadonlyMap<string, FrameNumber>;
  readonly texts: ReadonlyMap<string, string>;
}

/** Where a client is, in words; empty when nobody said. */
export function placeText({ city, country, lat, lng }: ClientEntry): string {
  const names = [city, country].filter((part) => part !== undefined).join(', ');
  if (names !== '' || lat === undefined || lng === undefined) return names;
  return `${lat.toFixed(1)}, ${lng.toFixed(1)}`;
}

/** Folds the rounds (ascending) into one row for each client that is in any of them. */
export function clientRows(clients: RunDocument['clients'], rounds: readonly RoundFrame[]): readonly ClientRow[] {
  const rows = new Map<number, Mutable>();
  for (const frame of rounds) {
    const columns = frame.clients;
    columns.client.forEach((client, place) => {
      const entry = clients[client];
      if (entry === undefined) return;
      let row = rows.get(client);
      if (row === undefined) {
        row = emptyRow(client, entry);
        rows.set(client, row);
      }
      addRound(row, frame, place);
    });
  }
  return [...rows.values()].sort((a, b) => a.index - b.index);
}

type Mutable = { -readonly [Key in keyof ClientRow]: ClientRow[Key] } & {
  readonly numbers: Map<string, FrameNumber>;
  readonly texts: Map<string, string>;
};

function emptyRow(index: number, entry: ClientEntry): Mutable {
  const counts = { selected: 0, completed: 0, stragglers: 0, dropped: 0, failed: 0, late: 0 };
  const newest = { round: undefined, outcome: undefined, reason: undefined, time: undefined };
  return { index, entry, ...counts, ...newest, numbers: new Map(), texts: new Map() };
}

function addRound(row: Mutable, frame: RoundFrame, place: number): void {
  const { outcome, reason, time, late, numbers, texts, operations } = frame.clients;
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
  for (const [field, values] of Object.entries(numbers)) keep(row.numbers, field, values[place]);
  for (const [field, values] of Object.entries(texts)) keep(row.texts, field, values[place]);
  for (const [operation, fields] of Object.entries(operations)) {
    for (const [field, values] of Object.entries(fields)) keep(row.numbers, `${operation}/${field}`, values[place]);
  }
}

function keep<T>(known: Map<string, T>, field: string, value: T | null | undefined): void {
  if (value !== null && value !== undefined) known.set(field, value);
}
