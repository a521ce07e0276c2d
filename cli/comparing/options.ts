import { UsageError } from '../errors.js';
import { sharedOptions } from '../options/shared.js';
import type { OptionTable } from '../options/table.js';

/** Options of the commands that compare runs. */
export const comparingOptions = {
  from: {
    name: 'from',
    type: 'string',
    default: 'local',
    placeholder: 'local|mlflow[=URL]',
    help: 'where the runs are; MLflow is reached as its own variables say (MLFLOW_TRACKING_URI, …)',
  },
  metric: {
    name: 'metric',
    type: 'string',
    placeholder: 'NAME',
    help: 'accuracy, loss, train_loss or a metric of the rounds; unset: the objective of the runs, else accuracy',
  },
  mode: {
    name: 'mode',
    type: 'string',
    placeholder: 'max|min',
    help: 'which values are good; unset: as the runs say, else min for losses and errors, max for others',
  },
  experiment: {
    name: 'experiment',
    type: 'string',
    env: ['MLFLOW_EXPERIMENT_NAME'],
    placeholder: 'NAME',
    help: 'with --from mlflow: only runs of this experiment',
  },
  runsDir: sharedOptions.runsDir,
  json: sharedOptions.json,
} as const satisfies OptionTable;

/** @throws UsageError when it is neither */
export function parseMode(mode: string | undefined): 'max' | 'min' | undefined {
  if (mode === undefined || mode === 'max' || mode === 'min') return mode;
  throw new UsageError(`--mode: expected max or min, got ${JSON.stringify(mode)}`);
}
