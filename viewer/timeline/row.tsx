import { formatDuration } from '../format/units.js';
import { Glyph } from '../parts/glyph.js';
import { GLYPH_WORDS } from '../parts/glyph-words.js';
import { Bars } from './bars.js';
import { lengthOf } from './order.js';
import type { TimelineRow } from './phases.js';
import type { Span } from './span.js';
import { rowWords, shiftWords } from './words.js';

/** What a row is drawn with. */
export interface RowProps {
  /** The client and its phases. */
  readonly row: TimelineRow;
  /** The part of the round that is shown. */
  readonly span: Span;
  /** The round's start, from which times are counted. */
  readonly origin: number;
  /** Place among all rows, from 0, and how many there are. */
  readonly place: number;
  readonly total: number;
  /** Distance from the top of the list, CSS pixels. */
  readonly top: number;
  /** The keys are at this row. */
  readonly active: boolean;
  /** Its client is chosen on the page. */
  readonly chosen: boolean;
  /** Its client is what the pointer is at, here or elsewhere. */
  readonly pointed: boolean;
}

/** Id of a client's row, for `aria-activedescendant`. */
export function rowId(client: number): string {
  return `timeline-row-${client}`;
}

/** One client's row: glyph, name, bars, time. */
export function Row({ row, span, origin, place, total, top, active, chosen, pointed }: RowProps) {
  const { client, label, outcome, path, phases } = row;
  const length = lengthOf(row);
  const last = phases.at(-1)?.end ?? span.start;
  const note = noteOf(row);
  // Where the bars end, in percent: the note stands beside them, on the side where there is room.
  const rest = Math.min(100, Math.max(0, (100 * (last - span.start)) / (span.end - span.start)));
  return (
    <div
      id={rowId(client)}
      role="option"
      tabIndex={-1}
      aria-selected={chosen}
      aria-setsize={total}
      aria-posinset={place + 1}
      class={`row${active ? ' active' : ''}${pointed ? ' pointed' : ''}${path.length > 0 ? ' slowest' : ''}`}
      style={{ top: `${top}px` }}
      data-client={client}
    >
      <span class="hidden">{rowWords(row, origin)}</span>
      <span class="who" aria-hidden="true">
        <Glyph name={outcome ?? 'none'} />
        <span class="name">{label}</span>
        {row.shifted === undefined ? null : <span class="shift">⇄</span>}
      </span>
      <span class="track" aria-hidden="true">
        <Bars phases={phases} span={span} path={path} />
        {note === undefined ? null : (
          <span
            class={`note is-${outcome ?? 'none'}${rest > 60 ? ' before' : ''}`}
            style={rest > 60 ? { right: `${100 - rest}%` } : { left: `${rest}%` }}
          >
            {note}
          </span>
        )}
      </span>
      <span class="length" aria-hidden="true">
        {length < 0 ? '' : formatDuration(length / 1000)}
      </span>
    </div>
  );
}

/** What is written beside the bar of a client that did not simply complete. */
function noteOf(row: TimelineRow): string | undefined {
  const { outcome, reason, late } = row;
  if (outcome === 'completed' || outcome === null || outcome === 'pending') return shiftWords(row);
  return `${GLYPH_WORDS[outcome]}${reason === undefined ? (late ? ', late' : '') : `: ${reason}`}`;
}
