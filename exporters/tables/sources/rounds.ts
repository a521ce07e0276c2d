import type { JournalEvent, JsonObject, JsonValue, RoundMetrics, TaskEvent } from '../../journal/events.js';
import { freeName, RUN_COLUMNS } from './fields.js';
import type { FixedColumn, Row, RowSource, TableDefinition } from './types.js';

/** Rounds that are held until everything about them is known; of more, the oldest is given as far as it is. */
const MAX_HELD = 100_000;

/** `error.type` of a round's span that was closed because its run ended: it is no end of the round. */
const UNFINISHED = 'unfinished';

const COLUMNS: readonly FixedColumn[] = [
  ...RUN_COLUMNS,
  { name: 'round', type: 'int64' },
  { name: 'started_at', type: 'timestamp' },
  { name: 'ended_at', type: 'timestamp' },
  { name: 'global_accuracy', type: 'double' },
  { name: 'global_loss', type: 'double' },
  { name: 'train_loss', type: 'double' },
  { name: 'num_selected', type: 'int64' },
  { name: 'num_completed', type: 'int64' },
  { name: 'num_stragglers', type: 'int64' },
  { name: 'num_failures', type: 'int64' },
  { name: 'num_dropped', type: 'int64' },
  { name: 'num_samples', type: 'int64' },
  { name: 'round_duration_sec', type: 'double' },
  { name: 'aggregation_time_sec', type: 'double' },
  { name: 'total_bytes_up', type: 'int64' },
  { name: 'total_bytes_down', type: 'int64' },
  { name: 'gradient_norm_dispersion', type: 'double' },
  { name: 'privacy_epsilon', type: 'double' },
  { name: 'privacy_delta', type: 'double' },
  { name: 'error', type: 'string' },
];
/** Columns that are no results: a result may be called like one of them. */
const OWN: ReadonlySet<string> = new Set(['run_id', 'attempt', 'round', 'started_at', 'ended_at']);
/** Results that are objects of free values: each of those has a column. */
const FREE: ReadonlyMap<string, string> = new Map([
  ['metrics', 'metric.'],
  ['algorithm_metadata', 'algorithm.'],
]);

/** A row that is still being filled. */
type OpenRound = Map<string, JsonValue | undefined>;

/** One row for each round and attempt: its start, its end and its results. What its end says counts more than its span. */
class RoundRows implements RowSource {
  readonly #held = new Map<string, OpenRound>();

  *take(event: JournalEvent): Generator<Row> {
    if (event.event_type === 'round_start') {
      const round = this.#of(event, event.round);
      fill(round, 'started_at', event.timestamp);
      fill(round, 'num_selected', event.num_selected);
    } else if (event.event_type === 'round_end') {
      const round = this.#of(event, event.round);
      if (event.timestamp !== undefined) round.set('ended_at', event.timestamp);
      for (const [name, value] of resultsOf(event.round_metrics)) round.set(name, value);
    } else if (event.event_type === 'task' && event.kind === 'round' && event.round !== undefined) {
      this.#takeSpan(event, this.#of(event, event.round));
    }
    for (const [id, round] of this.#held) {
      if (this.#held.size <= MAX_HELD) break;
      this.#held.delete(id);
      yield round;
    }
  }

  *rest(): Generator<Row> {
    yield* this.#held.values();
    this.#held.clear();
  }

  #takeSpan({ start, end, phase, error, round_metrics: results }: TaskEvent, round: OpenRound): void {
    fill(round, 'started_at', start);
    if (phase !== 'ended' || error === UNFINISHED) return;
    fill(round, 'ended_at', end);
    fill(round, 'error', error);
    for (const [name, value] of resultsOf(results ?? {})) fill(round, name, value);
  }

  #of({ run_id, attempt }: JournalEvent, number: number): OpenRound {
    const id = `${attempt} ${number}`;
    let round = this.#held.get(id);
    if (round === undefined) {
      round = new Map<string, JsonValue | undefined>([
        ['run_id', run_id],
        ['attempt', attempt],
        ['round', number],
      ]);
      this.#held.set(id, round);
    }
    return round;
  }
}

/** Fills a gap. */
function fill(round: OpenRound, name: string, value: JsonValue | undefined): void {
  if (value !== undefined && value !== null && (round.get(name) ?? null) === null) round.set(name, value);
}

/** Results by column. What is null was not said: it must not hide what another event says. */
function* resultsOf(results: RoundMetrics): Generator<[string, JsonValue]> {
  for (const [name, value] of Object.entries(results as unknown as JsonObject)) {
    if (value === null || value === undefined) continue;
    const prefix = FREE.get(name);
    if (prefix === undefined || typeof value !== 'object' || Array.isArray(value)) {
      yield [freeName(name, OWN), value];
      continue;
    }
    for (const [free, inner] of Object.entries(value)) yield [`${prefix}${free}`, inner];
  }
}

/** The rounds of a run with their results, as the journal has them. */
export const rounds: TableDefinition = { name: 'rounds', columns: COLUMNS, createSource: () => new RoundRows() };
