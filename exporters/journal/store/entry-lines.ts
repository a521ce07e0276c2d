import type { JournalEvent } from '../events.js';
import type { Admission } from '../identity/admissions.js';
import type { DedupIndex } from '../identity/dedup-index.js';
import { exactTime } from '../identity/exact-time.js';
import { comparable, gaugeKey } from '../identity/identity.js';
import { ClientUpdate, type JournalEntry } from '../updates/client-update.js';
import { timestampOf } from '../updates/timestamp.js';
import { appendUpdateLine, frameOf, type GroupFrame } from '../updates/update-line.js';
import { type AppendResult, addResults, appendEvents, type BatchOptions, lineOfPart, NOTHING } from './batch-lines.js';

/**
 * Appends lines of what is new in the entries: what `appendEvents` would append if all were events, to the byte. Nearly
 * all updates go straight to their bytes; one that cannot goes as an event.
 *
 * @throws what reading the journal throws
 */
export async function appendEntries(entries: readonly JournalEntry[], options: BatchOptions): Promise<AppendResult> {
  await options.index.prepare(framesOf(entries), options.foresee);
  let sum = NOTHING;
  let at = 0;
  // A journal begins with an `init`, which is an event's affair.
  let atStart = options.atStart;
  while (at < entries.length) {
    const plain = atStart ? NOTHING : appendWhilePlain(entries, at, options);
    sum = addResults(sum, plain);
    at += plain.written + plain.duplicates;
    if (at === entries.length) break;
    const end = endOfEvents(entries, at);
    const result = await appendEvents(entries.slice(at, end).map(asEvent), { ...options, atStart });
    sum = addResults(sum, result);
    if (result.written + result.duplicates > 0) atStart = false;
    at = end;
  }
  return sum;
}

function asEvent(entry: JournalEntry): JournalEvent {
  return entry instanceof ClientUpdate ? entry.toEvent() : entry;
}

function frameOfEntry(entry: JournalEntry | undefined): GroupFrame | undefined {
  return entry instanceof ClientUpdate ? frameOf(entry.group) : undefined;
}

function framesOf(entries: readonly JournalEntry[]): readonly GroupFrame[] {
  const frames = new Set<GroupFrame>();
  let last: unknown;
  for (const entry of entries) {
    if (!(entry instanceof ClientUpdate) || entry.group === last) continue;
    last = entry.group;
    const frame = frameOf(entry.group);
    if (frame !== undefined) frames.add(frame);
  }
  return [...frames];
}

/** End of what goes as events: the entry at `start`, whatever it is, and all after it up to the next usual update. */
function endOfEvents(entries: readonly JournalEntry[], start: number): number {
  let end = start + 1;
  while (end < entries.length && frameOfEntry(entries[end]) === undefined) end++;
  return end;
}

/** Takes updates from `start` on until something must go as an event. */
function appendWhilePlain(
  entries: readonly JournalEntry[],
  start: number,
  { index, bytes, maxLineBytes }: BatchOptions,
): AppendResult {
  let [written, duplicates] = [0, 0];
  let group: unknown;
  let frame: GroupFrame | undefined;
  for (let at = start; at < entries.length; at++) {
    const update = entries[at];
    if (!(update instanceof ClientUpdate)) break;
    if (update.group !== group) {
      group = update.group;
      frame = frameOf(update.group);
    }
    if (frame === undefined) break;
    const before = bytes.length;
    if (!appendUpdateLine(bytes, update, frame)) break;
    // The newline does not count. What is too long is refused with a reason, which is an event's affair too.
    if (bytes.length - before - 1 > maxLineBytes) {
      bytes.cutBack(before);
      break;
    }
    const admission = admit(index, update, frame);
    if (admission.kind === 'new') {
      written++;
      continue;
    }
    bytes.cutBack(before);
    if (admission.kind === 'duplicate') {
      duplicates++;
    } else {
      bytes.raw(lineOfPart(update.toEvent(), admission.fields, maxLineBytes) ?? '');
      written++;
    }
  }
  return { written, duplicates, refused: 0 };
}

/** What is new in an update: the same answer that `index.admit` would give for its event. */
function admit(index: DedupIndex, update: ClientUpdate, { foreign, partition }: GroupFrame): Admission {
  const { group, client, shape, fieldCount } = update;
  const fields = shape.fields(fieldCount !== undefined);
  if (!foreign) return index.admitUpdate(partition, group.operation, update, fields);
  const time = exactTime(timestampOf(update.millis, update.nanos));
  const values = update.values.map(comparable);
  if (fieldCount !== undefined) values.push(fieldCount);
  return index.admitValues(partition, { key: gaugeKey(client, group.operation), time }, fields, values);
}
