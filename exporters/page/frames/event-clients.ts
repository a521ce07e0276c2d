import type { ClientRecord, JournalEvent } from '../../journal/events.js';

/** Every client that an event names, in its order; of some the record says no more than the id. */
export function clientRecordsOf(event: JournalEvent): readonly ClientRecord[] {
  switch (event.event_type) {
    case 'client_update':
    case 'client_dropout':
      return event.clients;
    case 'round_end':
      return event.clients ?? [];
    case 'comm_failure':
      return [{ client_id: event.client_id }];
    case 'task':
    case 'resource_sample':
    case 'scalar':
    case 'histogram':
    case 'text':
      return event.client_id === undefined ? [] : [{ client_id: event.client_id }];
    case 'evaluation':
      return event.client === undefined ? [] : [event.client];
    default:
      return [];
  }
}
