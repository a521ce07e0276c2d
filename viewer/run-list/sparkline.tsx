import type { RunListEntry } from '../../exporters/page/types.js';
import { sparklinePath } from './sparkline-path.js';

/** A run's accuracy (else its loss) in the space of a word. The numbers are in the table and the comparison. */
export function Sparkline({ run: { curves } }: { run: RunListEntry }) {
  if (curves === undefined) return null;
  // Where there is one number only, or none, a word would say less than the empty place.
  const path = sparklinePath(curves.accuracy, 84, 16) ?? sparklinePath(curves.loss, 84, 16);
  if (path === undefined) return null;
  return (
    <svg class="sparkline" viewBox="-1 -2 86 20" aria-hidden="true">
      <path d={path} />
    </svg>
  );
}
