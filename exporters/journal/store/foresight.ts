import { setImmediate } from 'node:timers/promises';
import { wellFormed } from '../codec/encode.js';
import { type Foresight, keyNumber, textNumber, updateNumber } from '../identity/foresight.js';
import { gaugeKey } from '../identity/identity.js';
import { ClientUpdate, type JournalEntry } from '../updates/client-update.js';
import { frameOf, hasUsualKey } from '../updates/update-line.js';
import { asRunUpdate, prepareEvent } from './batch-encoder.js';
import { SLICE_EVENTS } from './batch-lines.js';

/**
 * Tells what `appendEntries` is going to ask for these calls, if the journal has a line already. Events are encoded once
 * more for it; it is used only when the journal must be read again.
 *
 * @param calls entries of the calls of one commit
 */
export function foresightOf(calls: readonly (readonly JournalEntry[])[], maxLineBytes: number): Foresight {
  return async (ask) => {
    for (const entries of calls) {
      for (let at = 0; at < entries.length; at += SLICE_EVENTS) {
        for (const entry of entries.slice(at, at + SLICE_EVENTS)) askFor(entry, maxLineBytes, ask);
        // A large request must not hold up others.
        await setImmediate();
      }
    }
  };
}

function askFor(entry: JournalEntry, maxLineBytes: number, ask: Parameters<Foresight>[0]): void {
  if (!(entry instanceof ClientUpdate)) {
    askForEvent(entry.event_type === 'init' ? asRunUpdate(entry) : entry, maxLineBytes, ask);
    return;
  }
  const { group, client } = entry;
  const frame = frameOf(group);
  if (frame === undefined || !hasUsualKey(entry) || wellFormed(client) !== client) {
    askForEvent(entry.toEvent(), maxLineBytes, ask);
  } else if (frame.foreign) {
    ask(frame.partition, textNumber(gaugeKey(client, group.operation)));
  } else {
    ask(frame.partition, updateNumber(group.operation, entry));
  }
}

function askForEvent(
  event: Parameters<typeof prepareEvent>[0],
  maxLineBytes: number,
  ask: Parameters<Foresight>[0],
): void {
  const prepared = prepareEvent(event, maxLineBytes);
  if (prepared.kind === 'line') ask(prepared.identity.partition, keyNumber(prepared.identity));
}
