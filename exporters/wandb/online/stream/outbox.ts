import type { JsonValue } from '../../../journal/events.js';
import { tableFile } from '../../offline/table-file.js';
import type { HistoryOutput, StatsOutput, TableOutput } from '../../types.js';
import type { LineCounts } from '../place.js';
import type { RunFile } from '../run-files.js';
import { historyLine, statsLine } from './lines.js';

/** Lines that go into one post. */
export interface Batch {
  /** Numbers of the first lines. */
  readonly from: LineCounts;
  /** Numbers after the last lines. */
  readonly to: LineCounts;
  /** As JSON texts. */
  readonly history: readonly string[];
  readonly events: readonly string[];
  /** Files that the rows point to; they have to be there before. */
  readonly tables: readonly RunFile[];
  readonly sizeBytes: number;
  /** Keys whose values were left out, because their line would have been too long. */
  readonly omitted: readonly string[];
}

/** A line that waits, and the run's start as it was known when it came: the same line has the same text for ever. */
interface Waiting<T> {
  readonly output: T;
  readonly startMillis: number;
}

/**
 * Rows and samples on their way, numbered by themselves. They are written when they are cut into a post: a restart goes
 * over those that W&B has without that work.
 */
export class Outbox {
  readonly #rows: Waiting<HistoryOutput | TableOutput>[] = [];
  readonly #samples: Waiting<StatsOutput>[] = [];
  #points = 0;
  #taken: LineCounts = { rows: 0, samples: 0 };

  /** Values that wait, a measure of memory. */
  get points(): number {
    return this.#points;
  }

  get isEmpty(): boolean {
    return this.#rows.length + this.#samples.length === 0;
  }

  /** Lines that ever came. */
  get taken(): LineCounts {
    return this.#taken;
  }

  add(output: HistoryOutput | TableOutput | StatsOutput, startMillis: number): void {
    if (output.kind === 'stats') {
      this.#samples.push({ output, startMillis });
      this.#taken = { ...this.#taken, samples: output.line + 1 };
    } else {
      this.#rows.push({ output, startMillis });
      this.#taken = { ...this.#taken, rows: output.step + 1 };
    }
    this.#points += pointsOf(output);
  }

  /** Forgets the lines that W&B has. */
  passOver({ rows, samples }: LineCounts): void {
    this.#forget(this.#rows, (output) => output.step < rows);
    this.#forget(this.#samples, (output) => output.line < samples);
  }

  /**
   * The next post's lines: as many as it takes, one at least.
   *
   * @param known lines that W&B has; lines before were passed over
   */
  cut(known: LineCounts, maxBytes: number): Batch | undefined {
    if (this.isEmpty) return undefined;
    const history: string[] = [];
    const events: string[] = [];
    const tables: RunFile[] = [];
    const omitted = new Set<string>();
    let sizeBytes = 0;
    const fits = (encoded: string) => {
      const bytes = Buffer.byteLength(encoded) + 1;
      if (sizeBytes > 0 && sizeBytes + bytes > maxBytes) return false;
      sizeBytes += bytes;
      return true;
    };
    for (const { output, startMillis } of this.#rows) {
      const table = output.kind === 'table' ? tableFile(output) : undefined;
      const values: ReadonlyMap<string, JsonValue> =
        output.kind === 'table' ? new Map([[output.key, table?.value ?? null]]) : output.values;
      const line = historyLine(output, values, startMillis);
      const encoded = JSON.stringify(line.text);
      if (!fits(encoded)) break;
      history.push(encoded);
      for (const key of line.omitted) omitted.add(key);
      if (table !== undefined) tables.push({ path: table.path, contents: Buffer.from(table.content) });
    }
    for (const { output, startMillis } of this.#samples) {
      const encoded = JSON.stringify(statsLine(output, startMillis));
      if (!fits(encoded)) break;
      events.push(encoded);
    }
    const from = {
      rows: this.#rows[0]?.output.step ?? known.rows,
      samples: this.#samples[0]?.output.line ?? known.samples,
    };
    const to = { rows: from.rows + history.length, samples: from.samples + events.length };
    return { from, to, history, events, tables, sizeBytes, omitted: [...omitted] };
  }

  clear(): void {
    this.#rows.length = 0;
    this.#samples.length = 0;
    this.#points = 0;
  }

  #forget<T extends HistoryOutput | TableOutput | StatsOutput>(
    waiting: Waiting<T>[],
    isKnown: (output: T) => boolean,
  ): void {
    let count = 0;
    for (const { output } of waiting) {
      if (!isKnown(output)) break;
      this.#points -= pointsOf(output);
      count += 1;
    }
    if (count > 0) waiting.splice(0, count);
  }
}

function pointsOf(output: HistoryOutput | TableOutput | StatsOutput): number {
  return output.kind === 'table' ? output.rows.length * output.columns.length + 1 : output.values.size + 1;
}
