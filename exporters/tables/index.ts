/** Tables of a run: every value in a file that other programs read. */
export { type ClientUpdatesOptions, type WrittenTable, writeClientUpdates } from './client-updates.js';
