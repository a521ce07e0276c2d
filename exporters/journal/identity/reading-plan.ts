import type { Foresight } from './foresight.js';
import type { AwayPartition, ByteRange } from './partitions.js';
import { createVisits, type Visits } from './visits.js';

/** What is read again for a batch. */
export interface ReadingPlan {
  /** Parts of the run that come back into memory, with where they are. */
  readonly whole: ReadonlyMap<string, AwayPartition>;
  /** What is asked about the others. */
  readonly visits: Visits;
  /** Where all of that is, in order; no byte is in two of them. */
  readonly ranges: readonly ByteRange[];
}

/** What `planReading` needs. */
export interface PlanOptions {
  /** Parts without which the batch cannot go on. */
  readonly missing: ReadonlySet<string>;
  /** Where a part is; `undefined` when there is nothing to read. */
  readonly away: (name: string) => AwayPartition | undefined;
  /** Entries that the parts which come back may have together. */
  readonly room: number;
  readonly foresee: Foresight | undefined;
}

/** Bytes between two ranges that are read with them rather than skipped: opening the file again is no cheaper. */
const GAP_BYTES = 2 ** 20;

/**
 * Decides which parts come back whole, because more is likely to be asked of them, and of which only the keys are looked up
 * that the batch asks for. So memory is bounded by the room and by the batch, whatever the journal has of these parts.
 */
export async function planReading({ missing, away, room, foresee }: PlanOptions): Promise<ReadingPlan> {
  const whole = new Map<string, AwayPartition>();
  const visits = createVisits();
  const ranges: ByteRange[] = [];
  let left = room;
  await foresee?.((name, key) => {
    if (whole.has(name)) return;
    if (!visits.has(name)) {
      const part = away(name);
      if (part === undefined) return;
      ranges.push(part);
      if (part.entries <= left) {
        left -= part.entries;
        whole.set(name, part);
        return;
      }
    }
    visits.ask(name, key);
  });
  // What nobody has foreseen must be right all the same.
  for (const name of missing) {
    const part = whole.has(name) || visits.has(name) ? undefined : away(name);
    if (part === undefined) continue;
    ranges.push(part);
    whole.set(name, part);
  }
  return { whole, visits, ranges: joined(ranges) };
}

/** The ranges in order, those that overlap or are close to each other as one. */
function joined(ranges: readonly ByteRange[]): readonly ByteRange[] {
  const all: { from: number; to: number }[] = [];
  for (const { from, to } of [...ranges].sort((a, b) => a.from - b.from)) {
    const last = all.at(-1);
    if (last === undefined || from - last.to > GAP_BYTES) all.push({ from, to });
    else last.to = Math.max(last.to, to);
  }
  return all;
}
