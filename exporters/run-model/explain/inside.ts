import { TRAIN } from '../client-facts.js';
import type { PathSegment, SegmentKind } from './types.js';
import type { Work } from './work.js';

/** A piece of the path before its length and owner are written into it. */
export interface Piece {
  readonly kind: SegmentKind;
  readonly start: number;
  readonly end: number;
  readonly measured: boolean;
  readonly task: number | undefined;
}

/** What a client did with its time: download, work, upload, as far as that is known. In order of time, without gaps. */
export function insideOf(work: Work): Piece[] {
  const { start, end, task, span, trainSeconds, startUnknown } = work;
  if (work.ended !== 'answer') return [{ kind: 'waiting', start, end, measured: work.measured, task }];
  const kind = kindOf(work.operation);
  if (span !== undefined) {
    const from = Math.min(Math.max(span.start, start), end);
    const to = Math.min(Math.max(span.end, from), end);
    return pieces([
      { kind: 'download', start, end: from, measured: true, task },
      { kind, start: from, end: to, measured: true, task: span.task },
      { kind: 'upload', start: to, end, measured: true, task },
    ]);
  }
  const rest = trainSeconds === undefined ? -1 : end - start - trainSeconds * 1000;
  if (rest < 0) return [{ kind: 'client', start, end, measured: false, task }];
  // Where in the task the training was is unknown. Way there and way back are taken to be equal, as for foreign clocks.
  const from = startUnknown ? start + rest : start + rest / 2;
  const to = startUnknown ? end : end - rest / 2;
  return pieces([
    { kind: startUnknown ? 'client' : 'download', start, end: from, measured: false, task },
    { kind, start: from, end: to, measured: false, task },
    { kind: 'upload', start: to, end, measured: false, task },
  ]);
}

/** The piece as a part of the path. */
export function segmentOf(piece: Piece, clientId?: string, waitedFor: readonly string[] = []): PathSegment {
  const { kind, start, end, measured, task } = piece;
  return { kind, clientId, start, end, seconds: (end - start) / 1000, task, measured, waitedFor };
}

function kindOf(operation: string): SegmentKind {
  if (operation === TRAIN) return 'training';
  return operation === 'evaluate' ? 'evaluation' : 'client';
}

function pieces(all: readonly Piece[]): Piece[] {
  return all.filter(({ start, end }) => end > start);
}
