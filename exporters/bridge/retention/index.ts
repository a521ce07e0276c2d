/** What goes from a runs folder, and when: by `fedotel runs prune`, or by the bridge itself. */
export { type Bounds, type Decision, hasExpired, planPrune, type Standing } from './plan.js';
export { planFolder } from './plan-folder.js';
export { createPruner, type PruneOutcome, type PruneRequest, type Pruner } from './pruner.js';
export { type Retention, startRetention } from './retention.js';
export { findRunFiles, type RunFiles, removeRun } from './run-files.js';
