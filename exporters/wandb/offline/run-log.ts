import { encodeJson } from '../../journal/codec/encode.js';
import type { JsonValue } from '../../journal/events.js';
import type { RunTarget } from '../sink/run-writer.js';
import type {
  AlertOutput,
  ArtifactOutput,
  EndOutput,
  HistoryOutput,
  MetricOutput,
  RunOutput,
  StatsOutput,
  SummaryOutput,
  TableOutput,
} from '../types.js';
import { type StoredFile, writeArtifact } from './artifact-record.js';
import { BlockFramer } from './block-framer.js';
import { ByteWriter } from './byte-writer.js';
import { RECORD } from './fields.js';
import { HistoryEncoder } from './history-encoder.js';
import {
  writeAlert,
  writeConfig,
  writeExit,
  writeHeader,
  writeMedia,
  writeMetric,
  writeRun,
  writeStats,
  writeSummary,
} from './records.js';
import { type TableFile, tableFile } from './table-file.js';

/** Every record is written here first; no two runs write at the same time. */
const scratch = new ByteWriter();

/**
 * The content of one `.wandb` file: what `wandb sync` uploads. It does none of the work that W&B's client does while a
 * run goes on, so that each row has its `_step`, and the summary is written out. Bytes gather until they are taken.
 */
export class RunLog {
  readonly #framer = new BlockFramer();
  readonly #history: HistoryEncoder;
  readonly #target: RunTarget;
  readonly #startMillis: number;
  /** What the summary says of tables, by key: W&B's page shows them from there. */
  readonly #tables = new Map<string, JsonValue>();
  /** As JSON, by key. */
  readonly #config = new Map<string, string>();
  #records = 0;
  #lastStep: number | undefined;
  #lastMillis: number;

  constructor(target: RunTarget, startMillis: number) {
    this.#target = target;
    this.#startMillis = startMillis;
    this.#lastMillis = startMillis;
    this.#history = new HistoryEncoder(startMillis);
    this.#record(writeHeader);
  }

  /** Bytes that nobody has taken yet. */
  get waiting(): number {
    return this.#framer.waiting;
  }

  /** Gives what gathered, to be written behind what was given before. */
  take(): Buffer {
    return this.#framer.take();
  }

  /** What the run is called and began with; the first one comes before everything else. */
  run(run: RunOutput): void {
    const isFirst = this.#records === 1;
    const news: [string, JsonValue][] = [];
    for (const [key, value] of Object.entries(run.config)) {
      const text = encodeJson(value);
      if (this.#config.get(key) === text) continue;
      this.#config.set(key, text);
      news.push([key, value]);
    }
    this.#record((into) => writeRun(into, this.#target, run, this.#startMillis));
    if (!isFirst && news.length > 0) this.#record((into) => writeConfig(into, Object.fromEntries(news)));
  }

  /** Defines how a key is drawn; before the first row that has it. */
  metric(metric: MetricOutput): void {
    this.#record((into) => writeMetric(into, metric));
  }

  /** A row. The `_step` of a row that does not rise is changed when it is synced: they come in order of theirs. */
  row(row: HistoryOutput): void {
    // Nearly all records are rows: they do without the function that the others make for each record.
    this.#lastStep = row.step;
    this.#lastMillis = row.timeMillis;
    scratch.clear();
    scratch.number(RECORD.num, ++this.#records);
    this.#history.write(scratch, row);
    this.#framer.add(scratch.view());
  }

  /** @returns the file that the table is in, to be kept beside this one */
  table(table: TableOutput): TableFile {
    const file = tableFile(table);
    const { step, timeMillis, key } = table;
    this.#tables.set(key, file.value);
    this.#record((into) => writeMedia(into, file.path));
    this.row({ kind: 'history', step, timeMillis, values: new Map([[key, file.value]]) });
    return file;
  }

  /** A sample for the system panel. */
  stats(stats: StatsOutput): void {
    this.#record((into) => writeStats(into, stats));
  }

  /** A message for the user, who gets it when the run is synced. */
  alert(alert: AlertOutput): void {
    this.#record((into) => writeAlert(into, alert));
  }

  /** A version of an artifact. @param files as they lie in the run's directory by now */
  artifact(artifact: ArtifactOutput, files: readonly StoredFile[]): void {
    this.#record((into) => writeArtifact(into, this.#target, artifact, files));
  }

  /**
   * Summary and end: nothing comes after them. Nothing of the summary is worked out by `wandb sync`: what the page shows of
   * a finished run, its runtime and its last step too, has to stand here.
   */
  end(summary: SummaryOutput, { exitCode, runtimeSeconds }: EndOutput): void {
    const own = {
      _timestamp: this.#lastMillis / 1000,
      _runtime: (this.#lastMillis - this.#startMillis) / 1000,
      _wandb: { runtime: Math.round(runtimeSeconds) },
      ...(this.#lastStep === undefined ? {} : { _step: this.#lastStep }),
    };
    this.#record((into) => writeSummary(into, { ...summary.values, ...Object.fromEntries(this.#tables), ...own }));
    this.#record((into) => writeExit(into, exitCode, runtimeSeconds));
  }

  /** Numbers run from 1 without gaps, as W&B's client writes them; `wandb sync` does not look at them. */
  #record(write: (into: ByteWriter) => void): void {
    scratch.clear();
    scratch.number(RECORD.num, ++this.#records);
    write(scratch);
    this.#framer.add(scratch.view());
  }
}
