export { createMlflowSink, type MlflowSinkOptions } from './sink/mlflow-sink.js';
