import { createHash } from 'node:crypto';
import type { JournalEvent } from '../journal/events.js';
import { encodeLine } from '../journal/index.js';

/**
 * Short mark of a journal by its first event, which is never written again: under the same run id, another mark is
 * another journal, and what was remembered of the old one says nothing about it.
 */
export function headOf(event: JournalEvent): string {
  return createHash('sha256').update(encodeLine(event)).digest('hex').slice(0, 16);
}
