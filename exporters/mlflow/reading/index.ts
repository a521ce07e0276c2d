export { createMlflowReader, MAX_RUNS, type MlflowReader } from './mlflow-reader.js';
export { MlflowReadError } from './read-error.js';
export { objectiveMetric } from './result-keys.js';
