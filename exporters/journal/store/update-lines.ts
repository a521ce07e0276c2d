import type { Admission, DedupIndex } from '../identity/dedup-index.js';
import { exactTime } from '../identity/exact-time.js';
import { comparable, gaugeKey } from '../identity/identity.js';
import type { ClientUpdate } from '../updates/client-update.js';
import { timestampOf } from '../updates/timestamp.js';
import { appendUpdateLine, frameOf, type GroupFrame } from '../updates/update-line.js';
import { type AppendResult, addResults, appendEvents, type BatchOptions, lineOfPart, NOTHING } from './batch-lines.js';

/**
 * Appends lines of what is new in the updates: what `appendEvents` would append for their events, to the byte. Nearly all
 * updates go straight to their bytes; one that cannot goes as an event.
 *
 * @throws what reading the journal throws
 */
export async function appendUpdates(updates: readonly ClientUpdate[], options: BatchOptions): Promise<AppendResult> {
  await options.index.prepare(partitionsOf(updates));
  let sum = NOTHING;
  let at = 0;
  // A journal begins with an `init`, which is an event's affair.
  let atStart = options.atStart;
  while (at < updates.length) {
    const run = atStart ? NOTHING : appendWhilePlain(updates, at, options);
    sum = addResults(sum, run);
    at += run.written + run.duplicates;
    const next = updates[at];
    if (next === undefined) break;
    const end = atStart || frameOf(next.group) !== undefined ? at + 1 : endWithoutFrame(updates, at);
    const events = updates.slice(at, end).map((update) => update.toEvent());
    const result = await appendEvents(events, { ...options, atStart });
    if (result.refused === 0) atStart = false;
    sum = addResults(sum, result);
    at = end;
  }
  return sum;
}

/** End of the updates from `start` on whose groups all have no frame. */
function endWithoutFrame(updates: readonly ClientUpdate[], start: number): number {
  const end = updates.findIndex(({ group }, at) => at > start && frameOf(group) !== undefined);
  return end < 0 ? updates.length : end;
}

function partitionsOf(updates: readonly ClientUpdate[]): readonly GroupFrame[] {
  const frames = new Set<GroupFrame>();
  let last: unknown;
  for (const { group } of updates) {
    if (group === last) continue;
    last = group;
    const frame = frameOf(group);
    if (frame !== undefined) frames.add(frame);
  }
  return [...frames];
}

/** Takes updates from `start` on until one must go as an event. */
function appendWhilePlain(
  updates: readonly ClientUpdate[],
  start: number,
  { index, bytes, maxLineBytes }: BatchOptions,
): AppendResult {
  let [written, duplicates] = [0, 0];
  let group: unknown;
  let frame: GroupFrame | undefined;
  for (let at = start; at < updates.length; at++) {
    const update = updates[at];
    if (update === undefined) break;
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
