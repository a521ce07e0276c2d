import { formatDuration } from '../format/units.js';
import '../parts/tip.css';
import type { TimelineRow } from './phases.js';
import { outcomeWords, PHASE_LABELS, shiftWords } from './words.js';

/** Width that the tip is given, in pixels. */
const WIDTH = 250;

/** What the row under the pointer says, in full. The same is in the row's label for who cannot see it. */
export function Tip({ row, start, x, y, width }: TipProps) {
  const left = Math.max(0, Math.min(x + 14, width - WIDTH));
  const shift = shiftWords(row);
  return (
    <div class="tip" aria-hidden="true" style={{ left: `${left}px`, top: `${y + 16}px`, width: `${WIDTH}px` }}>
      <strong>{row.label}</strong>
      <span class="soft">{outcomeWords(row)}</span>
      <ul>
        {row.phases.map(({ kind, start: from, end, measured }) => (
          <li key={`${kind}${from}`}>
            <span class={`swatch is-${kind}${measured || kind === 'waiting' ? '' : ' guessed'}`} />
            <span>{PHASE_LABELS[kind]}</span>
            <span class="number">{formatDuration((end - from) / 1000)}</span>
            <span class="number soft">+{formatDuration((from - start) / 1000)}</span>
          </li>
        ))}
      </ul>
      {shift === undefined ? null : <span>⇄ {shift}</span>}
      {row.path.length === 0 ? null : <span>On the critical path</span>}
    </div>
  );
}

/** What the tip says, and where it stands. */
interface TipProps {
  /** The row under the pointer. */
  readonly row: TimelineRow;
  /** The round's start. */
  readonly start: number;
  /** Where the pointer is in the waterfall, in pixels, and how wide that is. */
  readonly x: number;
  readonly y: number;
  readonly width: number;
}
