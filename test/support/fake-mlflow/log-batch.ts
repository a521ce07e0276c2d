import { type FakePoint, type FakeRun, invalidParameter, record } from './types.js';

/** Marks a word that JSON does not have, which Python's parser takes: `NaN`, `Infinity`. */
export const BARE_WORD = '\u0000bare';

/** Limits of `utils/validation.py`. */
const MAX_METRICS = 1000;
const MAX_ENTRIES = 100;
const MAX_KEY = 250;
const MAX_PARAM = 6000;
const MAX_TAG = 8000;
const LARGEST = 1.7976931348623157e308;

/**
 * Stores a batch as the SQL store of 3.17 does: params, then metrics, then tags, each kind in one transaction; the order
 * decides what is left when a later kind is refused.
 */
export function logBatch(run: FakeRun, body: Readonly<Record<string, unknown>>): void {
  const [metrics, params, tags] = [listOf(body.metrics), listOf(body.params), listOf(body.tags)];
  checkSizes(metrics.length, params.length, tags.length);
  const points = readPoints(metrics);
  const newParams = params.map((item, index) => readEntry(item, `params[${index}]`));
  const newTags = tags.map((item, index) => readEntry(item, `tags[${index}]`));
  logParams(run, newParams);
  for (const point of points) store(run, point);
  for (const { key, value } of newTags) run.tags.set(key, value.slice(0, MAX_TAG));
}

function checkSizes(metrics: number, params: number, tags: number): void {
  const limits: readonly (readonly [string, number, number])[] = [
    ['metrics', metrics, MAX_METRICS],
    ['params', params, MAX_ENTRIES],
    ['tags', tags, MAX_ENTRIES],
    ['metrics, params, and tags', metrics + params + tags, MAX_METRICS],
  ];
  for (const [name, count, most] of limits) {
    if (count > most)
      throw invalidParameter(`A batch logging request can contain at most ${most} ${name}. Got ${count}.`);
  }
}

/** Bad values are not refused: the first one is stored as zero, and everything that comes after it is lost. */
function readPoints(metrics: readonly unknown[]): readonly FakePoint[] {
  const points: FakePoint[] = [];
  let lost = false;
  for (const [index, item] of metrics.entries()) {
    const json = record(item);
    const key = readKey(json.key, `metrics[${index}].name`);
    for (const name of ['value', 'timestamp'] as const) {
      if (json[name] === undefined || json[name] === null) {
        throw invalidParameter(`Missing value for required parameter 'metrics[${index}].${name}'.`);
      }
    }
    if (lost) continue;
    const read = readFields(json);
    lost = read.lost;
    if (read.timestamp < 0) {
      throw invalidParameter(`Invalid value ${read.timestamp} for parameter 'metrics[${index}].timestamp' supplied`);
    }
    points.push({ key, value: read.value, step: read.step, timestamp: read.timestamp });
  }
  return points;
}

/** Fields in the order of the JSON: a bad one and those behind it stay at zero. */
function readFields(json: Readonly<Record<string, unknown>>): Omit<FakePoint, 'key'> & { readonly lost: boolean } {
  const fields = { value: 0, step: 0, timestamp: 0 };
  for (const [name, content] of Object.entries(json)) {
    if (name !== 'value' && name !== 'step' && name !== 'timestamp') continue;
    const number = name === 'value' ? readNumber(content) : readInteger(content);
    if (number === undefined) return { ...fields, lost: true };
    fields[name] = number;
  }
  return { ...fields, lost: false };
}

/** A conflict drops the whole batch, the metrics of the same request too. */
function logParams(run: FakeRun, params: readonly { readonly key: string; readonly value: string }[]): void {
  const seen = new Set<string>();
  for (const { key, value } of params) {
    if (seen.has(key)) throw invalidParameter(`Duplicate parameter keys have been submitted: ['${key}']`);
    seen.add(key);
    const old = run.params.get(key);
    if (old === undefined || old === value.slice(0, MAX_PARAM)) continue;
    const message = `Changing param values is not allowed. Param with key='${key}' was already logged with value='${old}'`;
    throw invalidParameter(`${message} for run ID='${run.runId}'.`);
  }
  for (const { key, value } of params) run.params.set(key, value.slice(0, MAX_PARAM));
}

/** The primary key is (key, timestamp, step, run, value, is_nan): an exact duplicate is dropped. */
function store(run: FakeRun, point: FakePoint): void {
  const points = run.points.get(point.key) ?? new Map<string, FakePoint>();
  run.points.set(point.key, points);
  const identity = `${point.timestamp} ${point.step} ${point.value}`;
  if (points.has(identity)) return;
  points.set(identity, point);
  const latest = run.latest.get(point.key);
  if (latest === undefined || isLater(point, latest)) run.latest.set(point.key, point);
}

/** By step, then time, then value, where NaN is stored as 0. */
function isLater(a: FakePoint, b: FakePoint): boolean {
  const rank = ({ step, timestamp, value }: FakePoint) => [step, timestamp, Number.isNaN(value) ? 0 : value];
  const [left, right] = [rank(a), rank(b)];
  const differing = left.findIndex((part, index) => part !== right[index]);
  return differing >= 0 && Number(left[differing]) > Number(right[differing]);
}

function readEntry(item: unknown, where: string): { key: string; value: string } {
  const json = record(item);
  return { key: readKey(json.key, `${where}.key`), value: String(json.value ?? '') };
}

/** Python's `\w` with `/ . - : space`, and a path that `normpath` leaves alone. */
export function readKey(key: unknown, where: string): string {
  if (typeof key !== 'string' || key === '') throw invalidParameter(`Missing value for required parameter '${where}'.`);
  const clean = key.split('/').every((part) => part !== '' && part !== '.' && part !== '..') && !key.startsWith('..');
  if (/^[\p{L}\p{N}_./ :-]+\n?$/u.test(key) && clean && [...key].length <= MAX_KEY) return key;
  throw invalidParameter(`Invalid value "${key}" for parameter '${where}' supplied: Names may only contain …`);
}

function readNumber(value: unknown): number | undefined {
  if (typeof value === 'boolean') return Number(value);
  const words: Readonly<Record<string, number>> = { NaN: Number.NaN, Infinity: LARGEST, '-Infinity': -LARGEST };
  const number = typeof value === 'string' ? (words[value] ?? Number(value === '' ? 'x' : value)) : value;
  if (typeof number !== 'number' || value === BARE_WORD || Math.abs(number) === Number.POSITIVE_INFINITY)
    return undefined;
  return Number.isNaN(number) && value !== 'NaN' ? undefined : number;
}

function readInteger(value: unknown): number | undefined {
  const number = typeof value === 'string' && /^-?\d+$/.test(value) ? Number(value) : value;
  return typeof number === 'number' && Number.isInteger(number) && Math.abs(number) < 2 ** 63 ? number : undefined;
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
