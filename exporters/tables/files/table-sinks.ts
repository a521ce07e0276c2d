import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type {
  CheckResult,
  RunReference,
  SequencedEvent,
  Sink,
  SinkContext,
  SinkFiles,
  SinkResult,
} from '../../bridge/sink.js';
import { makeFolder } from '../../journal/index.js';
import { reasonOf, removeLeftDrafts } from '../../sink-parts/index.js';
import { loadParquetFormat } from '../parquet/parquet-format.js';
import { TABLE_NAMES, type TableName } from '../sources/index.js';
import { csvFormat } from './csv-format.js';
import type { TableFormat } from './types.js';
import { writeTables } from './write-tables.js';

const RETRY_SECONDS = 5;

/** A run that has data which are not in its tables. */
interface DueRun {
  readonly run: RunReference;
  /** Byte offset of the last event that was delivered. */
  sequence: number;
}

/** Writes a run's tables when it ends, and when the bridge or the export does. */
class TableSink implements Sink {
  readonly name: TableFormat['name'];
  readonly files: SinkFiles;
  // What is due is in memory only: a run whose tables were not written when the process died is delivered again.
  readonly resume = 'start';
  readonly #load: () => Promise<TableFormat>;
  /** By stem. */
  readonly #due = new Map<string, DueRun>();
  #format: TableFormat | undefined;
  #context: SinkContext | undefined;
  #folder = '';

  constructor(name: TableFormat['name'], load: () => Promise<TableFormat>) {
    this.name = name;
    this.files = { endings: TABLE_NAMES.map((table) => `.${table}.${name}`) };
    this.#load = load;
  }

  async open(context: SinkContext): Promise<void> {
    if (context.argument === '') throw new Error(`--to ${this.name}=: expected a folder after "=", got nothing`);
    this.#format = await this.#load();
    this.#context = context;
    this.#folder = context.argument === undefined ? context.runsDir : resolve(context.argument);
    await makeFolder(this.#folder);
    const { endings } = this.files;
    await removeLeftDrafts(this.#folder, (name) => endings.some((ending) => name.endsWith(ending)));
  }

  async apply(run: RunReference, events: readonly SequencedEvent[]): Promise<SinkResult> {
    const sequence = events.at(-1)?.sequence ?? 0;
    const due = this.#due.get(run.stem) ?? { run, sequence };
    due.sequence = Math.max(due.sequence, sequence);
    this.#due.set(run.stem, due);
    return { kind: 'ok' };
  }

  async flush(run?: RunReference): Promise<SinkResult> {
    let result: SinkResult = { kind: 'ok' };
    for (const stem of run === undefined ? [...this.#due.keys()] : [run.stem]) {
      const due = this.#due.get(stem);
      if (due === undefined) continue;
      const written = await this.#write(due);
      if (written.kind !== 'ok') result = written;
    }
    return result;
  }

  async forget({ stem }: RunReference): Promise<void> {
    this.#due.delete(stem);
  }

  async check(): Promise<CheckResult> {
    try {
      await access(this.#folder, constants.W_OK | constants.X_OK);
      return { kind: 'ok', detail: `writes ${tablePath(this.#folder, '<run>', 'rounds', this.name)} and other tables` };
    } catch (error) {
      return { kind: 'failed', reason: reasonOf(error) };
    }
  }

  async close(): Promise<void> {
    this.#due.clear();
  }

  /** Failures of the file system may pass: the disk is full, the folder is gone. */
  async #write(due: DueRun): Promise<SinkResult> {
    const { run, sequence } = due;
    const [format, context] = [this.#format, this.#context];
    if (format === undefined || context === undefined) throw new Error(`${this.name}: flush was called before open`);
    try {
      await writeTables({
        journal: run.journal ?? join(context.runsDir, `${run.stem}.jsonl`),
        format,
        pathOf: (table) => tablePath(this.#folder, run.stem, table, format.name),
        sequence,
      });
    } catch (error) {
      return { kind: 'retry', reason: reasonOf(error), afterSeconds: RETRY_SECONDS };
    }
    // Otherwise more has come while the tables were written.
    if (due.sequence === sequence) this.#due.delete(run.stem);
    return { kind: 'ok' };
  }
}

/** Path of a table's file: `<folder>/<stem>.rounds.csv`. */
export function tablePath(folder: string, stem: string, table: TableName, format: TableFormat['name']): string {
  return join(folder, `${stem}.${table}.${format}`);
}

/** Creates the sink that writes a run's tables as CSV files, beside the journal or into the folder given as argument. */
export function createCsvSink(): Sink {
  return new TableSink('csv', async () => csvFormat);
}

/** The same as Parquet files, by the package `hyparquet-writer`. */
export function createParquetSink(): Sink {
  return new TableSink('parquet', loadParquetFormat);
}
