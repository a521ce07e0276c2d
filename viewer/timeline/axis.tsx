import { formatDuration } from '../format/units.js';
import type { Span } from './bars.js';
import { ticksOf } from './ticks.js';

/** Times since the round's start, above the bars. */
export function Axis({ span, count }: { span: Span; count: number }) {
  const seconds = (span.end - span.start) / 1000;
  return (
    <svg class="axis" aria-hidden="true">
      {ticksOf(seconds, count).map((tick) => (
        <g key={tick}>
          <line x1={at(tick, seconds)} x2={at(tick, seconds)} y1="16" y2="22" />
          <text x={at(tick, seconds)} y="12" class={tick === 0 ? 'first' : tick > 0.96 * seconds ? 'last' : ''}>
            {formatDuration(tick)}
          </text>
        </g>
      ))}
    </svg>
  );
}

/** Thin lines at the axis' times, behind the bars. */
export function Grid({ span, count }: { span: Span; count: number }) {
  const seconds = (span.end - span.start) / 1000;
  return (
    <svg class="grid" aria-hidden="true">
      {ticksOf(seconds, count).map((tick) => (
        <line key={tick} x1={at(tick, seconds)} x2={at(tick, seconds)} y1="0" y2="100%" />
      ))}
    </svg>
  );
}

function at(tick: number, seconds: number): string {
  return `${(100 * tick) / seconds}%`;
}
