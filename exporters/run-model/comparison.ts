import { DEFAULT_OBJECTIVE } from './best.js';
import type { ComparedRun, RoundResult } from './compared-run.js';
import type { Objective } from './types.js';

/** A run with its best value by an objective. */
export interface RankedRun {
  readonly run: ComparedRun;
  readonly best: RoundResult;
}

/** A param that is not the same in all runs. */
export interface DifferingParam {
  readonly name: string;
  /** In the order of the runs; `undefined` where a run has none. */
  readonly values: readonly (string | undefined)[];
}

/**
 * The objective that runs are ranked by: what was asked for, else what the runs themselves say if they agree, else
 * accuracy. Unless somebody says otherwise, losses are to be small and everything else large.
 */
export function commonObjective(
  runs: readonly ComparedRun[],
  asked: { readonly metric?: string | undefined; readonly goal?: 'max' | 'min' | undefined } = {},
): Objective {
  const own = runs.flatMap(({ objective }) => objective ?? []);
  const metric = asked.metric ?? onlyOne(own.map((objective) => objective.metric)) ?? DEFAULT_OBJECTIVE.metric;
  const goals = own.filter((objective) => objective.metric === metric).map(({ goal }) => goal);
  const usual = /(^|[^a-z])(loss|error|perplexity|rmse|mse|mae)$/i.test(metric) ? 'min' : 'max';
  return { metric, goal: asked.goal ?? onlyOne(goals) ?? usual };
}

/** The best finite value of a run; `undefined` when it has none. */
export function bestOf(run: ComparedRun, { metric, goal }: Objective): RoundResult | undefined {
  return Object.hasOwn(run.results, metric) ? run.results[metric]?.[goal] : undefined;
}

/** The runs that have a value, the best one first; equally good ones in the order they came in. */
export function rankRuns(runs: readonly ComparedRun[], objective: Objective): readonly RankedRun[] {
  const sign = objective.goal === 'max' ? -1 : 1;
  return runs
    .flatMap((run) => {
      const best = bestOf(run, objective);
      return best === undefined ? [] : [{ run, best }];
    })
    .sort((a, b) => sign * (a.best.value - b.best.value));
}

/** The params in which the runs differ, by name. */
export function differingParams(runs: readonly ComparedRun[]): readonly DifferingParam[] {
  const names = [...new Set(runs.flatMap(({ params }) => Object.keys(params)))].sort();
  return names
    .map((name) => ({
      name,
      values: runs.map(({ params }) => (Object.hasOwn(params, name) ? params[name] : undefined)),
    }))
    .filter(({ values }) => new Set(values).size > 1);
}

function onlyOne<T>(values: readonly T[]): T | undefined {
  return new Set(values).size === 1 ? values[0] : undefined;
}
