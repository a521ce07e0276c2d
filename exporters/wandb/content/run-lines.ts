import type { JsonObject, JsonValue } from '../../journal/events.js';
import type { HistoryOutput, MetricOutput, StatsOutput, SummaryOutput, TableOutput } from '../types.js';
import type { ROUND_AXIS, STEP_AXIS, TIME_AXIS } from './keys.js';

/** Takes outputs of one run of W&B. */
export type TakeOutput = (output: HistoryOutput | MetricOutput | StatsOutput | TableOutput) => void;

/** Key that rows are drawn over. */
export type Axis = typeof ROUND_AXIS | typeof STEP_AXIS | typeof TIME_AXIS;

/** The value of a key that is furthest on its axis, for the summary. */
interface LastValue {
  at: number;
  value: JsonValue;
}

/**
 * The lines of one run of W&B: numbers its rows and samples, defines every key before its first row, keeps the last
 * values. Memory: a value for each key.
 */
export class RunLines {
  readonly #take: TakeOutput;
  readonly #last = new Map<string, LastValue>();
  #step = 0;
  #line = 0;
  #lastMillis: number | undefined;

  constructor(take: TakeOutput) {
    this.#take = take;
  }

  /** Epoch milliseconds of the youngest line. */
  get lastMillis(): number | undefined {
    return this.#lastMillis;
  }

  /**
   * Adds a row.
   *
   * @param values the axis itself first; not to be changed afterwards
   */
  row(axis: Axis, at: number, timeMillis: number, values: ReadonlyMap<string, JsonValue>): void {
    for (const [name, value] of values) {
      const last = this.#last.get(name);
      if (last === undefined) this.#begin(name, name === axis ? undefined : axis, { at, value });
      else if (at >= last.at) {
        last.at = at;
        last.value = value;
      }
    }
    this.#see(timeMillis);
    this.#take({ kind: 'history', step: this.#step++, timeMillis, values });
  }

  /** Adds a sample of the system panel. */
  stats(timeMillis: number, values: ReadonlyMap<string, number>): void {
    this.#see(timeMillis);
    this.#take({ kind: 'stats', line: this.#line++, timeMillis, values });
  }

  /** Adds a table in a row of its own. */
  table(key: string, timeMillis: number, columns: readonly string[], rows: TableOutput['rows']): void {
    this.#see(timeMillis);
    this.#take({ kind: 'table', key, step: this.#step++, timeMillis, columns, rows });
  }

  /** A newer attempt begins: what comes now is the last, also where it is further back on its axis. */
  restart(): void {
    for (const last of this.#last.values()) last.at = Number.NEGATIVE_INFINITY;
  }

  /** The last value of each key by its axis: an update that comes late does not replace a newer one. */
  summary(more: JsonObject): SummaryOutput {
    const last = [...this.#last].map(([name, { value }]) => [name, value] as const);
    return { kind: 'summary', values: { ...Object.fromEntries(last), ...more } };
  }

  #see(timeMillis: number): void {
    if (this.#lastMillis === undefined || timeMillis > this.#lastMillis) this.#lastMillis = timeMillis;
  }

  /** The axis stands before its keys, because its definition has to be there for theirs. */
  #begin(name: string, stepMetric: string | undefined, last: LastValue): void {
    this.#last.set(name, last);
    this.#take({ kind: 'metric', name, stepMetric, summary: [], hidden: false });
  }
}
