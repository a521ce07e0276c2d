import type { TimelineRow } from './phases.js';
import type { Span } from './span.js';

/** Whether a client did anything but wait for others in a stretch of time. */
export function isBusy({ phases }: TimelineRow, { start, end }: Span): boolean {
  return phases.some((phase) => phase.kind !== 'waiting' && phase.start < end && phase.end > start);
}

/** How many clients were at it in each of some equal parts of a stretch of time. */
export function busyCounts(rows: readonly TimelineRow[], { start, end }: Span, parts: number): readonly number[] {
  // Who begins and who has ended, by part; their running sum is who is at it. One pass, however long the bars are.
  const changes = new Array<number>(parts + 1).fill(0);
  const partAt = (time: number) => ((time - start) / (end - start)) * parts;
  // Phases may begin before the stretch and end after it.
  const within = (part: number) => Math.min(parts - 1, Math.max(0, part));
  for (const { phases } of rows) {
    // Two phases of one client that meet within a part count once there.
    let last = -1;
    for (const phase of phases) {
      if (phase.kind === 'waiting') continue;
      const [from, to] = [
        Math.max(within(Math.floor(partAt(phase.start))), last + 1),
        within(Math.ceil(partAt(phase.end)) - 1),
      ];
      if (to < from) continue;
      changes[from] = (changes[from] ?? 0) + 1;
      changes[to + 1] = (changes[to + 1] ?? 0) - 1;
      last = to;
    }
  }
  let busy = 0;
  return changes.slice(0, parts).map((change) => {
    busy += change;
    return busy;
  });
}
