/** Runs over HTTP while they go on. */
export { createWandbApi, type WandbApi } from './api/wandb-api.js';
export { checkWandb, type KeyOwner } from './check.js';
export { createOnlineWriter, type OnlineTiming, type OnlineWriterOptions } from './online-writer.js';
