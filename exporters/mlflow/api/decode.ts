import type { MlflowArtifact, MlflowEntry, MlflowExperiment, MlflowMetric, MlflowPage, MlflowRun } from './types.js';

/** A part of an answer, as its JSON has it. */
export type Json = Readonly<Record<string, unknown>>;

/** An object of an answer. @throws Error naming what is not there: then no MLflow answered */
export function objectOf(value: unknown, what: string): Json {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Json;
  throw new Error(`expected ${what}`);
}

/** A text of an answer; ids of early versions were numbers. @throws Error naming what is not there */
export function textOf(value: unknown, what: string): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return String(value);
  throw new Error(`expected ${what}`);
}

/** @throws Error when it is no experiment */
export function experimentOf(value: unknown): MlflowExperiment {
  const json = objectOf(value, 'an experiment');
  return {
    experimentId: textOf(json.experiment_id, 'the id of an experiment'),
    name: textOf(json.name, 'the name of an experiment'),
    deleted: json.lifecycle_stage === 'deleted',
    artifactLocation: optionalText(json.artifact_location),
  };
}

/** @throws Error when it is no run */
export function runOf(value: unknown): MlflowRun {
  const json = objectOf(value, 'a run');
  const info = objectOf(json.info, 'the info of a run');
  const data = json.data === undefined ? {} : objectOf(json.data, 'the data of a run');
  return {
    runId: textOf(info.run_id, 'the id of a run'),
    experimentId: textOf(info.experiment_id, 'the experiment of a run'),
    name: optionalText(info.run_name),
    status: optionalText(info.status),
    startTime: optionalNumber(info.start_time),
    endTime: optionalNumber(info.end_time),
    deleted: info.lifecycle_stage === 'deleted',
    artifactUri: optionalText(info.artifact_uri),
    metrics: listOf(data.metrics, metricOf),
    params: listOf(data.params, entryOf),
    tags: listOf(data.tags, entryOf),
  };
}

/** @throws Error when it is no point of a metric */
export function metricOf(value: unknown): MlflowMetric {
  const json = objectOf(value, 'a point of a metric');
  return {
    key: textOf(json.key, 'the key of a metric'),
    value: Number(json.value ?? 0),
    step: Number(json.step ?? 0),
    timestamp: Number(json.timestamp ?? 0),
  };
}

/** @throws Error when it is no artifact */
export function artifactOf(value: unknown): MlflowArtifact {
  const json = objectOf(value, 'an artifact');
  return {
    path: textOf(json.path, 'the path of an artifact'),
    isDirectory: json.is_dir === true,
    sizeBytes: optionalNumber(json.file_size),
  };
}

/** Items of a list; protobuf leaves an empty list out. @throws Error when one of them is something else */
export function listOf<T>(value: unknown, decode: (item: unknown) => T): readonly T[] {
  if (value === undefined) return [];
  if (!Array.isArray(value)) throw new Error('expected a list');
  return value.map(decode);
}

/** A page of a list. @throws Error when an item is something else */
export function pageOf<T>(json: Json, name: string, decode: (item: unknown) => T): MlflowPage<T> {
  const token = optionalText(json.next_page_token);
  return { items: listOf(json[name], decode), nextPageToken: token === '' ? undefined : token };
}

function entryOf(value: unknown): MlflowEntry {
  const json = objectOf(value, 'a param or tag');
  return { key: textOf(json.key, 'a key'), value: optionalText(json.value) };
}

function optionalText(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

/** 64-bit integers may be written as texts. */
function optionalNumber(value: unknown): number | undefined {
  const number = typeof value === 'string' ? Number(value) : value;
  return typeof number === 'number' && Number.isFinite(number) ? number : undefined;
}
