import type { JsonObject, JsonValue } from '../journal/events.js';
import { roundValue } from './best.js';
import { summarizeRun } from './summary.js';
import type { Objective, RunState, RunView } from './types.js';

/** A value and the round that it is of. */
export interface RoundResult {
  readonly round: number;
  readonly value: number;
}

/** One result of a run over its rounds. */
export interface ResultSummary {
  /** Of the last round that has it; NaN counts, because a training that diverged must show. */
  readonly final: RoundResult;
  /** The largest and smallest that are finite, of the earliest round that has them. */
  readonly max: RoundResult | undefined;
  readonly min: RoundResult | undefined;
}

/** What runs are compared by: the same whether a journal tells it or MLflow. What nobody knows is `undefined`. */
export interface ComparedRun {
  readonly runId: string;
  /** Path of its journal, or id of the run in MLflow. */
  readonly place: string;
  /** Job, or experiment in MLflow. */
  readonly job: string | undefined;
  readonly algorithm: string | undefined;
  readonly state: RunState;
  /** ISO 8601. */
  readonly startedAt: string | undefined;
  /** Up to the end, or to the youngest datum. */
  readonly durationSeconds: number | undefined;
  readonly rounds: number | undefined;
  readonly plannedRounds: number | undefined;
  /** Distinct clients. */
  readonly clients: number | undefined;
  /** Sums over the rounds. */
  readonly bytesUp: number | undefined;
  readonly bytesDown: number | undefined;
  readonly objective: Objective | undefined;
  /** Configuration and logged params, flattened with dots. */
  readonly params: { readonly [name: string]: string };
  /** By the name that objectives use: `accuracy`, `loss`, `train_loss`, free metrics. */
  readonly results: { readonly [metric: string]: ResultSummary };
}

/** Results of a run and its params are bounded: what is compared has to be looked at. */
const MAX_NAMES = 1000;

/**
 * What a journal tells of a run.
 *
 * @param place path of the journal
 * @param nowMillis epoch milliseconds of the moment that silence is judged at
 */
export function comparedRun(view: RunView, place: string, nowMillis: number): ComparedRun {
  const summary = summarizeRun(view, nowMillis);
  const names = new Set([
    'accuracy',
    'loss',
    'train_loss',
    ...view.rounds.flatMap(({ metrics }) => Object.keys(metrics)),
  ]);
  const results = [...names].slice(0, MAX_NAMES).flatMap((metric) => {
    const values = view.rounds.flatMap((round) => {
      const value = roundValue(round, metric);
      return value === undefined ? [] : [{ round: round.round, value }];
    });
    const result = summarizeResult(values);
    return result === undefined ? [] : [[metric, result] as const];
  });
  return {
    runId: view.runId,
    place,
    job: view.job,
    algorithm: view.algorithm,
    state: summary.state,
    startedAt: view.startedAt,
    durationSeconds: summary.durationSeconds,
    rounds: summary.roundsCompleted + summary.roundsFailed,
    plannedRounds: view.plannedRounds,
    clients: summary.clients,
    bytesUp: sumOf(view.rounds.map(({ bytesUp }) => bytesUp)),
    bytesDown: sumOf(view.rounds.map(({ bytesDown }) => bytesDown)),
    objective: view.objective,
    params: flattenParams([view.config ?? {}, view.params]),
    results: Object.fromEntries(results),
  };
}

/** @param values ascending by round */
export function summarizeResult(values: readonly RoundResult[]): ResultSummary | undefined {
  const final = values.at(-1);
  if (final === undefined) return undefined;
  const finite = values.filter(({ value }) => Number.isFinite(value));
  const better = (isBetter: (a: number, b: number) => boolean) =>
    finite.reduce<RoundResult | undefined>(
      (best, result) => (best === undefined || isBetter(result.value, best.value) ? result : best),
      undefined,
    );
  return { final, max: better((a, b) => a > b), min: better((a, b) => a < b) };
}

/** The sum of what is there; `undefined` when nothing is. */
export function sumOf(values: readonly (number | undefined)[]): number | undefined {
  const known = values.filter((value) => value !== undefined);
  return known.length === 0 ? undefined : known.reduce((sum, value) => sum + value, 0);
}

/** Texts stay as they are, other values are JSON; where two names meet, the first stays. */
function flattenParams(sources: readonly JsonObject[]): { [name: string]: string } {
  const params = new Map<string, string>();
  const add = (prefix: string, object: JsonObject) => {
    for (const [name, value] of Object.entries(object)) {
      const key = `${prefix}${name}`;
      if (isObject(value) && Object.keys(value).length > 0) add(`${key}.`, value);
      else if (params.size < MAX_NAMES && !params.has(key)) params.set(key, textOf(value));
    }
  };
  for (const source of sources) add('', source);
  return Object.fromEntries(params);
}

function textOf(value: JsonValue): string {
  if (typeof value === 'string') return value;
  return JSON.stringify(value, (_, item: unknown) => {
    const unspeakable = typeof item === 'bigint' || (typeof item === 'number' && !Number.isFinite(item));
    return unspeakable ? String(item) : item;
  });
}

function isObject(value: JsonValue): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
