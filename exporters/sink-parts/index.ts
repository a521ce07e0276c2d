/** What sinks have in common, so that a new one has to write only what is its own. */
export { Backoff, type BackoffOptions } from './backoff.js';
export { draftOf, removeLeftDrafts } from './drafts.js';
export { Grace } from './grace.js';
export { inTurns, Turns } from './in-turns.js';
export { headOf } from './journal-head.js';
export { type KeepJsonOptions, keepJson } from './keep-json.js';
export { createOpenRuns, type OpenRun, type OpenRuns, type OpenRunsOptions } from './open-runs.js';
export { parsePerClient, readPerClient } from './per-client-choice.js';
export { portionsOf } from './portions.js';
export { reasonOf } from './reason-of.js';
