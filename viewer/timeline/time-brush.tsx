import { useMemo, useRef } from 'preact/hooks';
import { formatDuration } from '../format/units.js';
import { busyCounts } from './busy.js';
import type { TimelineRow } from './phases.js';
import type { Span } from './span.js';
import { moved, scaled, within } from './zoom.js';

/** Parts that the round is divided in for the count of busy clients. */
const PARTS = 120;
/** Height of the drawing, in units of its own: it is stretched to its place. */
const HEIGHT = 40;
/** A drag of less than this share of the width is a click, which is no stretch of time. */
const LEAST_DRAG = 0.005;

/**
 * The whole round as the number of clients that were at it, and the part of it that is shown below: dragging marks one, the
 * buttons and the keys of the list do the same. With a thousand rows this is where a reader sees what to look at.
 */
export function TimeBrush({ whole, shown, rows, onShow }: TimeBrushProps) {
  const from = useRef<number | undefined>(undefined);
  const box = useRef<HTMLDivElement>(null);
  const counts = useMemo(() => busyCounts(rows, whole, PARTS), [rows, whole.start, whole.end]);
  const most = Math.max(1, ...counts);
  const length = whole.end - whole.start;
  // What the buttons start from.
  const span = shown ?? whole;
  const shareOf = (event: PointerEvent) => {
    const { left, width } = box.current?.getBoundingClientRect() ?? { left: 0, width: 1 };
    return Math.min(1, Math.max(0, (event.clientX - left) / Math.max(1, width)));
  };
  const drag = (event: PointerEvent) => {
    if (from.current === undefined) return;
    const to = shareOf(event);
    if (Math.abs(to - from.current) < LEAST_DRAG) return;
    onShow(within(whole, whole.start + from.current * length, whole.start + to * length));
  };
  const outline = counts.map((count, part) => {
    const y = (HEIGHT - (HEIGHT - 3) * (count / most)).toFixed(1);
    return `L${part} ${y}L${part + 1} ${y}`;
  });
  const since = (time: number) => formatDuration((time - whole.start) / 1000);
  return (
    <div class="time-brush">
      <div
        ref={box}
        class="busy"
        role="img"
        aria-label={`Clients at work over the round, at most ${most} at once`}
        onPointerDown={(event) => {
          // The other buttons are the browser's.
          if (event.button !== 0) return;
          event.currentTarget.setPointerCapture(event.pointerId);
          from.current = shareOf(event);
        }}
        onPointerMove={drag}
        onPointerUp={() => {
          from.current = undefined;
        }}
        onPointerCancel={() => {
          from.current = undefined;
        }}
        // As in the charts: a double click takes the mark back.
        onDblClick={() => onShow(undefined)}
      >
        <svg viewBox={`0 0 ${PARTS} ${HEIGHT}`} preserveAspectRatio="none" aria-hidden="true">
          <path class="busy-area" d={`M0 ${HEIGHT}${outline.join('')}L${PARTS} ${HEIGHT}Z`} />
          {shown === undefined ? null : (
            <rect
              class="busy-shown"
              x={(PARTS * (shown.start - whole.start)) / length}
              width={(PARTS * (shown.end - shown.start)) / length}
              y="0"
              height={HEIGHT}
            />
          )}
        </svg>
      </div>
      <p class="soft" aria-live="polite">
        {shown === undefined
          ? `Up to ${most} at work at once. Drag here to look closer.`
          : `Shown: ${since(span.start)} to ${since(span.end)} of ${since(whole.end)}`}
      </p>
      <fieldset class="zoom-buttons">
        <legend class="hidden">Part of the round that is shown</legend>
        <button
          type="button"
          aria-label="Earlier"
          disabled={shown === undefined}
          onClick={() => onShow(moved(whole, span, -0.25))}
        >
          ‹
        </button>
        <button
          type="button"
          aria-label="Later"
          disabled={shown === undefined}
          onClick={() => onShow(moved(whole, span, 0.25))}
        >
          ›
        </button>
        <button type="button" aria-label="Less time, larger" onClick={() => onShow(scaled(whole, span, 0.5))}>
          +
        </button>
        <button
          type="button"
          aria-label="More time, smaller"
          disabled={shown === undefined}
          onClick={() => onShow(scaled(whole, span, 2))}
        >
          −
        </button>
        <button type="button" disabled={shown === undefined} onClick={() => onShow(undefined)}>
          Whole round
        </button>
      </fieldset>
    </div>
  );
}

/** The round, what of it is shown, and what is done with that. */
interface TimeBrushProps {
  /** From the round's start to its end. */
  readonly whole: Span;
  /** `undefined`: all of it. */
  readonly shown: Span | undefined;
  /** All clients of the round, whatever the list is narrowed to. */
  readonly rows: readonly TimelineRow[];
  /** Another part was marked; `undefined`: all of it. */
  onShow(span: Span | undefined): void;
}
