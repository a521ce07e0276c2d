import assert from 'node:assert/strict';
import type { JournalEvent } from '../../../exporters/journal/events.js';

/** Keys of a client record that say whose it is. */
const WHOSE: ReadonlySet<string> = new Set(['client_id', 'round']);

/** That no datum is in a journal twice: no line, and no field of an update. */
export function assertEachOnce(events: readonly JournalEvent[]): void {
  const seen = new Set<string>();
  const see = (key: string) => {
    assert.ok(!seen.has(key), `${key} is there twice`);
    seen.add(key);
  };
  for (const event of events) {
    see(textOf(event));
    if (event.event_type !== 'client_update' && event.event_type !== 'evaluation') continue;
    const record = event.event_type === 'evaluation' ? event.client : event.clients[0];
    for (const field of Object.keys(record ?? {})) {
      const { attempt, round, operation, timestamp } = event;
      if (!WHOSE.has(field)) see(textOf([attempt, round, record?.client_id, operation, timestamp, field]));
    }
  }
}

function textOf(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) => (typeof inner === 'bigint' ? String(inner) : inner));
}
