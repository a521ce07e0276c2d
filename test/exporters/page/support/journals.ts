import { appendFileSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import type { JournalEvent } from '../../../../exporters/journal/events.js';
import { encodeLine } from '../../../../exporters/journal/index.js';

/** Adds events to a journal file, as a bridge does. */
export function appendEvents(path: string, ...events: readonly JournalEvent[]): void {
  mkdirSync(dirname(path), { recursive: true });
  appendFileSync(path, events.map(lineOf).join(''));
}

function lineOf(event: JournalEvent): string {
  const line = encodeLine(event);
  return line.endsWith('\n') ? line : `${line}\n`;
}
