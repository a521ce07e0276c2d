import { formatDuration } from '../format/units.js';
import type { Span } from './span.js';
import { ticksBetween } from './ticks.js';

/** Which part of a round is shown, and how finely it is divided. */
export interface AxisProps {
  readonly span: Span;
  /** The round's start, from which times are counted. */
  readonly origin: number;
  /** About how many ticks there is room for. */
  readonly count: number;
}

/** Times since the round's start, above the bars. */
export function Axis(props: AxisProps) {
  const ticks = ticksAt(props);
  return (
    <svg class="axis" aria-hidden="true">
      {ticks.map(({ seconds, percent }) => (
        <g key={seconds}>
          <line x1={`${percent}%`} x2={`${percent}%`} y1="16" y2="22" />
          <text x={`${percent}%`} y="12" class={percent < 4 ? 'first' : percent > 96 ? 'last' : ''}>
            {words(seconds, ticks)}
          </text>
        </g>
      ))}
    </svg>
  );
}

/** Thin lines at the axis' times, behind the bars. */
export function Grid(props: AxisProps) {
  return (
    <svg class="grid" aria-hidden="true">
      {ticksAt(props).map(({ seconds, percent }) => (
        <line key={seconds} x1={`${percent}%`} x2={`${percent}%`} y1="0" y2="100%" />
      ))}
    </svg>
  );
}

/** A time that is marked. */
interface Tick {
  readonly seconds: number;
  /** Place in the width, 0 to 100. */
  readonly percent: number;
}

/** The times that are marked, with their places. */
function ticksAt({ span, origin, count }: AxisProps): readonly Tick[] {
  const [from, to] = [(span.start - origin) / 1000, (span.end - origin) / 1000];
  return ticksBetween(from, to, count).map((seconds) => ({ seconds, percent: (100 * (seconds - from)) / (to - from) }));
}

/** Three digits are enough until two neighbours read alike: then a round is looked at closely, and seconds have places. */
function words(seconds: number, ticks: readonly Tick[]): string {
  const texts = new Set(ticks.map((tick) => formatDuration(tick.seconds)));
  if (texts.size === ticks.length) return formatDuration(seconds);
  const step = (ticks[1]?.seconds ?? 1) - (ticks[0]?.seconds ?? 0);
  return `${seconds.toFixed(Math.max(0, Math.ceil(-Math.log10(step) - 1e-9)))}\u00a0s`;
}
