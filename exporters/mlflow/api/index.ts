export { encodeArtifactPath } from './artifacts/artifact-uri.js';
export { MAX_ENTRIES, MAX_METRICS, MAX_PARAM_CHARACTERS, MAX_TAG_CHARACTERS } from './batch.js';
export {
  escapeKeyName,
  escapeKeyPart,
  keyProblem,
  keyToken,
  MAX_KEY_CHARACTERS,
  unescapeKeyPart,
} from './keys.js';
export { metricProblem, sameStoredValue } from './metrics.js';
export { createMlflowApi } from './mlflow-api.js';
export { tagFilter } from './tag-filter.js';
export type {
  MlflowApi,
  MlflowArtifact,
  MlflowBatch,
  MlflowEntry,
  MlflowExperiment,
  MlflowMetric,
  MlflowOk,
  MlflowPage,
  MlflowRefusal,
  MlflowRefusalScope,
  MlflowRefusedItem,
  MlflowReject,
  MlflowResult,
  MlflowRetry,
  MlflowRun,
  MlflowRunSearch,
  MlflowRunStatus,
  MlflowUpload,
} from './types.js';
