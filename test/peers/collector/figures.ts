import type { RoundView } from '../../../exporters/run-model/round-types.js';
import type { ClientMishap, RunView, UpdateView } from '../../../exporters/run-model/types.js';
import { dropoutType } from '../../../lib/run/failure.js';
import { type InstrumentKey, instruments } from '../../../semconv/index.js';

/** The value that a series must have at the end of a run. */
export interface Figure {
  /** Prometheus name with the suffix of a histogram's part, then its labels, as {@link seriesKey} writes them. */
  readonly key: string;
  readonly value: number;
  /** Largest difference; spans and metrics take the time at two moments. */
  readonly within: number;
}

/** Labels of the contract; `job` and `instance` say whose a series is. */
type Labels = Readonly<Record<string, string>>;

/** A series without what says whose it is. */
export function seriesKey(name: string, labels: Labels): string {
  const own = Object.entries(labels).filter(([label]) => !['__name__', 'job', 'instance'].includes(label));
  return `${name}{${own
    .sort(([a], [b]) => a.localeCompare(b))
    .map(([label, value]) => `${label}="${value}"`)
    .join(',')}}`;
}

/** Sums and clock differences: rounding only. */
const ROUNDING = 1e-6;
/** Seconds that a task's span and its metric may differ by. */
const CLOCKS = 0.5;

/** Facts that `startRun` was given and no run file has. */
export interface RunFacts {
  readonly totalClients: number;
  readonly modelParameters: number;
}

/** What every low-cardinality metric must say about a finished run, reckoned from its run file. */
export function expectedFigures(run: RunView, facts: RunFacts): Figure[] {
  const job = { fl_job_name: run.job ?? '' };
  const figures: Figure[] = [];
  const add = (key: InstrumentKey, value: number | undefined, labels: Labels = {}, suffix = '', within = ROUNDING) => {
    const name = `${instruments[key].prometheus}${suffix}`;
    figures.push({ key: seriesKey(name, { ...job, ...labels }), value: value ?? Number.NaN, within });
  };
  const histogram = (key: InstrumentKey, values: readonly number[], labels: Labels = {}, within = ROUNDING) => {
    add(key, values.length, labels, '_count');
    add(key, sum(values), labels, '_sum', within * Math.max(1, values.length));
  };
  const rounds = run.rounds;
  const last = rounds.at(-1);
  const updates = trainUpdates(rounds);

  add('activeRuns', 0);
  add('runInfo', 0, { fl_run_id: run.runId });
  add('activeClients', 0);
  add('totalClients', facts.totalClients);
  add('modelParameters', facts.modelParameters);
  add('roundsCompleted', rounds.filter(({ state }) => state === 'completed').length);
  add('roundsFailed', rounds.filter(({ state }) => state === 'failed').length);
  histogram('roundDuration', given(rounds.map(({ durationSeconds }) => durationSeconds)));
  histogram('aggregationDuration', given(rounds.map(({ aggregationSeconds }) => aggregationSeconds)));
  add('trainLoss', last?.trainLoss);
  add('evalLoss', last?.globalLoss ?? undefined);
  add('accuracy', last?.globalAccuracy ?? undefined);
  add('bestAccuracy', Math.max(...given(rounds.map(({ globalAccuracy }) => globalAccuracy ?? undefined))));
  add('samplesPerRound', last?.samples);
  add('communicationFailures', run.commFailures.length);
  for (const outcome of ['completed', 'failed', 'dropped', 'straggler'] as const) {
    const count = (round: RoundView) => (outcome === 'straggler' ? round.stragglers : round[outcome]);
    add('clientSelections', sum(rounds.map(count)), { fl_selection_outcome: outcome });
  }
  for (const [type, mishaps] of groups(run.dropouts, ({ reason }: ClientMishap) => dropoutType(reason))) {
    add('clientDropouts', mishaps.length, { fl_dropout_type: type });
  }
  for (const [result, some] of groups(updates, ({ result }) => result ?? 'accepted')) {
    add('clientUpdates', some.length, { fl_operation_name: 'train', fl_update_result: result });
  }
  add('communicationIo', sum(numbers(updates, 'bytes_sent')), { network_io_direction: 'receive' });
  add('communicationIo', sum(numbers(updates, 'bytes_received')), { network_io_direction: 'transmit' });
  histogram('updateSize', numbers(updates, 'bytes_sent'));
  histogram('updateStaleness', numbers(updates, 'staleness'));
  const tasks = rounds.flatMap((round) => round.tasks.filter(({ kind, side }) => kind === 'task' && side === 'server'));
  for (const [error, some] of groups(tasks, ({ error }) => error ?? '')) {
    const labels = { fl_operation_name: 'train', ...(error === '' ? {} : { error_type: error }) };
    const seconds = some.map(({ start, end }) => (Date.parse(end ?? '') - Date.parse(start)) / 1000);
    histogram('taskDuration', seconds, labels, CLOCKS);
  }
  return figures;
}

function trainUpdates(rounds: readonly RoundView[]): UpdateView[] {
  return rounds.flatMap(({ clients }) => clients.flatMap(({ updates }) => updates));
}

function numbers(updates: readonly UpdateView[], field: string): number[] {
  return given(updates.map(({ fields }) => fields[field])).map(Number);
}

function given<T>(values: readonly (T | undefined)[]): T[] {
  return values.filter((value) => value !== undefined);
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function groups<T>(values: readonly T[], nameOf: (value: T) => string): Map<string, T[]> {
  const found = new Map<string, T[]>();
  for (const value of values) found.set(nameOf(value), [...(found.get(nameOf(value)) ?? []), value]);
  return found;
}
