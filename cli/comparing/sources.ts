import { createMlflowApi } from '../../exporters/mlflow/api/index.js';
import {
  createMlflowReader,
  MAX_RUNS,
  MlflowReadError,
  objectiveMetric,
} from '../../exporters/mlflow/reading/index.js';
import { readMlflowSettings } from '../../exporters/mlflow/settings/index.js';
import { type ComparedRun, comparedRun } from '../../exporters/run-model/index.js';
import { CommandError, reasonOf, UsageError } from '../errors.js';
import { findJournal, listJournals } from '../journals/find.js';
import { readRun } from '../journals/read-run.js';

/** Where runs to compare come from. */
export interface RunsSource {
  /**
   * All runs that were asked for.
   *
   * @param metric the result that they are compared by; `undefined`: the one that they themselves say
   * @throws CommandError
   */
  all(metric: string | undefined): Promise<readonly ComparedRun[]>;
  /** The run that a word means, with all its results. @throws CommandError when there is none */
  one(word: string): Promise<ComparedRun>;
  close(): void;
}

/** What the options say about the source. */
export interface RunsSourceChoice {
  /** `local`, `mlflow` or `mlflow=URL`. */
  readonly from: string;
  readonly runsDir: string;
  readonly job: string | undefined;
  /** In MLflow; the job's when it is not said. */
  readonly experiment: string | undefined;
}

/** Runs of MLflow that are read at the same time. */
const AT_ONCE = 4;

/**
 * Opens a source of runs.
 *
 * @param warn says something to the user
 * @throws UsageError for a source that does not exist, CommandError when MLflow's settings are off
 */
export function openRunsSource(
  choice: RunsSourceChoice,
  env: NodeJS.ProcessEnv,
  warn: (text: string) => void,
): RunsSource {
  const [name, ...rest] = choice.from.split('=');
  if (name === 'local' && rest.length === 0) return localRuns(choice, warn);
  if (name === 'mlflow') return mlflowRuns(choice, rest.length === 0 ? undefined : rest.join('='), env, warn);
  throw new UsageError(`--from: expected local, mlflow or mlflow=URL, got ${JSON.stringify(choice.from)}`);
}

function localRuns({ runsDir, job }: RunsSourceChoice, warn: (text: string) => void): RunsSource {
  const read = async (path: string) => comparedRun((await readRun(path)).view, path, Date.now());
  return {
    async all() {
      const journals = listJournals(runsDir);
      if (journals === undefined) throw new CommandError(`--runs-dir ${runsDir}: there is no such folder`);
      const runs: ComparedRun[] = [];
      for (const { path } of journals) {
        try {
          const run = await read(path);
          if (job === undefined || run.job === job) runs.push(run);
        } catch (error) {
          warn(reasonOf(error));
        }
      }
      return runs;
    },
    one: (word) => read(findJournal(word, runsDir).path),
    close: () => undefined,
  };
}

function mlflowRuns(
  { job, experiment = job }: RunsSourceChoice,
  trackingUri: string | undefined,
  env: NodeJS.ProcessEnv,
  warn: (text: string) => void,
): RunsSource {
  const api = withMlflow(() => createMlflowApi(readMlflowSettings({ trackingUri }, { env })));
  const reader = createMlflowReader(api);
  return {
    all: (metric) =>
      reading(async () => {
        const found = await reader.runs(experiment);
        if (found.length >= MAX_RUNS) warn(`MLflow has more runs than the ${found.length} that are looked at`);
        const wanted =
          metric ?? objectiveMetric(found.map(({ metrics }) => metrics.map(({ key }) => key))) ?? 'accuracy';
        const runs: ComparedRun[] = [];
        for (let from = 0; from < found.length; from += AT_ONCE) {
          const some = found.slice(from, from + AT_ONCE);
          runs.push(...(await Promise.all(some.map((run) => reader.compared(run, wanted)))));
        }
        return runs;
      }),
    one: (word) => reading(async () => reader.compared(await reader.find(word, experiment), undefined)),
    close: () => api.close(),
  };
}

function withMlflow<T>(open: () => T): T {
  try {
    return open();
  } catch (error) {
    throw new CommandError(reasonOf(error));
  }
}

async function reading<T>(read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    throw error instanceof MlflowReadError ? new CommandError(error.message) : error;
  }
}
