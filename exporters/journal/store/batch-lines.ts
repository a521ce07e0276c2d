import type { JournalEvent } from '../events.js';
import type { DedupIndex } from '../identity/dedup-index.js';
import type { Foresight } from '../identity/foresight.js';
import type { LineBytes } from '../updates/line-bytes.js';
import {
  asFirstLine,
  asRunUpdate,
  type PreparedEvent,
  partOfEvent,
  prepareEvent,
  provisionalInit,
} from './batch-encoder.js';

/** What became of the events of one call. */
export interface AppendResult {
  /** Events that stand in the journal now and did not before, wholly or in part. */
  readonly written: number;
  readonly duplicates: number;
  /** Events that no reader could use or that are too long: they will never be written. */
  readonly refused: number;
  /** Why the first of them was refused. */
  readonly refusedReason?: string;
}

/** Events that are encoded in one go, so that a large request does not hold up the process. */
export const SLICE_EVENTS = 1_000;

/** The result of a call without events. */
export const NOTHING: AppendResult = { written: 0, duplicates: 0, refused: 0 };

/** Sum of two results. */
export function addResults(a: AppendResult, b: AppendResult): AppendResult {
  const reason = a.refusedReason ?? b.refusedReason;
  return {
    written: a.written + b.written,
    duplicates: a.duplicates + b.duplicates,
    refused: a.refused + b.refused,
    ...(reason === undefined ? {} : { refusedReason: reason }),
  };
}

/** What lines are made with. */
export interface BatchOptions {
  readonly index: DedupIndex;
  /** Tells of these entries and of all that will be admitted with them until `commit` or `rollback`. */
  readonly foresee: Foresight;
  /** The lines, each with its newline, are appended here. */
  readonly bytes: LineBytes;
  /** The journal has no line yet. */
  readonly atStart: boolean;
  readonly maxLineBytes: number;
  readonly now: () => Date;
}

/**
 * Appends lines of what is new in the events. The index remembers them at once: commit or roll back afterwards.
 *
 * @throws what reading the journal throws
 */
export async function appendEvents(events: readonly JournalEvent[], options: BatchOptions): Promise<AppendResult> {
  const prepared = prepareAll(events, options);
  const identities = prepared.flatMap((item) => (item.kind === 'line' ? [item.identity] : []));
  await options.index.prepare(identities, options.foresee);
  let [written, duplicates, refused] = [0, 0, 0];
  let refusedReason: string | undefined;
  for (const item of prepared) {
    const line = item.kind === 'line' ? admit(item, options) : undefined;
    if (item.kind === 'refused') {
      refused++;
      refusedReason ??= item.reason;
    } else if (line === undefined) duplicates++;
    else {
      written++;
      options.bytes.raw(line);
    }
  }
  return { written, duplicates, refused, ...(refusedReason === undefined ? {} : { refusedReason }) };
}

/** A journal that has no line yet begins with an `init`, a provisional one if need be; any later one is a `run_update`. */
function prepareAll(events: readonly JournalEvent[], options: BatchOptions): readonly PreparedEvent[] {
  const { maxLineBytes, now } = options;
  let started = !options.atStart;
  return events.map((event) => {
    const isStart = event.event_type === 'init';
    const prepared = prepareEvent(isStart ? (started ? asRunUpdate(event) : asFirstLine(event)) : event, maxLineBytes);
    if (started || prepared.kind === 'refused') return prepared;
    started = true;
    if (isStart) return prepared;
    const init = prepareEvent(provisionalInit(prepared.event, now()), maxLineBytes);
    return init.kind === 'refused' ? init : { ...prepared, line: init.line + prepared.line };
  });
}

/** The line to write, or `undefined` when nothing in the event is new. */
function admit(item: PreparedEvent & { kind: 'line' }, { index, maxLineBytes }: BatchOptions): string | undefined {
  const admission = index.admit(item.identity);
  if (admission.kind === 'new') return item.line;
  if (admission.kind === 'duplicate') return undefined;
  return lineOfPart(item.event, admission.fields, maxLineBytes) ?? item.line;
}

/** Line with those fields of an update that are new; `undefined` when it cannot be made. */
export function lineOfPart(event: JournalEvent, fields: ReadonlySet<string>, maxLineBytes: number): string | undefined {
  const part = prepareEvent(partOfEvent(event, fields), maxLineBytes);
  return part.kind === 'line' ? part.line : undefined;
}
