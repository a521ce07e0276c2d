import { useEffect, useMemo, useRef } from 'preact/hooks';
import { localTime } from '../format/time.js';
import { usePage } from '../frame/page-context.js';
import { useSize } from '../parts/use-size.js';
import { useColors } from '../theme/use-colors.js';
import { blockAt, layoutRuler } from './ruler-layout.js';
import { paintRuler } from './ruler-paint.js';

/**
 * All rounds of the run as a strip: as wide as they took, filled by how its clients fared. Dragging shows a moment; with
 * Shift it marks a range of rounds.
 */
export function Ruler() {
  const { store, replay, selection } = usePage();
  const box = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  // Round at which a range was begun, while it is dragged.
  const from = useRef<number | undefined>(undefined);
  const size = useSize(box);
  const colors = useColors();
  const rounds = store.value?.latest.value?.rounds;
  const pace = replay.pace.value;
  const blocks = useMemo(
    () => (pace === undefined || rounds === undefined ? [] : layoutRuler(pace, rounds)),
    [pace, rounds],
  );
  // A run without length, as one that has just begun, is at its end.
  const position = pace === undefined || pace.length === 0 ? 1 : replay.position.value / pace.length;
  const selected = selection.round.value;
  const hovered = selection.hover.value?.round;
  const range = selection.range.value;
  useEffect(() => {
    if (canvas.current !== null) paintRuler(canvas.current, { blocks, position, selected, hovered, range }, colors);
  }, [blocks, position, selected, hovered, range, colors, size]);

  // Share of the ruler's width, 0 to 1; a drag beyond its ends stays at them.
  const placeOf = (event: PointerEvent) => {
    const { left, width } = (event.currentTarget as HTMLElement).getBoundingClientRect();
    return Math.max(0, Math.min(1, (event.clientX - left) / Math.max(1, width)));
  };
  const move = (event: PointerEvent) => {
    const place = placeOf(event);
    const round = blockAt(blocks, place)?.round;
    if (event.buttons === 0) selection.hover.value = round === undefined ? undefined : { round };
    else if (from.current !== undefined && round !== undefined) {
      selection.range.value = { first: Math.min(from.current, round), last: Math.max(from.current, round) };
    } else if (pace !== undefined) replay.seek(pace.toTime(place * pace.length));
  };
  const round = store.value?.document.value?.rounds.at(-1)?.round;
  const last = rounds?.at(-1)?.round ?? 0;
  const words = `${round === undefined ? 'Before the first round' : `Round ${round} of ${last}`}, ${localTime.clock(store.value?.now.value || undefined)}`;
  return (
    <div
      ref={box}
      class="ruler"
      // The arrow keys of a slider are those of the replay, which the whole page takes: steps of a round.
      role="slider"
      tabIndex={0}
      aria-label="Moment of the run"
      aria-valuemin={0}
      aria-valuemax={last}
      aria-valuenow={Math.min(last, round ?? 0)}
      aria-valuetext={words}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        from.current = event.shiftKey ? blockAt(blocks, placeOf(event))?.round : undefined;
        replay.pause();
        move(event);
      }}
      onPointerMove={move}
      onPointerUp={() => {
        from.current = undefined;
      }}
      onPointerLeave={() => {
        selection.hover.value = undefined;
      }}
    >
      <canvas ref={canvas} />
    </div>
  );
}
