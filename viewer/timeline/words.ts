import type { SegmentKind } from '../../exporters/run-model/index.js';
import { formatDuration } from '../format/units.js';
import { GLYPH_WORDS } from '../parts/glyph-words.js';
import type { Phase, TimelineRow } from './phases.js';

/** How the phases are called, in the order of the legend. */
export const PHASE_LABELS: Readonly<Record<SegmentKind, string>> = {
  selection: 'Selection',
  download: 'Download',
  training: 'Training',
  upload: 'Upload',
  client: 'Client, not divided',
  waiting: 'Waiting',
  aggregation: 'Aggregation',
  evaluation: 'Evaluation',
  other: 'Unknown',
};

/** A phase with its length: `Training 1.2 s`. */
export function phaseWords({ kind, start, end, measured }: Phase): string {
  const length = formatDuration((end - start) / 1000);
  return `${PHASE_LABELS[kind]} ${length}${measured || kind === 'waiting' ? '' : ' (worked out)'}`;
}

/** What became of a client, with the reason. */
export function outcomeWords({ outcome, reason, late, phases }: TimelineRow): string {
  const word =
    outcome === null ? (phases.length > 0 ? 'no update that counts' : GLYPH_WORDS.none) : GLYPH_WORDS[outcome];
  return [word, ...(late ? ['answered after the round’s end'] : []), ...(reason === undefined ? [] : [reason])].join(
    ', ',
  );
}

/** By how much a client's clock was off, as a sentence's part; nothing when it was not. */
export function shiftWords({ shifted }: TimelineRow): string | undefined {
  if (shifted === undefined) return undefined;
  // What was moved back in time had been ahead.
  const direction = shifted < 0 ? 'ahead of' : 'behind';
  return `clock ${formatDuration(Math.abs(shifted) / 1000)} ${direction} the server’s, moved`;
}

/** A row in words, for who cannot see the bars. */
export function rowWords(row: TimelineRow, roundStart: number): string {
  // Times from the round's start, as on the axis: the clock says nothing to who compares clients.
  const began = row.start === undefined ? [] : [`began after ${formatDuration((row.start - roundStart) / 1000)}`];
  const path = row.path.length > 0 ? ['on the critical path'] : [];
  const shift = shiftWords(row);
  return [
    row.label,
    outcomeWords(row),
    ...began,
    ...row.phases.map(phaseWords),
    ...path,
    ...(shift === undefined ? [] : [shift]),
  ].join(', ');
}
