/** Runs in memory for many pages at once: documents, and what changed since. */
export { type Absence, createHub, type DocumentAnswer, type Hub, type HubOptions, type Watch } from './hub.js';
export { createRunFolder, type RunFileState, type RunFolder } from './run-folder.js';
export type { RunListAnswer } from './run-list.js';
export type { Channel } from './subscriber.js';
