import type { JournalEvent } from '../journal/events.js';

/**
 * Whether an event is the server's, with the time of its clock: a client's may be hours off, and what clients say of
 * themselves comes from their own processes as well.
 */
export function isByServer(event: JournalEvent): boolean {
  switch (event.event_type) {
    case 'client_update':
    case 'scalar':
    case 'histogram':
    case 'text':
    case 'resource_sample':
      return false;
    case 'run_update':
    case 'artifact':
      return event.client_id === undefined;
    case 'evaluation':
      return event.client === undefined;
    // The end of a span comes after an interruption, which closes the open ones.
    case 'task':
      return event.phase === 'started';
    default:
      return true;
  }
}
