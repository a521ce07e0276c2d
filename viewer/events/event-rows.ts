import type { EventEntry, RunDocument } from '../../exporters/page/types.js';

/** An event with its place in the run. */
export interface EventRow extends EventEntry {
  /** Unique within the document. */
  readonly key: string;
  /** Round that it happened in. */
  readonly round?: number;
}

/** Kinds of events in the order of their filter. */
export const EVENT_KINDS = [
  'dropout',
  'failure',
  'round_failed',
  'late_update',
  'checkpoint',
  'evaluation',
  'artifact',
  'note',
] as const satisfies readonly EventEntry['kind'][];

/** Words for the kinds. */
export const KIND_WORDS: Readonly<Record<EventEntry['kind'], string>> = {
  dropout: 'drop-out',
  failure: 'failure',
  round_failed: 'round failed',
  late_update: 'late update',
  checkpoint: 'checkpoint',
  evaluation: 'evaluation',
  artifact: 'artifact',
  note: 'note',
};

/** All events of a run, the newest first; those without a time go with their round. */
export function eventRows({ run, rounds }: RunDocument): readonly EventRow[] {
  const rows = rounds.flatMap(({ round, events, endedAt, startedAt }) =>
    events.map((event, index) => ({
      row: { ...event, round, key: `${round}/${index}` },
      at: event.time ?? endedAt ?? startedAt ?? 0,
    })),
  );
  const outside = run.events.map((event, index) => ({
    row: { ...event, key: `run/${index}` },
    at: event.time ?? run.startedAt ?? 0,
  }));
  return [...rows, ...outside].sort((a, b) => b.at - a.at).map(({ row }) => row);
}

/** What the log is narrowed to. */
export interface EventFilter {
  /** Kinds that are left out. */
  readonly without: ReadonlySet<EventEntry['kind']>;
  /** Index into the run's list of clients; `undefined` for all. */
  readonly client: number | undefined;
  /** First and last round, both included; events outside of rounds fit neither. */
  readonly first: number | undefined;
  readonly last: number | undefined;
  /** Whether a text fits what was typed. */
  fits(texts: readonly (string | undefined)[]): boolean;
}

/** The events that a filter lets through. */
export function filterEvents(
  rows: readonly EventRow[],
  clients: RunDocument['clients'],
  { without, client, first, last, fits }: EventFilter,
): readonly EventRow[] {
  return rows.filter((row) => {
    if (without.has(row.kind) || (client !== undefined && row.client !== client)) return false;
    if (first !== undefined && (row.round === undefined || row.round < first)) return false;
    if (last !== undefined && (row.round === undefined || row.round > last)) return false;
    const entry = row.client === undefined ? undefined : clients[row.client];
    return fits([row.text, KIND_WORDS[row.kind], entry?.id, entry?.name]);
  });
}

/** How many events there are of each kind; kinds without any are left out. */
export function countByKind(rows: readonly EventRow[]): ReadonlyMap<EventEntry['kind'], number> {
  const counts = new Map<EventEntry['kind'], number>();
  for (const { kind } of rows) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  return counts;
}
