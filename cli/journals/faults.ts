import type { ReadCounts } from '../../exporters/journal/index.js';
import { JournalError } from '../errors.js';

/** The error for a file without a single event. */
export function noEvents(path: string, { firstFault, unknown, tornBytes }: ReadCounts): JournalError {
  const found =
    firstFault ??
    (unknown > 0 ? `${unknown} line(s) of unknown kinds` : tornBytes > 0 ? 'one incomplete line' : 'an empty file');
  return new JournalError(`${path}: expected a journal, found no events: ${found}`);
}
