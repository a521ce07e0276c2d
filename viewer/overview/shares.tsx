import type { RoundCounts } from '../../exporters/run-model/index.js';

/** Outcomes in the order in which they are drawn. */
const PARTS = ['completed', 'stragglers', 'dropped', 'failed', 'pending'] as const;
/** Names of colours of the theme. */
const COLORS = {
  completed: 'completed-fill',
  stragglers: 'straggler',
  dropped: 'dropped',
  failed: 'failed',
  pending: 'pending-fill',
};

/** How many of the selected clients completed, as numbers and as a bar of all outcomes. */
export function Shares({ counts }: { counts: RoundCounts }) {
  const all = Math.max(1, counts.selected);
  // In a box 60 wide and 8 high, which the style sheet gives its size.
  let left = 0;
  const parts = PARTS.map((part) => {
    const width = (counts[part] / all) * 60;
    left += width;
    return { part, width, left: left - width };
  });
  // The colours alone say it to nobody who cannot tell them apart: the words are behind the pointer, and read aloud.
  const words = PARTS.filter((part) => part !== 'completed' && counts[part] > 0).map(
    (part) => `${counts[part]} ${part}`,
  );
  return (
    <span class="shares" title={words.join(', ')}>
      <svg viewBox="0 0 60 8" aria-hidden="true">
        {parts.map(({ part, width, left: x }) => (
          <rect key={part} x={x} width={width} height="8" style={{ fill: `var(--${COLORS[part]})` }} />
        ))}
      </svg>
      {counts.completed}/{counts.selected}
      {words.length === 0 ? null : <span class="hidden">, {words.join(', ')}</span>}
    </span>
  );
}
