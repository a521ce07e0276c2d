import { runCommand } from '../support/command.js';
import type { MlflowServer } from './mlflow-server.js';

/** A run as MLflow's own Python client reads it. */
export interface ReadRun {
  readonly experiment: string;
  readonly runId: string;
  readonly name: string;
  readonly status: string;
  /** Epoch milliseconds. */
  readonly start: number;
  readonly end: number | null;
  readonly params: Readonly<Record<string, string>>;
  readonly tags: Readonly<Record<string, string>>;
  /** Every point by key; the value as Python writes it. */
  readonly metrics: Readonly<Record<string, readonly (readonly [step: number, timeMillis: number, value: string])[]>>;
  /** Every artifact, downloaded, by its path. */
  readonly files: Readonly<Record<string, { readonly bytes: number; readonly sha256: string }>>;
}

/** Reads all runs of an experiment. */
export async function readMlflow({ url, python }: MlflowServer, experiment: string): Promise<readonly ReadRun[]> {
  const { stdout } = await runCommand(python, ['test/peers/python/mlflow_read.py', url, experiment], {
    env: { MLFLOW_TRACKING_URI: url, MLFLOW_ENABLE_ARTIFACTS_PROGRESS_BAR: 'false' },
  });
  return JSON.parse(stdout.slice(stdout.indexOf('['))) as ReadRun[];
}

/** The only run that is no client's. */
export function onlyRun(runs: readonly ReadRun[]): ReadRun {
  const own = runs.filter(({ tags }) => tags['fl.client.id'] === undefined);
  const [run] = own;
  if (run === undefined || own.length > 1) throw new Error(`expected one run, got ${own.map(({ name }) => name)}`);
  return run;
}

/** Every point of the runs: `client key step time value`, sorted, as `expectedPoints` has them. */
export function pointsOf(runs: readonly ReadRun[]): string[] {
  return runs
    .flatMap(({ tags, metrics }) =>
      Object.entries(metrics).flatMap(([key, points]) =>
        points.map(([step, time, value]) => `${tags['fl.client.id'] ?? ''} ${key} ${step} ${time} ${numberOf(value)}`),
      ),
    )
    .sort();
}

/** A number as Python writes it. */
export function numberOf(value: string): number {
  return { nan: Number.NaN, inf: Number.POSITIVE_INFINITY, '-inf': Number.NEGATIVE_INFINITY }[value] ?? Number(value);
}
