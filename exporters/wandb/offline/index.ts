/** Directories that `wandb sync` uploads. */
export { manifestDigest } from './artifact-record.js';
export { directoryName } from './directory-name.js';
export { publish } from './draft.js';
export { type FinishedDraft, OfflineRun, type OfflineRunOptions, type WrittenLines } from './offline-run.js';
export { RunLog } from './run-log.js';
