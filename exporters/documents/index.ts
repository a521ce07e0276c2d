/** Files that belong to a run: those that are made of its journal, and those that it registered. */
export { artifactName, type FoundFile, findFile, findRegistered } from './registered-files.js';
export { locate, type RegisteredFile, registeredFiles } from './registered-list.js';
export {
  type DocumentSource,
  type RunDocument,
  type RunDocuments,
  removeLeftDocuments,
  writeDocuments,
} from './run-documents.js';
