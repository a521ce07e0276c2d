import type { JournalEvent } from '../journal/events.js';

/**
 * Whether an event is about single clients or steps, which is what a long run has many of. Whoever holds the model of a
 * run for long passes these over beyond some bytes of the journal: a model of everything takes several times the
 * journal's size in memory.
 */
export function isDetail(event: JournalEvent): boolean {
  const { event_type: type } = event;
  return (
    type === 'client_update' || type === 'task' || type === 'scalar' || (type === 'evaluation' && 'client' in event)
  );
}
