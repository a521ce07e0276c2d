import { encodeJson } from '../../journal/codec/encode.js';
import type { JsonObject } from '../../journal/events.js';
import { metricPath, wandbJson } from '../content/index.js';
import type { RunTarget } from '../sink/run-writer.js';
import type { AlertOutput, MetricOutput, RunOutput, StatsOutput } from '../types.js';
import type { ByteWriter } from './byte-writer.js';
import {
  ALERT,
  EXIT,
  FILE,
  ITEM,
  METRIC,
  METRIC_OPTIONS,
  METRIC_SUMMARY,
  RECORD,
  RUN,
  STATS,
  TIMESTAMP,
} from './fields.js';

/** Version of the client that the records were learnt from, and the oldest that reads them. */
const PRODUCER = '0.31.0';
const MIN_CONSUMER = '0.70.0';

/** Each of these writes the fields of one `Record` besides its number. */

/** First record: who wrote the file. */
export function writeHeader(into: ByteWriter): void {
  into.message(RECORD.header, () =>
    into.message(1, () => {
      into.text(1, PRODUCER);
      into.text(2, MIN_CONSUMER);
    }),
  );
}

/**
 * What the run is called and began with: the first record behind the header, without which nothing is uploaded. Without a start time
 * the samples of the system panel would count from 1970. Config values stand as they are, without `{ value }` around them. */
export function writeRun(
  into: ByteWriter,
  { id, entity, project }: RunTarget,
  run: RunOutput,
  startMillis: number,
): void {
  into.message(RECORD.run, () => {
    into.text(RUN.runId, id);
    into.text(RUN.entity, entity);
    into.text(RUN.project, project);
    into.message(RUN.config, () => {
      for (const [key, value] of Object.entries(run.config)) writeItem(into, 1, key, encodeJson(value));
    });
    into.text(RUN.runGroup, run.group);
    into.text(RUN.jobType, run.jobType);
    into.text(RUN.displayName, run.displayName);
    into.text(RUN.notes, run.notes);
    for (const tag of run.tags) into.text(RUN.tags, tag);
    into.message(RUN.startTime, () => writeTimestamp(into, startMillis));
  });
}

/** Values of the config that are new or others than before; `wandb sync` takes them from no second {@link writeRun}. */
export function writeConfig(into: ByteWriter, values: JsonObject): void {
  into.message(RECORD.config, () => {
    for (const [key, value] of Object.entries(values)) writeItem(into, 1, key, encodeJson(value));
  });
}

/**
 * How a key is drawn. There is a definition for each single key: of a pattern (`round/*`) nobody but the server knows what
 * it meets, and whether its star crosses a slash.
 */
export function writeMetric(into: ByteWriter, { name, stepMetric, summary, hidden }: MetricOutput): void {
  into.message(RECORD.metric, () => {
    into.text(METRIC.name, metricPath(name));
    if (stepMetric !== undefined) into.text(METRIC.stepMetric, metricPath(stepMetric));
    into.message(METRIC.options, () => {
      into.flag(METRIC_OPTIONS.stepSync, stepMetric !== undefined);
      into.flag(METRIC_OPTIONS.hidden, hidden);
      into.flag(METRIC_OPTIONS.defined, true);
    });
    if (summary.length === 0) return;
    into.message(METRIC.summary, () => {
      for (const kind of summary) into.flag(METRIC_SUMMARY[kind], true);
    });
  });
}

/** A sample of the system panel. The reader puts `system.` before each name. */
export function writeStats(into: ByteWriter, { timeMillis, values }: StatsOutput): void {
  into.message(RECORD.stats, () => {
    into.message(STATS.timestamp, () => writeTimestamp(into, timeMillis));
    for (const [name, value] of values) writeItem(into, STATS.item, name, wandbJson(value));
  });
}

/** The whole summary: what `wandb sync` does not work out itself. */
export function writeSummary(into: ByteWriter, values: JsonObject): void {
  into.message(RECORD.summary, () => {
    for (const [name, value] of Object.entries(values)) writeItem(into, 1, name, wandbJson(value));
  });
}

/** A message for the user. */
export function writeAlert(into: ByteWriter, { title, text, level }: AlertOutput): void {
  into.message(RECORD.alert, () => {
    into.text(ALERT.title, title);
    into.text(ALERT.text, text);
    into.text(ALERT.level, level);
  });
}

/**
 * A file below `files/` that a value of the history needs. One that is not there is passed over in silence, so that it has
 * to be written before the record is.
 */
export function writeMedia(into: ByteWriter, path: string): void {
  into.message(RECORD.files, () =>
    into.message(1, () => {
      into.text(FILE.path, path);
      into.number(FILE.type, FILE.media);
    }),
  );
}

/**
 * How the run ended: the last record. A file without it is uploaded all the same, and its run marked as failed (exit code 1),
 * whatever came of it.
 */
export function writeExit(into: ByteWriter, exitCode: number, runtimeSeconds: number): void {
  into.message(RECORD.exit, () => {
    into.number(EXIT.exitCode, exitCode);
    into.number(EXIT.runtime, Math.round(runtimeSeconds));
  });
}

/**
 * A key with its value. Of the two spellings of a key, whole (`key`) and in parts (`nested_key`), readers take both; whole,
 * its dots mean themselves.
 */
function writeItem(into: ByteWriter, field: number, key: string, valueJson: string): void {
  into.message(field, () => {
    into.text(ITEM.key, key);
    into.text(ITEM.valueJson, valueJson);
  });
}

/** The message is that of protobuf itself: nanoseconds count upwards from the second, also before 1970. */
function writeTimestamp(into: ByteWriter, millis: number): void {
  const seconds = Math.floor(millis / 1000);
  into.number(TIMESTAMP.seconds, seconds);
  into.number(TIMESTAMP.nanos, Math.round((millis - seconds * 1000) * 1e6));
}
