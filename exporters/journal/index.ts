/**
 * The journal: one file of JSON lines a run, written durably and without duplicates, read by everything else. See
 * `events.ts` for what stands in it.
 */
export { type DecodedLine, decodeLine, MAX_LINE_BYTES } from './codec/decode.js';
export { encodeLine } from './codec/encode.js';
export { FolderLockedError, JournalFormatError, JournalUnavailableError } from './errors.js';
export {
  createNodeFileSystem,
  type JournalFile,
  type JournalFileSystem,
} from './files/file-system.js';
export { type JournalReader, type ReadCounts, type ReadOptions, readJournalFile } from './files/journal-reader.js';
export { makeFolder } from './files/make-folder.js';
export { hashStem, runFileStem } from './files/run-file-stem.js';
export { type Identity, identityOf } from './identity/identity.js';
export { createUpdateKeys, type UpdateKeys } from './identity/update-keys.js';
export { type CursorStore, type CursorStoreOptions, createCursorStore } from './state/cursor-store.js';
export { createFolderLock, type FolderLock, type FolderOwner, findFolderOwner } from './state/folder-lock.js';
export { isLeft, ownMark } from './state/process-mark.js';
export type { AppendResult } from './store/batch-lines.js';
export { createJournal, type Journal, type JournalOptions } from './store/journal.js';
export { ClientUpdate, type JournalEntry, TRAIN, type UpdateGroup } from './updates/client-update.js';
export { timestampOf } from './updates/timestamp.js';
export { createShapeTree, type ShapeTree, type UpdateShape } from './updates/update-shape.js';
