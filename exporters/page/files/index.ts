/** What runs registered, to be fetched by `fedotel runs pull`. */
export { createRunFiles, type FetchableFile, type NoList, type RunFiles, type RunFilesList } from './run-files.js';
export { DIGEST_TRAILER, SIZE_HEADER, sendFile } from './send-file.js';
