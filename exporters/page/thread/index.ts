/** The page beside a bridge. */
export { type PageThread, type PageThreadOptions, startPageThread } from './page-thread.js';
