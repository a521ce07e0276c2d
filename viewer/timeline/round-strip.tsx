import type { RoundFrame } from '../../exporters/page/types.js';
import { formatDuration } from '../format/units.js';
import { isForBrowser, moveActive } from '../parts/row-keys.js';
import './phases.css';
import { stripOf } from './strip.js';
import './strip.css';

/** Height of the longest bar, in pixels. */
const HEIGHT = 56;
/** Width of a round where there is room, in pixels. */
const MOST_WIDTH = 72;

/** Every round of the run as a bar as high as it was long, divided by what its time went into. */
export function RoundStrip({ rounds, round, now, onChoose }: RoundStripProps) {
  const bars = stripOf(rounds, now);
  const longest = bars.reduce((most, { seconds }) => Math.max(most, seconds), 0);
  // Of rounds without any times all bars are without height, and none is the longest.
  const scale = longest === 0 ? 0 : (HEIGHT - 4) / longest;
  const place = bars.findIndex((bar) => bar.round === round);
  const chosen = bars[place];
  // Not the replay's arrows: they go through moments, these through rounds, also of a run that is over.
  const press = (event: KeyboardEvent) => {
    if (isForBrowser(event)) return;
    // Bars stand side by side, where the rows of a list stand below each other.
    const key = { ArrowRight: 'ArrowDown', ArrowLeft: 'ArrowUp' }[event.key] ?? event.key;
    const next = moveActive(key, place, bars.length, 10);
    const bar = next === undefined ? undefined : bars[next];
    if (bar === undefined) return;
    onChoose(bar.round);
    event.preventDefault();
    event.stopPropagation();
  };
  // In percent, so that the strip follows the page's width without being drawn anew.
  const width = 100 / Math.max(1, bars.length);
  return (
    <div
      class="strip"
      role="slider"
      tabIndex={0}
      aria-label="Round"
      aria-valuemin={bars[0]?.round ?? 0}
      aria-valuemax={bars.at(-1)?.round ?? 0}
      aria-valuenow={chosen?.round ?? 0}
      aria-valuetext={
        chosen === undefined ? 'none' : `Round ${chosen.round}, ${formatDuration(chosen.seconds)}, ${chosen.state}`
      }
      style={{ maxWidth: `${Math.max(3, bars.length) * MOST_WIDTH}px` }}
      onKeyDown={press}
      onPointerDown={(event) => {
        const box = event.currentTarget.getBoundingClientRect();
        // By place and not by target: a thousand rounds are thinner than a pixel each.
        const bar = bars[Math.floor(((event.clientX - box.left) / box.width) * bars.length)];
        if (bar !== undefined) onChoose(bar.round);
      }}
    >
      <svg aria-hidden="true" width="100%" height={HEIGHT}>
        {bars.map((bar, index) => (
          <g key={bar.round} class={bar.round === round ? 'bar chosen' : 'bar'}>
            <rect class="ground" x={`${index * width}%`} width={`${width}%`} y="0" height={HEIGHT} />
            {bar.parts.map(({ kind, from, to }) => (
              <rect
                key={`${kind}${from}`}
                class={`phase is-${kind}`}
                x={`${(index + 0.1) * width}%`}
                width={`${0.8 * width}%`}
                y={HEIGHT - to * scale}
                height={(to - from) * scale}
              />
            ))}
          </g>
        ))}
      </svg>
      <span class="scale soft" aria-hidden="true">
        <span>Round {bars[0]?.round}</span>
        <span>longest {formatDuration(longest)}</span>
        <span>{bars.at(-1)?.round}</span>
      </span>
    </div>
  );
}

/** What the strip shows, and what is done with it. */
interface RoundStripProps {
  /** All rounds up to the moment that is shown, in order. */
  readonly rounds: readonly RoundFrame[];
  /** Number of the round that is shown below. */
  readonly round: number | undefined;
  /** Epoch milliseconds that running rounds last until. */
  readonly now: number;
  /** A round was chosen, by its number. */
  onChoose(round: number): void;
}
