import type { JournalEvent } from '../journal/events.js';

const DETAILS: ReadonlySet<JournalEvent['event_type']> = new Set([
  'client_update',
  'task',
  'scalar',
  'histogram',
  'text',
  'resource_sample',
]);

/**
 * Whether an event is about single clients or steps, which is what a long run has many of. Whoever holds the model of a
 * run for long passes these over beyond some bytes of the journal: memory grows with them, and so does what is made of the
 * model (a map, a page) each time.
 */
export function isDetail(event: JournalEvent): boolean {
  return DETAILS.has(event.event_type) || (event.event_type === 'evaluation' && 'client' in event);
}
