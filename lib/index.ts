export { clientTask } from './client/client-task.js';
export type { Carrier, ClientReport, ClientTask, ClientTaskResult } from './client/types.js';
export type { PrivacyOptions } from './privacy/types.js';
export { type EventLogger, type LogAttribute, routeEvents } from './routing/events.js';
export { type UpdatesCollection, type UpdatesProducer, updates } from './routing/updates.js';
export { startRun } from './run/start-run.js';
export type {
  AggregationMode,
  Artifact,
  Checkpoint,
  CommunicationFailure,
  Dropout,
  Evaluation,
  FreeValues,
  Objective,
  Round,
  RoundCommunicationFailure,
  RoundDropout,
  RoundOptions,
  RoundResults,
  Run,
  RunOptions,
  Scalar,
  ServerTask,
} from './types.js';
export type {
  ClientLocation,
  ClientState,
  ClientUpdate,
  ClientValues,
  RoundUpdate,
  UpdateResult,
} from './update/types.js';
